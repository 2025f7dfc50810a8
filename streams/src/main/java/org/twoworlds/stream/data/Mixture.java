package org.twoworlds.stream.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.random.Draws;

/**
 * A generator without end whose p(y | x) is known: a class is drawn uniformly, and each pixel of its 16×16 grey image is
 * the class's mean there plus Gaussian noise, rounded and clipped to 0 … 255. Given the class the pixels are independent,
 * so that p(x | y) is a product of entries of one table. The distribution is our own, not the paper's.
 */
public final class Mixture implements DataSet, KnownPosterior {
    private static final int SIDE = 16;
    private static final int CLASSES = 10;
    private static final int COARSE = 4;
    private static final double DEVIATION = 40;
    private static final int MIDDLE = 128;
    private static final ImageShape SHAPE = new ImageShape(SIDE, SIDE, 1, CLASSES);

    /** The probability that rounded noise is at most d, at index d + 255: Φ((d + 1/2) / deviation). */
    private static final double[] CUMULATIVE = new double[511];

    static {
        for (var i = 0; i < CUMULATIVE.length; i++) {
            CUMULATIVE[i] = normal((i - 255 + 0.5) / DEVIATION);
        }
    }

    private final long dataSeed;
    private final double separation;
    private final int[][] means;

    private Mixture(long dataSeed, double separation) {
        this.dataSeed = dataSeed;
        this.separation = separation;
        means = means(dataSeed, separation);
    }

    static DataSet of(ExperimentConfig.Data data) {
        return new Mixture(data.seed(), SourceSettings.of(data).separation());
    }

    /** The standard normal's cumulative distribution, by its power series, in StrictMath: the same everywhere. */
    private static double normal(double x) {
        var term = x;
        var sum = x;
        for (var n = 1; Math.abs(term) > 1e-18; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-x * x / 2) / StrictMath.sqrt(2 * Math.PI);
    }

    /** The means of the classes: smooth random fields whose expected distance is {@code separation} times the noise's deviation. */
    private static int[][] means(long dataSeed, double separation) {
        var means = new int[CLASSES][SIDE * SIDE];
        for (var c = 0; c < CLASSES; c++) {
            var draws = new Draws(dataSeed, Draws.Purpose.DISTRIBUTION, c);
            var grid = new double[COARSE * COARSE];
            Arrays.setAll(grid, i -> draws.nextGaussian());
            var field = new double[SIDE * SIDE];
            var square = 0.0;
            for (var i = 0; i < field.length; i++) {
                field[i] = interpolated(grid, i / SIDE, i % SIDE);
                square += field[i] * field[i];
            }
            var scale = separation * DEVIATION / Math.sqrt(2 * square);
            for (var i = 0; i < field.length; i++) {
                means[c][i] = (int) Math.max(0, Math.min(255, MIDDLE + Math.round(scale * field[i])));
            }
        }
        return means;
    }

    private static double interpolated(double[] grid, int y, int x) {
        var v = y * (COARSE - 1) / (double) (SIDE - 1);
        var u = x * (COARSE - 1) / (double) (SIDE - 1);
        var top = Math.min(COARSE - 2, (int) v);
        var left = Math.min(COARSE - 2, (int) u);
        var at = top * COARSE + left;
        var upper = grid[at] + (u - left) * (grid[at + 1] - grid[at]);
        var lower = grid[at + COARSE] + (u - left) * (grid[at + COARSE + 1] - grid[at + COARSE]);
        return upper + (v - top) * (lower - upper);
    }

    /** The probability that a pixel of a given mean is at most a value. */
    private static double atMost(int value, int mean) {
        return value < 0 ? 0 : value >= 255 ? 1 : CUMULATIVE[value - mean + 255];
    }

    /**
     * The p(y | x) of every class, exact to double.
     *
     * @param pixels {@code [16, 16, 1]} uint8
     */
    @Override
    public double[] posterior(byte[] pixels) {
        var posterior = new double[CLASSES];
        for (var c = 0; c < CLASSES; c++) {
            for (var i = 0; i < pixels.length; i++) {
                var value = pixels[i] & 0xff;
                posterior[c] += Math.log(atMost(value, means[c][i]) - atMost(value - 1, means[c][i]));
            }
        }
        var largest = Arrays.stream(posterior).max().orElseThrow();
        var total = Arrays.stream(posterior).map(p -> Math.exp(p - largest)).sum();
        return Arrays.stream(posterior).map(p -> Math.exp(p - largest) / total).toArray();
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public List<String> classNames() {
        return ClassNames.numbered(CLASSES);
    }

    @Override
    public Distribution train(long seed) {
        return new Stream(Draws.deriveSeed(dataSeed, seed), Draws.Purpose.TRAIN_SAMPLE, means);
    }

    @Override
    public Distribution test() {
        return new Stream(dataSeed, Draws.Purpose.TEST_SAMPLE, means);
    }

    @Override
    public String digest() {
        return Sha256.of(("mixture/1 " + dataSeed + " " + separation).getBytes(StandardCharsets.UTF_8));
    }

    private record Stream(long seed, Draws.Purpose purpose, int[][] means) implements Distribution {
        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public long size() {
            return UNBOUNDED;
        }

        @Override
        public int label(long i) {
            return new Draws(seed, purpose, i).nextInt(CLASSES);
        }

        @Override
        public int sample(long i, byte[] pixels) {
            var draws = new Draws(seed, purpose, i);
            var label = draws.nextInt(CLASSES);
            for (var p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) drawn(draws.nextDouble(), means[label][p]);
            }
            return label;
        }

        /** The least value whose cumulative probability passes a uniform number. */
        private static int drawn(double uniform, int mean) {
            var low = 0;
            var high = 255;
            while (low < high) {
                var middle = (low + high) / 2;
                if (atMost(middle, mean) > uniform) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }
    }
}

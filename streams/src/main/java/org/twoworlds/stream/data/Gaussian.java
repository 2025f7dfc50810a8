package org.twoworlds.stream.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.random.Draws;

/**
 * The paper's toy distribution (its Figure 7) as a source without end: x ~ N(0, V) with V diagonal, its first
 * {@code strong} variances 1 and all others {@code weak}, and a class from ⟨β*, x⟩ with β* = e₁: its sign, or a draw from the
 * logistic function of {@code sharpness} times it; or, as in the paper, a number to be met: ⟨β*, x⟩ itself (the paper's
 * setting A), or the sign of it (setting B). Samples are vectors of float32. V and β* are our setting.
 */
public final class Gaussian implements DataSet, KnownPosterior {
    private static final List<String> NAMES = List.of("negative", "positive");
    static final int MOST_DIMENSIONS = 1 << 20;

    private final long dataSeed;
    private final int dimensions;
    private final int strong;
    private final double weak;
    private final String labels;
    private final double sharpness;

    private Gaussian(long dataSeed, int dimensions, int strong, double weak, String labels, double sharpness) {
        this.dataSeed = dataSeed;
        this.dimensions = dimensions;
        this.strong = strong;
        this.weak = weak;
        this.labels = labels;
        this.sharpness = sharpness;
    }

    /**
     * The distribution of a configuration.
     *
     * @throws RequestException where {@code strong} is more than {@code dimensions}, or a key is wrong
     */
    public static Gaussian of(ExperimentConfig.Data data) {
        var settings = SourceSettings.of(data).gaussian();
        if (settings.strong() > settings.dimensions()) {
            throw new RequestException(
                    "key data.gaussian.strong",
                    settings.strong(),
                    "be at most data.gaussian.dimensions (" + settings.dimensions() + ")",
                    "lower it");
        }
        return new Gaussian(
                data.seed(),
                settings.dimensions(),
                settings.strong(),
                settings.weak(),
                settings.labels(),
                settings.sharpness());
    }

    /** Whether y is a number to be met, not a class. */
    public boolean hasRealTargets() {
        return labels.equals("linear") || labels.equals("signed");
    }

    /** Whether the number to be met is a sign. */
    public boolean isSigned() {
        return labels.equals("signed");
    }

    /** The diagonal of V. */
    public double[] variance() {
        var variance = new double[dimensions];
        for (var j = 0; j < dimensions; j++) {
            variance[j] = j < strong ? 1 : weak;
        }
        return variance;
    }

    /** The numbers of a stream's sample i. */
    public double[] vector(Distribution stream, long i) {
        var bytes = new byte[shape().bytes()];
        stream.sample(i, bytes);
        var numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        var vector = new double[dimensions];
        for (var j = 0; j < dimensions; j++) {
            vector[j] = numbers.get(j);
        }
        return vector;
    }

    /** The number to be met that belongs to x, where y is a number. */
    public double target(double[] x) {
        return isSigned() ? (x[0] > 0 ? 1 : -1) : x[0];
    }

    /**
     * The exact p(y | x) of both classes.
     *
     * @param sample the bytes of a sample
     */
    @Override
    public double[] posterior(byte[] sample) {
        var first = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        var positive = labels.equals("logistic") ? 1 / (1 + Math.exp(-sharpness * first)) : first > 0 ? 1 : 0;
        return new double[] {1 - positive, positive};
    }

    @Override
    public ImageShape shape() {
        return ImageShape.ofVectors(dimensions, classNames().size());
    }

    @Override
    public List<String> classNames() {
        return hasRealTargets() ? List.of("y") : NAMES;
    }

    @Override
    public Distribution train(long seed) {
        return new Stream(Draws.deriveSeed(dataSeed, seed), Draws.Purpose.TRAIN_SAMPLE);
    }

    @Override
    public Distribution test() {
        return new Stream(dataSeed, Draws.Purpose.TEST_SAMPLE);
    }

    @Override
    public String digest() {
        var text = "gaussian/1 %d %d %d %s %s %s"
                .formatted(
                        dataSeed,
                        dimensions,
                        strong,
                        weak,
                        labels.equals("sign") ? "false" : labels.equals("logistic") ? "true" : labels,
                        sharpness);
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private final class Stream implements Distribution {
        private final long seed;
        private final Draws.Purpose purpose;

        private Stream(long seed, Draws.Purpose purpose) {
            this.seed = seed;
            this.purpose = purpose;
        }

        @Override
        public ImageShape shape() {
            return Gaussian.this.shape();
        }

        @Override
        public long size() {
            return UNBOUNDED;
        }

        private int drawn(Draws draws, float first) {
            if (hasRealTargets()) {
                return 0;
            }
            return labels.equals("logistic")
                    ? draws.nextDouble() < 1 / (1 + StrictMath.exp(-sharpness * first)) ? 1 : 0
                    : first > 0 ? 1 : 0;
        }

        @Override
        public int sample(long i, byte[] sample) {
            var draws = new Draws(seed, purpose, i);
            var numbers = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN);
            var first = (float) draws.nextGaussian();
            var label = drawn(draws, first);
            numbers.putFloat(first);
            var deviation = Math.sqrt(weak);
            for (var j = 1; j < dimensions; j++) {
                numbers.putFloat((float) (draws.nextGaussian() * (j < strong ? 1 : deviation)));
            }
            return label;
        }

        @Override
        public int label(long i) {
            var draws = new Draws(seed, purpose, i);
            return drawn(draws, (float) draws.nextGaussian());
        }
    }
}

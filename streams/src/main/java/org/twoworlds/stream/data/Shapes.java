package org.twoworlds.stream.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.random.Draws;

/**
 * A procedural generator without end: one of ten figures, 32×32×3, whose position, size, rotation, colours, background
 * texture, occluder and noise vary. The distribution is our own, not the paper's. Sample i is a function of (seed, i).
 */
final class Shapes implements DataSet {
    private static final int SIDE = 32;
    private static final Shape[] CLASSES = Shape.values();
    private static final ImageShape SHAPE = new ImageShape(SIDE, SIDE, 3, CLASSES.length);

    private final long dataSeed;
    private final float difficulty;

    private Shapes(long dataSeed, float difficulty) {
        this.dataSeed = dataSeed;
        this.difficulty = difficulty;
    }

    static DataSet of(ExperimentConfig.Data data) {
        return new Shapes(data.seed(), (float) SourceSettings.of(data).difficulty());
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public List<String> classNames() {
        return Arrays.stream(CLASSES)
                .map(c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    @Override
    public Distribution train(long seed) {
        return new Stream(Draws.deriveSeed(dataSeed, seed), Draws.Purpose.TRAIN_SAMPLE, difficulty);
    }

    @Override
    public Distribution test() {
        return new Stream(dataSeed, Draws.Purpose.TEST_SAMPLE, difficulty);
    }

    @Override
    public String digest() {
        return Sha256.of(("shapes/1 " + dataSeed + " " + difficulty).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private record Stream(long seed, Draws.Purpose purpose, float difficulty) implements Distribution {
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
            return new Draws(seed, purpose, i).nextInt(CLASSES.length);
        }

        @Override
        public int sample(long i, byte[] pixels) {
            var draws = new Draws(seed, purpose, i);
            var label = draws.nextInt(CLASSES.length);
            var canvas = new float[SIDE * SIDE * 3];
            background(canvas, draws);
            figure(canvas, CLASSES[label], draws);
            if (draws.nextFloat() < 0.6f * difficulty) {
                occluder(canvas, draws);
            }
            noise(canvas, draws, pixels);
            return label;
        }

        /** Paints a background of two colours in stripes of a random direction, width and softness. */
        private void background(float[] canvas, Draws draws) {
            var a = colour(draws);
            var b = mixed(a, colour(draws), difficulty);
            var angle = draws.nextFloat(0, 6.2831853f);
            var frequency = draws.nextFloat(0.02f, 0.25f);
            var dx = (float) Math.cos(angle) * frequency;
            var dy = (float) Math.sin(angle) * frequency;
            var phase = draws.nextFloat() + 64;
            var bend = draws.nextFloat(-0.004f, 0.004f);
            for (int y = 0, at = 0; y < SIDE; y++) {
                for (var x = 0; x < SIDE; x++, at += 3) {
                    var u = phase + x * dx + y * dy + bend * x * y;
                    var wave = Math.abs(2 * (u - (int) u) - 1);
                    blend(canvas, at, a, b, wave);
                }
            }
        }

        private void figure(float[] canvas, Shape shape, Draws draws) {
            var radius = 8 + difficulty * draws.nextFloat(-3.5f, 3.5f);
            var spread = difficulty * (SIDE / 2f - 0.8f * radius);
            var cx = SIDE / 2f + draws.nextFloat(-spread, spread);
            var cy = SIDE / 2f + draws.nextFloat(-spread, spread);
            var angle = difficulty * draws.nextFloat(-3.1415927f, 3.1415927f);
            var squash = 1 + difficulty * draws.nextFloat(-0.2f, 0.2f);
            var outside = colour(draws);
            var inside = mixed(outside, colour(draws), difficulty);
            var opacity = 1 - difficulty * draws.nextFloat(0, 0.35f);
            var cos = (float) Math.cos(angle) / radius;
            var sin = (float) Math.sin(angle) / radius;
            var reach = 1.5f * radius;
            for (var y = Math.max(0, (int) (cy - reach)); y < Math.min(SIDE, cy + reach); y++) {
                for (var x = Math.max(0, (int) (cx - reach)); x < Math.min(SIDE, cx + reach); x++) {
                    var px = x + 0.5f - cx;
                    var py = y + 0.5f - cy;
                    var u = (cos * px + sin * py) * squash;
                    var v = (cos * py - sin * px) / squash;
                    var cover = clamp(0.5f - shape.distance(u, v) * radius) * opacity;
                    if (cover > 0) {
                        var at = 3 * (y * SIDE + x);
                        var shade = clamp(0.5f + 0.5f * u);
                        for (var c = 0; c < 3; c++) {
                            var ink = outside[c] + (inside[c] - outside[c]) * shade;
                            canvas[at + c] += (ink - canvas[at + c]) * cover;
                        }
                    }
                }
            }
        }

        /** Paints a bar of one colour across the image. */
        private static void occluder(float[] canvas, Draws draws) {
            var ink = colour(draws);
            var angle = draws.nextFloat(0, 3.1415927f);
            var nx = (float) Math.cos(angle);
            var ny = (float) Math.sin(angle);
            var middle = draws.nextFloat(-10, 10);
            var half = draws.nextFloat(0.7f, 2.5f);
            for (int y = 0, at = 0; y < SIDE; y++) {
                for (var x = 0; x < SIDE; x++, at += 3) {
                    var away = Math.abs((x - SIDE / 2f) * nx + (y - SIDE / 2f) * ny - middle) - half;
                    if (away < 0.5f) {
                        var cover = clamp(0.5f - away);
                        for (var c = 0; c < 3; c++) {
                            canvas[at + c] += (ink[c] - canvas[at + c]) * cover;
                        }
                    }
                }
            }
        }

        private void noise(float[] canvas, Draws draws, byte[] pixels) {
            var amplitude = difficulty * draws.nextFloat(10, 60) / 128f;
            for (var at = 0; at < canvas.length; at += 4) {
                var bits = draws.nextInt();
                for (var j = 0; j < 4; j++, bits >>= 8) {
                    var value = canvas[at + j] + amplitude * (byte) bits;
                    pixels[at + j] = (byte) (int) Math.max(0, Math.min(255, value));
                }
            }
        }

        private static float[] colour(Draws draws) {
            return new float[] {draws.nextFloat(0, 255), draws.nextFloat(0, 255), draws.nextFloat(0, 255)};
        }

        private static float[] mixed(float[] a, float[] b, float share) {
            return new float[] {a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share
            };
        }

        private static void blend(float[] canvas, int at, float[] a, float[] b, float share) {
            canvas[at] = a[0] + (b[0] - a[0]) * share;
            canvas[at + 1] = a[1] + (b[1] - a[1]) * share;
            canvas[at + 2] = a[2] + (b[2] - a[2]) * share;
        }

        private static float clamp(float x) {
            return Math.max(0, Math.min(1, x));
        }
    }
}

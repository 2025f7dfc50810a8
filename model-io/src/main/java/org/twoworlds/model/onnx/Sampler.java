package org.twoworlds.model.onnx;

import java.util.List;
import java.util.Optional;

/** A sampler: the way from noise to images by some calls of a network. A pure function of noise and classes. */
public sealed interface Sampler {
    /** The names of all samplers. */
    List<String> NAMES = List.of("direct", "euler", "heun", "ddim");

    /**
     * The output of the last call: images in [−1, 1], {@code [B, C, H, W]}, or pixels {@code [B, H, W, C]}.
     *
     * @param noise normal numbers, row by row; the array's content is lost
     * @param labels the classes, unused where the network takes no class
     */
    float[] sample(GenerativeModel model, float[] noise, int[] labels);

    /** The sampler of a name; empty where there is no such sampler. */
    static Optional<Sampler> of(String name, int steps) {
        return switch (name) {
            case "direct" -> Optional.of(new Direct());
            case "euler" -> Optional.of(new Euler(steps));
            case "heun" -> Optional.of(new Heun(steps));
            case "ddim" -> Optional.of(new Ddim(steps));
            default -> Optional.empty();
        };
    }

    /** The sampler of one call that gives the image: for a GAN's generator, a decoder, a network that was distilled. */
    record Direct() implements Sampler {
        @Override
        public float[] sample(GenerativeModel model, float[] noise, int[] labels) {
            return model.call(noise, 0, labels);
        }
    }

    /** Euler's method: follows a velocity from time 0 to 1 in equal steps. */
    record Euler(int steps) implements Sampler {
        @Override
        public float[] sample(GenerativeModel model, float[] noise, int[] labels) {
            for (var i = 0; i < steps; i++) {
                add(noise, 1f / steps, model.call(noise, (double) i / steps, labels));
            }
            return noise;
        }
    }

    /** Heun's method: follows a velocity by the trapezoidal rule, the last step by Euler's: 2·steps − 1 calls. */
    record Heun(int steps) implements Sampler {
        @Override
        public float[] sample(GenerativeModel model, float[] noise, int[] labels) {
            for (var i = 0; i < steps; i++) {
                var first = model.call(noise, (double) i / steps, labels);
                if (i == steps - 1) {
                    add(noise, 1f / steps, first);
                } else {
                    var ahead = noise.clone();
                    add(ahead, 1f / steps, first);
                    add(noise, 0.5f / steps, first);
                    add(noise, 0.5f / steps, model.call(ahead, (i + 1.0) / steps, labels));
                }
            }
            return noise;
        }
    }

    /**
     * The sampler DDIM (Song, Meng, Ermon 2020) with η = 0, for a network that predicts the noise of Ho et al. 2020: 1,000
     * times, β from 1e-4 to 0.02 linearly, and predicted images clipped to [−1, 1].
     */
    record Ddim(int steps) implements Sampler {
        private static final int TIMES = 1000;

        /** The ᾱ of a time; 1 before time 0. */
        static double kept(int time) {
            var product = 1.0;
            for (var i = 0; i <= time; i++) {
                product *= 1 - (1e-4 + (0.02 - 1e-4) * i / (TIMES - 1));
            }
            return product;
        }

        @Override
        public float[] sample(GenerativeModel model, float[] noise, int[] labels) {
            for (var i = steps - 1; i >= 0; i--) {
                var time = (int) ((i + 1L) * TIMES / steps) - 1;
                var before = (int) ((long) i * TIMES / steps) - 1;
                var now = kept(time);
                var next = kept(before);
                var predicted = model.call(noise, time, labels);
                for (var j = 0; j < noise.length; j++) {
                    var image = (noise[j] - Math.sqrt(1 - now) * predicted[j]) / Math.sqrt(now);
                    var clipped = Math.max(-1, Math.min(1, image));
                    var left = (noise[j] - Math.sqrt(now) * clipped) / Math.sqrt(1 - now);
                    noise[j] = (float) (Math.sqrt(next) * clipped + Math.sqrt(1 - next) * left);
                }
            }
            return noise;
        }
    }

    private static void add(float[] to, float share, float[] what) {
        for (var i = 0; i < to.length; i++) {
            to[i] += share * what[i];
        }
    }
}

package org.twoworlds.stream.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * Images of another data set made smaller by area: a pixel is the mean of a square of pixels, half a step rounded up. The mean is
 * exact in whole numbers.
 *
 * @param base the data set
 * @param factor the square's side
 */
record Downscaled(DataSet base, int factor) implements DataSet {
    /**
     * A data set in the size that a configuration asks for.
     *
     * @throws RequestException where the samples are no images, or their sides are no multiples of the factor
     */
    static DataSet of(DataSet base, ExperimentConfig.Data data) {
        var factor = SourceSettings.of(data).downscale();
        if (factor == 1) {
            return base;
        }
        var shape = base.shape();
        if (!shape.isImage() || shape.height() % factor != 0 || shape.width() % factor != 0) {
            var form = shape.isImage() ? "images are " + shape.height() + "x" + shape.width() : "samples are vectors";
            throw new RequestException(
                    "key data.downscale", factor, "divide both sides of the images: the " + form, "leave it out");
        }
        return new Downscaled(base, factor);
    }

    @Override
    public ImageShape shape() {
        var shape = base.shape();
        return new ImageShape(shape.height() / factor, shape.width() / factor, shape.channels(), shape.classes());
    }

    @Override
    public List<String> classNames() {
        return base.classNames();
    }

    @Override
    public Distribution train(long seed) {
        return new Smaller(base.train(seed), shape(), factor);
    }

    @Override
    public Distribution test() {
        return new Smaller(base.test(), shape(), factor);
    }

    @Override
    public String digest() {
        return Sha256.of((base.digest() + " downscaled by " + factor).getBytes(StandardCharsets.UTF_8));
    }

    private record Smaller(Distribution base, ImageShape shape, int factor) implements Distribution {
        @Override
        public long size() {
            return base.size();
        }

        @Override
        public int sample(long i, byte[] pixels) {
            var large = new byte[base.shape().bytes()];
            var label = base.sample(i, large);
            var at = 0;
            for (var y = 0; y < shape.height(); y++) {
                for (var x = 0; x < shape.width(); x++) {
                    for (var c = 0; c < shape.channels(); c++) {
                        pixels[at++] = mean(large, y * factor, x * factor, c);
                    }
                }
            }
            return label;
        }

        private byte mean(byte[] large, int top, int left, int channel) {
            var channels = shape.channels();
            var row = shape.width() * factor * channels;
            var sum = 0;
            for (var y = top; y < top + factor; y++) {
                for (var x = left; x < left + factor; x++) {
                    sum += large[y * row + x * channels + channel] & 0xff;
                }
            }
            var count = factor * factor;
            return (byte) ((2 * sum + count) / (2 * count));
        }

        @Override
        public int label(long i) {
            return base.label(i);
        }

        @Override
        public long record(long i) {
            return base.record(i);
        }
    }
}

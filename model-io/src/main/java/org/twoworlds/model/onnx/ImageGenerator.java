package org.twoworlds.model.onnx;

import java.util.Arrays;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;

/** A generative network with its sampler: noise and classes in, images out. Thread-safe. */
public final class ImageGenerator {
    private final GenerativeModel model;
    private final Sampler sampler;
    private final ImageShape shape;

    /**
     * A generator of images.
     *
     * @param name what to call the file in a message
     * @param classes how many classes there are
     * @throws RequestException where the sampler does not go with the network
     */
    public ImageGenerator(GenerativeModel model, Object name, Sampler sampler, int classes) {
        this.model = model;
        this.sampler = sampler;
        var direct = sampler instanceof Sampler.Direct;
        if (direct == model.hasTime()) {
            throw new RequestException(
                    "sampler of generative file " + name,
                    direct ? "direct" : sampler,
                    model.hasTime() ? "take several steps: the network takes a time" : "be direct: it takes no time",
                    "leave data.generator.sampler out");
        }
        var size = model.outputSize();
        var pixels = model.givesPixels();
        if (size.length != 3 || size[pixels ? 2 : 0] > 4 || !direct && model.noiseSize() != product(size)) {
            throw new RequestException(
                    "generative file",
                    name,
                    "give images [B, C, H, W] of floats or [B, H, W, C] of uint8, not " + Arrays.toString(size),
                    "export it that way");
        }
        shape = pixels
                ? new ImageShape(size[0], size[1], size[2], classes)
                : new ImageShape(size[1], size[2], size[0], classes);
    }

    private static int product(int[] size) {
        return Arrays.stream(size).reduce(1, Math::multiplyExact);
    }

    /** The images' form. */
    public ImageShape shape() {
        return shape;
    }

    /** How many normal numbers an image takes. */
    public int noiseSize() {
        return model.noiseSize();
    }

    /**
     * Makes images.
     *
     * @param noise {@link #noiseSize} normal numbers an image; its content is lost
     * @param labels the classes, where the network takes them
     * @return {@code [B, H, W, C]} uint8
     */
    public byte[] images(float[] noise, int[] labels) {
        var made = sampler.sample(model, noise, labels);
        var bytes = new byte[made.length];
        if (model.givesPixels()) {
            for (var i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (int) made[i];
            }
            return bytes;
        }
        var area = shape.height() * shape.width();
        var channels = shape.channels();
        for (var i = 0; i < bytes.length; i++) {
            var pixel = i / channels % area;
            var from = (i / (area * channels) * channels + i % channels) * area + pixel;
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round((made[from] + 1) * 127.5f)));
        }
        return bytes;
    }
}

package org.twoworlds.model.onnx;

import java.util.Arrays;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;

/** A generative network with its sampler: noise and classes in, images out. Thread-safe. */
public final class ImageGenerator {
    /** The largest magnitude of a number of images in [−1, 1], and of noise. */
    private static final float MOST_MAGNITUDE = 16;

    /**
     * A magnitude that few numbers of images in [−1, 1] exceed, however a sampler overshoots, and most numbers in other
     * units.
     */
    private static final float MOST_USUAL_MAGNITUDE = 1.5f;

    private final GenerativeModel model;
    private final Object name;
    private final Sampler sampler;
    private final ImageShape shape;

    /**
     * A generator of images.
     *
     * @param name the name of the file in messages
     * @param classes the number of classes
     * @throws RequestException where the sampler does not go with the network
     */
    public ImageGenerator(GenerativeModel model, Object name, Sampler sampler, int classes) {
        this.model = model;
        this.name = name;
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

    /** The form of the images. */
    public ImageShape shape() {
        return shape;
    }

    /** The count of normal numbers of an image's noise. */
    public int noiseSize() {
        return model.noiseSize();
    }

    /**
     * Makes images.
     *
     * @param noise {@link #noiseSize} normal numbers an image; the array's content is lost
     * @param labels the classes, where the network takes them
     * @return {@code [B, H, W, C]} uint8; numbers a little beyond [−1, 1], as samplers leave them, are 0 or 255
     * @throws FailureException where the numbers are not finite, or not those of images in [−1, 1]
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
        check(made);
        var area = shape.height() * shape.width();
        var channels = shape.channels();
        for (var i = 0; i < bytes.length; i++) {
            var pixel = i / channels % area;
            var from = (i / (area * channels) * channels + i % channels) * area + pixel;
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round((made[from] + 1) * 127.5f)));
        }
        return bytes;
    }

    private void check(float[] made) {
        var beyond = 0;
        var least = Float.POSITIVE_INFINITY;
        var most = Float.NEGATIVE_INFINITY;
        for (var number : made) {
            if (!Float.isFinite(number)) {
                throw wrong("be finite numbers, not " + number, "check the network: its weights may have diverged");
            }
            least = Math.min(least, number);
            most = Math.max(most, number);
            beyond += Math.abs(number) > MOST_USUAL_MAGNITUDE ? 1 : 0;
        }
        if (Math.max(-least, most) > MOST_MAGNITUDE || beyond > made.length / 2) {
            throw wrong(
                    "lie in [-1, 1], not in [" + least + ", " + most + "]",
                    most > 100 ? "give bytes [B, H, W, C], or scale 0 to 255 by x / 127.5 - 1" : "scale them so");
        }
        if (least >= 0 && most <= 1 && most > least) {
            Notes.say(("Generator %s: all numbers of some images lie in [%s, %s] and are taken for those of "
                            + "[-1, 1]. Maybe it gives [0, 1]: scale them by 2 x - 1")
                    .formatted(name, least, most));
        }
    }

    private FailureException wrong(String rule, String hint) {
        return new FailureException("images of generative file", name, rule, hint);
    }
}

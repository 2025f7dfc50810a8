package org.twoworlds.stream.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.random.Draws;

/**
 * Augmentations in order, their draws a function of (seed, stream position). In the Ideal World each fresh sample is
 * augmented once. Immutable and thread-safe.
 */
public final class Augmentation {
    private static final int PAD = 4;
    private static final Map<String, ImageTransform> BY_NAME = new TreeMap<>(Map.of(
            "flip", Transforms::flip,
            "crop", (in, out, shape, draws) -> Transforms.crop(in, out, shape, draws, PAD, false),
            "reflect-crop", (in, out, shape, draws) -> Transforms.crop(in, out, shape, draws, PAD, true)));

    private final List<ImageTransform> transforms;

    private Augmentation(List<ImageTransform> transforms) {
        this.transforms = List.copyOf(transforms);
    }

    /** The names there are. */
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /**
     * The augmentations of some names, in order.
     *
     * @throws RequestException where there is none of a name
     */
    public static Augmentation of(List<String> names) {
        List<ImageTransform> transforms = new ArrayList<>();
        for (var name : names) {
            var transform = BY_NAME.get(name);
            if (transform == null) {
                throw new RequestException(
                        "key augment",
                        name,
                        "be none, or names joined by + of " + String.join(", ", BY_NAME.keySet()),
                        ConfigLoader.nearest(name, List.copyOf(BY_NAME.keySet()))
                                .map(n -> "you mean " + n)
                                .orElse("leave it out"));
            }
            transforms.add(transform);
        }
        return new Augmentation(transforms);
    }

    /**
     * The image as a trainer sees it.
     *
     * @param pixels {@code [H, W, C]} uint8, unchanged
     * @param k the sample's position in the stream
     * @return {@code pixels} itself where nothing is to be done, else a new array
     */
    public byte[] apply(byte[] pixels, ImageShape shape, long seed, long k) {
        if (transforms.isEmpty()) {
            return pixels;
        }
        var draws = new Draws(seed, Draws.Purpose.AUGMENT, k);
        var seen = pixels;
        for (var transform : transforms) {
            var out = new byte[pixels.length];
            transform.apply(seen, out, shape, draws);
            seen = out;
        }
        return seen;
    }
}

package org.twoworlds.stream.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.Draws;

/**
 * An augmentation: transforms in order, whose draws are a function of (seed, stream position). In the Ideal World each fresh
 * sample is augmented once. Immutable and thread-safe.
 */
public final class Augmentation {
    private final List<ImageTransform> transforms;
    private final OptionalDouble mixup;

    private Augmentation(List<ImageTransform> transforms, OptionalDouble mixup) {
        this.transforms = List.copyOf(transforms);
        this.mixup = mixup;
    }

    /**
     * The augmentation of some specs, in their order.
     *
     * @throws org.twoworlds.config.RequestException where a spec is not known or its values do not fit
     */
    public static Augmentation of(List<String> specs) {
        List<ImageTransform> transforms = new ArrayList<>();
        var mixup = OptionalDouble.empty();
        for (var spec : specs) {
            var parsed = Augmentations.parse(spec);
            if (parsed.name().equals(Augmentations.MIXUP)) {
                mixup = OptionalDouble.of(Augmentations.mixup(parsed));
            } else {
                transforms.add(Augmentations.transform(parsed));
            }
        }
        return new Augmentation(transforms, mixup);
    }

    /** Whether samples are mixed with others of their batch. */
    public boolean mixes() {
        return mixup.isPresent();
    }

    /** Whether the first transform is a cut that is best made from more of the picture than the sample holds. */
    public boolean cuts() {
        return !transforms.isEmpty() && transforms.get(0) instanceof RandomResizedCrop;
    }

    /**
     * Augments an image, but for the mixing with others.
     *
     * @param uncut the picture from which the first transform cuts, in place of {@code pixels}
     * @param pixels the image, {@code [H, W, C]} uint8; overwritten
     * @param spare an array of the same length; overwritten
     * @param k the sample's position in the stream
     * @return the array of these two that holds the result
     */
    public byte[] apply(Optional<Picture> uncut, byte[] pixels, byte[] spare, ImageShape shape, long seed, long k) {
        if (transforms.isEmpty()) {
            return pixels;
        }
        var draws = new Draws(seed, Draws.Purpose.AUGMENT, k);
        var seen = pixels;
        var free = spare;
        for (var transform : transforms) {
            if (transform == transforms.get(0) && uncut.isPresent() && transform instanceof RandomResizedCrop crop) {
                crop.cut(uncut.get(), free, shape, draws);
            } else {
                transform.apply(seen, free, shape, draws);
            }
            var kept = seen;
            seen = free;
            free = kept;
        }
        return seen;
    }

    /**
     * Mixes every sample of a batch with another sample of the batch (Zhang et al. 2017): λ ~ Beta(α, α), the partner uniform
     * over the batch, both drawn by the sample's position. Pixels become λ·x + (1 − λ)·x′; the batch keeps both labels and λ.
     *
     * @param first the stream position of slot 0
     */
    public void mix(MiniBatch batch, long seed, long first) {
        if (mixup.isEmpty()) {
            return;
        }
        var images = batch.images();
        var unmixed = images.clone();
        var bytes = images.length / batch.size();
        for (var j = 0; j < batch.size(); j++) {
            var draws = new Draws(seed, Draws.Purpose.MIXUP, first + j);
            var partner = draws.nextInt(batch.size());
            var share = (float) beta(draws, mixup.getAsDouble());
            batch.otherLabels()[j] = batch.labels()[partner];
            batch.shares()[j] = share;
            for (var i = 0; i < bytes; i++) {
                var own = unmixed[j * bytes + i] & 0xff;
                var other = unmixed[partner * bytes + i] & 0xff;
                images[j * bytes + i] = (byte) (int) (share * own + (1 - share) * other + 0.5f);
            }
        }
    }

    /** A draw from Beta(α, α) for α from 0 to 1 (Jöhnk 1964). */
    private static double beta(Draws draws, double alpha) {
        while (true) {
            var x = StrictMath.pow(draws.nextDouble(), 1 / alpha);
            var y = StrictMath.pow(draws.nextDouble(), 1 / alpha);
            if (x + y <= 1 && x + y > 0) {
                return x / (x + y);
            }
        }
    }
}

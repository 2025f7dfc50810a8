package org.twoworlds.model.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.function.ToIntBiFunction;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.ImageShape;

/**
 * A fixed set of labelled images, resident in direct memory so that ONNX Runtime reads it in place. Immutable once made.
 *
 * @param name the set's name, such as {@code test} or {@code train-clean}
 * @param shape the form of the images
 * @param count the number of images
 * @param images {@code [count, H, W, C]} uint8
 * @param labels {@code [count]}
 */
public record ScoringSet(String name, ImageShape shape, int count, ByteBuffer images, LongBuffer labels) {
    /**
     * Makes a set and fills it, where there is memory for it.
     *
     * @param sample writes sample i's pixels into an array and returns its label
     * @throws FailureException where a label is not a class, or there is less memory than the set needs
     */
    public static ScoringSet of(String name, ImageShape shape, int count, ToIntBiFunction<Integer, byte[]> sample) {
        var pieces = pieces(name, shape, count);
        var images = pieces[0];
        var labels = pieces[1].order(ByteOrder.nativeOrder()).asLongBuffer();
        var pixels = new byte[shape.bytes()];
        for (var i = 0; i < count; i++) {
            var label = sample.applyAsInt(i, pixels);
            if (label < 0 || label >= shape.classes()) {
                throw new FailureException(
                        "label of sample " + i + " of set " + name,
                        label,
                        "be from 0 to " + (shape.classes() - 1),
                        "the data is damaged");
            }
            images.put(i * shape.bytes(), pixels);
            labels.put(i, label);
        }
        return new ScoringSet(name, shape, count, images, labels);
    }

    private static ByteBuffer[] pieces(String name, ImageShape shape, int count) {
        var bytes = (long) count * shape.bytes();
        var labels = 8L * count;
        try {
            return DirectMemory.pieces(bytes, labels);
        } catch (DirectMemory.Short e) {
            throw new FailureException(
                    "number of samples of set " + name,
                    count,
                    "fit into memory outside of Java's heap: they need %.0f MiB, %d bytes each, and %s"
                            .formatted(
                                    Math.ceil((bytes + labels) / 0x1p20),
                                    shape.bytes() + 8,
                                    bytes + labels <= e.free()
                                            ? "one piece has at most 2048 MiB"
                                            : "%d MiB are free".formatted(e.free() >> 20)),
                    "lower test.count (or train.count), or give Java more by TWOWORLDS_JAVA_OPTS=-Xmx8g");
        }
    }
}

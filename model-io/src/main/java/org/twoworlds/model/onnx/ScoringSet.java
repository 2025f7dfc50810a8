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
 * @param name {@code test}, {@code train-clean} and so on
 * @param shape the images' form
 * @param count how many there are
 * @param images {@code [count, H, W, C]} uint8
 * @param labels {@code [count]}
 */
public record ScoringSet(String name, ImageShape shape, int count, ByteBuffer images, LongBuffer labels) {
    /**
     * Fills a set.
     *
     * @param sample writes sample i's pixels into an array and returns its label
     * @throws FailureException where a label is not a class
     */
    public static ScoringSet of(String name, ImageShape shape, int count, ToIntBiFunction<Integer, byte[]> sample) {
        if ((long) count * shape.bytes() > Integer.MAX_VALUE || count > Integer.MAX_VALUE / 8) {
            throw new FailureException(
                    "number of samples of set " + name,
                    count,
                    "be at most " + Integer.MAX_VALUE / Math.max(8, shape.bytes())
                            + ", which fit into one piece of memory",
                    "lower it");
        }
        var images = ByteBuffer.allocateDirect(Math.multiplyExact(count, shape.bytes()));
        var labels = ByteBuffer.allocateDirect(8 * count)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
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
}

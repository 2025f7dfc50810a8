package org.twoworlds.model.checkpoint;

/**
 * A named array of numbers in PyTorch's layout: convolutions OIHW, dense layers [out, in]. The array is not copied.
 *
 * @param name the tensor's name, such as {@code conv1.weight}
 * @param shape the size of each axis; empty for a single number
 * @param data the numbers, row-major
 */
public record Tensor(String name, int[] shape, float[] data) {
    /** The count of numbers in a shape. */
    public static int count(int... shape) {
        var count = 1;
        for (var size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }
}

package org.twoworlds.model.checkpoint;

/**
 * A named array of numbers in PyTorch's layout: convolutions OIHW, dense layers [out, in]. The array is not copied.
 *
 * @param name such as {@code conv1.weight}
 * @param shape empty for a number
 * @param data row-major
 */
public record Tensor(String name, int[] shape, float[] data) {
    /** How many numbers a shape holds. */
    public static int count(int... shape) {
        var count = 1;
        for (var size : shape) {
            count = Math.multiplyExact(count, size);
        }
        return count;
    }
}

package org.twoworlds.model.network;

/**
 * The vocabulary in which networks are written, and its interpreters' contract. A value {@code T} stands for a batch of
 * images {@code [C, H, W]} or of vectors {@code [D]}. Layers are named as PyTorch names modules: a layer {@code conv1}
 * owns the tensors {@code conv1.weight} and {@code conv1.bias}, in the order of {@code parameters()}.
 *
 * @param <T> an interpreter's value
 */
public interface Backend<T> {
    /** Batch normalisation's ε. */
    double EPSILON = 1e-5;

    /** The weight of the newest batch in batch normalisation's running values. */
    double MOMENTUM = 0.1;

    /** A value's size for one sample: {@code [C, H, W]} or {@code [D]}. */
    int[] size(T x);

    /** A convolution with bias, stride 1 and zero padding ⌊kernel/2⌋; kernel {@code [out, in, k, k]}. */
    T conv(T x, String name, int channels, int kernel);

    /** A dense layer with bias on a vector; weight {@code [out, in]}. */
    T dense(T x, String name, int width);

    /** Batch normalisation over all but the channel, with scale, shift and running values. */
    T batchNorm(T x, String name);

    /** max(x, 0). */
    T relu(T x);

    /** Maxima over non-overlapping squares of {@code kernel} pixels. */
    T maxPool(T x, int kernel);

    /** An image as a vector, in the order C, H, W. */
    T flatten(T x);
}

package org.twoworlds.model.network;

import java.util.List;

/**
 * The vocabulary in which networks are written, and the contract of its interpreters. A value {@code T} stands for a batch of
 * images {@code [C, H, W]}, of tokens {@code [T, D]}, or of vectors {@code [D]}. Layers are named as PyTorch names
 * modules: a layer {@code conv1} owns the tensors {@code conv1.weight} and {@code conv1.bias}. The order of calls is the
 * order of the tensors, and so that of {@code parameters()}.
 *
 * @param <T> an interpreter's value
 */
public interface Backend<T> {
    /** The ε of batch and layer normalisation. */
    double EPSILON = 1e-5;

    /** The weight of the newest batch in batch normalisation's running values. */
    double MOMENTUM = 0.1;

    /** A value's size for one sample: {@code [C, H, W]}, {@code [T, D]} or {@code [D]}. */
    int[] size(T x);

    // Layers with tensors of their own.

    /** An undilated convolution of an image; kernel {@code [out, in, k, k]}. */
    T conv(T x, String name, int channels, Window window, boolean bias);

    /**
     * A depthwise convolution: each channel by itself, without bias; kernel {@code [C, 1, k, k]}. A dilated window has stride
     * 1 or the dilation's.
     */
    T depthwise(T x, String name, Window window);

    /** A dense layer on a vector, or on every token; weight {@code [out, in]}. */
    T dense(T x, String name, Dense form);

    /** Batch normalisation of an image or a vector over all but the channel, with scale, shift and running values. */
    T batchNorm(T x, String name);

    /** Layer normalisation of every token, or of a vector, with scale and shift. */
    T layerNorm(T x, String name);

    /** A learned tensor of its own, as tokens {@code [T, D]} that are the same for every sample. */
    T parameter(String name, Init init, int tokens, int width);

    /** Every pixel's nearest colour centre as a whole number below {@code clusters}: {@code [C, H, W]} to {@code [T]}. */
    T quantise(T x, String name, int clusters);

    /** The vectors of whole numbers below {@code vocabulary}: {@code [T]} to {@code [T, width]}. */
    T embedding(T ids, String name, int vocabulary, int width);

    /** The products of tokens with the vectors of an {@link #embedding}: {@code [T, width]} to {@code [T, vocabulary]}. */
    T unembedding(T x, String name, int vocabulary);

    // Functions without tensors of their own.

    /** The function max(x, 0): ReLU. */
    T relu(T x);

    /** The function x·Φ(x), exact: GELU. */
    T gelu(T x);

    /** Dropout: in training, each number is zeroed with a probability and the others scaled up; the draws are keyed. */
    T dropout(T x, double probability);

    /** The sum x + y of two values of one size. */
    T add(T x, T y);

    /** A vector added to every pixel of an image: {@code [C, H, W]} and {@code [C]}. */
    T addToPixels(T image, T vector);

    /** The concatenation of images by channels. */
    T concat(List<T> parts);

    /** The channels of an image spread out as pixels, in PyTorch's order: {@code [C·f², H, W]} to {@code [C, H·f, W·f]}. */
    T pixelShuffle(T x, int factor);

    /**
     * Sines, then cosines of a number: {@code [1]} to {@code [2·count]}. Frequency i is 1000·10000^(−i/count), so that a
     * time in [0, 1] is told apart as the positions of Vaswani et al. 2017 are.
     */
    T sinusoids(T x, int count);

    /** The maxima of an image under a window. */
    T maxPool(T x, Window window);

    /** The means of an image under a window; padding does not count. */
    T averagePool(T x, Window window);

    /** The mean over an image's pixels or over the tokens: {@code [C, H, W]} to {@code [C]}, {@code [T, D]} to {@code [D]}. */
    T mean(T x);

    /** An image without its first row and column. */
    T crop(T x);

    /** An image as a vector, in the order C, H, W. */
    T flatten(T x);

    /** An image's pixels as tokens, row by row: {@code [C, H, W]} to {@code [H·W, C]}. */
    T tokens(T x);

    /** The token 0 alone: {@code [T, D]} to {@code [D]}. */
    T firstToken(T x);

    /** The tokens behind one more token, which is the same for every sample. */
    T prepend(T x, T token);

    /** The whole numbers moved one place on, the last dropped and {@code first} put before: {@code [T]} to {@code [T]}. */
    T shift(T ids, int first);

    /**
     * Scaled dot-product attention: softmax(QKᵀ/√d)·V per head.
     *
     * @param qkv queries, keys and values side by side, each head after head: {@code [T, 3·D]}
     * @param causal whether a token sees itself and earlier ones alone
     * @return {@code [T, D]}
     */
    T attention(T qkv, int heads, boolean causal);

    /** The frequency of {@link #sinusoids} at a place. */
    static double frequency(int i, int count) {
        return 1000 * Math.pow(10_000, -(double) i / count);
    }

    // Shorter forms of the above.

    /** A convolution without bias that keeps the image's size. */
    default T conv(T x, String name, int channels, int kernel) {
        return conv(x, name, channels, Window.same(kernel), false);
    }

    /** A dense layer with bias. */
    default T dense(T x, String name, int width) {
        return dense(x, name, Dense.of(width));
    }
}

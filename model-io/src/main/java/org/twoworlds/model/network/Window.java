package org.twoworlds.model.network;

/**
 * A square window that slides over an image: of a convolution or a pool.
 *
 * @param kernel its side in taps
 * @param stride pixels between two outputs
 * @param pad rows and columns added at every border: zeros to a convolution, nothing that counts to a pool
 * @param dilation pixels between two taps
 */
public record Window(int kernel, int stride, int pad, int dilation) {
    /** Stride 1 and as much padding as keeps the image's size, for an odd kernel. */
    public static Window same(int kernel) {
        return new Window(kernel, 1, kernel / 2, 1);
    }

    /** Windows side by side, without padding. */
    public static Window tiles(int kernel) {
        return new Window(kernel, kernel, 0, 1);
    }

    /** This window with a stride. */
    public Window stride(int stride) {
        return new Window(kernel, stride, pad, dilation);
    }

    /** This window with its taps spread out, padded so that stride 1 keeps the image's size. */
    public Window dilation(int dilation) {
        return new Window(kernel, stride, dilation * (kernel / 2), dilation);
    }

    /** Pixels from the first to the last tap. */
    public int reach() {
        return dilation * (kernel - 1) + 1;
    }

    /** The output's side for an input's, below 1 where the window does not fit. */
    public int output(int side) {
        return Math.floorDiv(side + 2 * pad - reach(), stride) + 1;
    }

    /** The output's form {@code [C, H, W]}. */
    public int[] output(int channels, int[] image) {
        return new int[] {channels, output(image[1]), output(image[2])};
    }

    /** Whether stride is 1 and the output as large as the input, whatever its size. */
    public boolean keepsSize() {
        return stride == 1 && 2 * pad == reach() - 1;
    }

    @Override
    public String toString() {
        return kernel + "×" + kernel + (stride == 1 ? "" : " stride " + stride) + (pad == 0 ? "" : " padding " + pad)
                + (dilation == 1 ? "" : " dilation " + dilation);
    }
}

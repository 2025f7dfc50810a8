package org.twoworlds.model.network;

/**
 * A square window that slides over an image: of a convolution or a pool.
 *
 * @param kernel the window's side in taps
 * @param stride pixels between two outputs
 * @param pad rows and columns added at every border: zeros to a convolution, nothing that counts to a pool
 * @param dilation pixels between two taps
 */
public record Window(int kernel, int stride, int pad, int dilation) {
    /** A window of stride 1, padded so that the image keeps its size; the kernel is odd. */
    public static Window same(int kernel) {
        return new Window(kernel, 1, kernel / 2, 1);
    }

    /** A window whose places lie side by side, without padding. */
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

    /** The number of pixels from the first to the last tap. */
    public int reach() {
        return dilation * (kernel - 1) + 1;
    }

    /** The output's side in pixels for an input's side; below 1 where the window does not fit. */
    public int output(int side) {
        return Math.floorDiv(side + 2 * pad - reach(), stride) + 1;
    }

    /** The output's form {@code [C, H, W]}. */
    public int[] output(int channels, int[] image) {
        return new int[] {channels, output(image[1]), output(image[2])};
    }

    /** Whether the stride is 1 and the output is as large as the input, for every size of the input. */
    public boolean keepsSize() {
        return stride == 1 && 2 * pad == reach() - 1;
    }

    @Override
    public String toString() {
        return kernel + "×" + kernel + (stride == 1 ? "" : " stride " + stride) + (pad == 0 ? "" : " padding " + pad)
                + (dilation == 1 ? "" : " dilation " + dilation);
    }
}

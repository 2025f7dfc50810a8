package org.twoworlds.model.network;

/**
 * The receptive fields of a convolution: the inputs of a flattened image that each output pixel sees. A dense layer masked by
 * them has weight {@code [out channels·positions, in channels·positions]}, channels outermost, as flattening orders them.
 *
 * @param in the input's form {@code [C, H, W]}
 * @param channels output channels
 * @param window the convolution's window
 */
public record Receptive(int[] in, int channels, Window window) {
    /** The output's form {@code [C, H, W]}. */
    public int[] out() {
        return window.output(channels, in);
    }

    /** The mask of positions: 1 where an output position sees an input position, else 0: {@code [out positions][in positions]}. */
    public float[][] positions() {
        var out = out();
        var mask = new float[out[1] * out[2]][in[1] * in[2]];
        for (var y = 0; y < out[1]; y++) {
            for (var x = 0; x < out[2]; x++) {
                for (var ky = 0; ky < window.kernel(); ky++) {
                    for (var kx = 0; kx < window.kernel(); kx++) {
                        var row = y * window.stride() - window.pad() + ky * window.dilation();
                        var column = x * window.stride() - window.pad() + kx * window.dilation();
                        if (row >= 0 && row < in[1] && column >= 0 && column < in[2]) {
                            mask[y * out[2] + x][row * in[2] + column] = 1;
                        }
                    }
                }
            }
        }
        return mask;
    }
}

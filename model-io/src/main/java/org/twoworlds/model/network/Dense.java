package org.twoworlds.model.network;

import java.util.Optional;

/**
 * The form of a dense layer.
 *
 * @param width outputs
 * @param bias whether the layer has a bias
 * @param init the weight's initial values, where they are not PyTorch's default; a bias then starts at 0
 * @param mask the weights that count, the others being multiplied by 0, where the layer is local
 */
public record Dense(int width, boolean bias, Optional<Init> init, Optional<Receptive> mask) {
    /** A dense layer with bias and PyTorch's default initial values. */
    public static Dense of(int width) {
        return new Dense(width, true, Optional.empty(), Optional.empty());
    }

    /** This layer without bias. */
    public Dense withoutBias() {
        return new Dense(width, false, init, mask);
    }

    /** This layer with other initial weights. */
    public Dense init(Init init) {
        return new Dense(width, bias, Optional.of(init), mask);
    }

    /** This layer masked to a convolution's receptive fields. */
    public Dense mask(Receptive mask) {
        return new Dense(width, bias, init, Optional.of(mask));
    }
}

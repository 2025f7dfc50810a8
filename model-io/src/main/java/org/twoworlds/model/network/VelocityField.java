package org.twoworlds.model.network;

/**
 * A generator's definition: the velocity that carries noise at time 0 to an image at time 1 (Lipman et al. 2022, Liu et al.
 * 2022).
 */
public non-sealed interface VelocityField extends Definition {
    /**
     * The velocity at a point on the way.
     *
     * @param <T> the interpreter's value
     * @param noisy the point, {@code [C, H, W]}
     * @param time the time of the point, from 0 to 1, {@code [1]}
     * @param label the class, one-hot {@code [classes]}
     * @return the velocity, {@code [C, H, W]}
     */
    <T> T velocity(Backend<T> b, T noisy, T time, T label);
}

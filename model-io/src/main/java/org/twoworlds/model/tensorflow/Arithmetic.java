package org.twoworlds.model.tensorflow;

import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Precision;

/**
 * How and where TensorFlow computes.
 *
 * @param precision of convolutions and matrix products; all else, and the weights, are float32
 * @param device the processor or a GPU
 * @param xla whether XLA compiles the graph, on a GPU
 */
public record Arithmetic(Precision precision, Device device, boolean xla) {
    /** float32 on the processor. */
    public static final Arithmetic FP32 = on(Precision.FP32, Device.CPU);

    /** bfloat16 on the processor. */
    public static final Arithmetic BF16 = on(Precision.BF16, Device.CPU);

    /** A precision on a device, without XLA. */
    public static Arithmetic on(Precision precision, Device device) {
        return new Arithmetic(precision, device, false);
    }

    /** A configuration's, on the device that was chosen. */
    public static Arithmetic of(ExperimentConfig config, Device device) {
        return new Arithmetic(config.precision(), device, config.trainer().xla());
    }

    /** Whether the graph itself says bfloat16. On the processor TensorFlow puts it in where it holds it safe. */
    boolean isBf16InGraph() {
        return precision == Precision.BF16 && device.isGpu();
    }

    /** Whether TensorFlow is to put bfloat16 in. */
    boolean isBf16ByRewriting() {
        return precision == Precision.BF16 && !device.isGpu();
    }
}

package org.twoworlds.model.tensorflow;

import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Precision;

/**
 * The arithmetic of TensorFlow: its precision and its device.
 *
 * @param precision the precision of convolutions and matrix products; all else, and the weights, are float32
 * @param device the processor or a GPU
 * @param xla whether XLA compiles the graph, on a GPU
 */
public record Arithmetic(Precision precision, Device device, boolean xla) {
    /** The arithmetic in float32 on the processor. */
    public static final Arithmetic FP32 = on(Precision.FP32, Device.CPU);

    /** The arithmetic in bfloat16 on the processor. */
    public static final Arithmetic BF16 = on(Precision.BF16, Device.CPU);

    /** The arithmetic of a precision on a device, without XLA. */
    public static Arithmetic on(Precision precision, Device device) {
        return new Arithmetic(precision, device, false);
    }

    /** The arithmetic of a configuration, on the device that was chosen. */
    public static Arithmetic of(ExperimentConfig config, Device device) {
        return new Arithmetic(config.precision(), device, config.trainer().xla());
    }

    /** Whether the graph itself has bfloat16 in it. On the processor TensorFlow puts bfloat16 in where it is safe. */
    boolean isBf16InGraph() {
        return precision == Precision.BF16 && device.isGpu();
    }

    /** Whether TensorFlow is to put bfloat16 into the graph. */
    boolean isBf16ByRewriting() {
        return precision == Precision.BF16 && !device.isGpu();
    }
}

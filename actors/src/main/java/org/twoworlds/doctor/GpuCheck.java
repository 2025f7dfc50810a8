package org.twoworlds.doctor;

import java.util.List;
import org.twoworlds.config.Problem;
import org.twoworlds.model.device.DeviceProbe;

/**
 * The check that a GPU which the machine has is used.
 *
 * @param probe the probe that finds out whether TensorFlow and ONNX Runtime can use a GPU
 * @param driver the kernel's text of the driver's version; empty where there is no driver
 */
record GpuCheck(DeviceProbe probe, String driver) implements Check {
    @Override
    public String name() {
        return "gpu";
    }

    @Override
    public List<Finding> look() {
        if (driver.isEmpty()) {
            return List.of(Finding.ok(name(), "No driver of NVIDIA's is loaded: the processor computes."));
        }
        var train = probe.tensorFlow(0);
        var score = probe.onnxRuntime(0);
        if (train.usable() && score.usable()) {
            return List.of(Finding.ok(name(), train.words() + " trains and scores."));
        }
        var refused = train.usable() ? score : train;
        return List.of(Finding.warning(
                name(),
                Problem.of(
                        "GPU of this machine",
                        driver,
                        "be usable; it is not, since " + refused.words(),
                        refused.hint())));
    }
}

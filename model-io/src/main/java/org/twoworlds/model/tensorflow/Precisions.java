package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Precision;
import org.twoworlds.config.Problem;

/** The check that a precision goes with a device. */
public final class Precisions {
    /** The environment variable that NVIDIA's libraries read when they start: 0 forbids TensorFloat-32 to the whole process. */
    private static final String OVERRIDE = "NVIDIA_TF32_OVERRIDE";

    private Precisions() {}

    /** The problems of a configuration's precision and XLA on a device. */
    public static List<Problem> problems(ExperimentConfig config, Device device) {
        return problems(config, device, System.getenv().getOrDefault(OVERRIDE, ""));
    }

    static List<Problem> problems(ExperimentConfig config, Device device, String override) {
        List<Problem> problems = new ArrayList<>();
        var precision = config.precision();
        if (precision == Precision.BF16 && !device.isGpu() && !Bfloat16.isSupported()) {
            problems.add(Problem.of(
                    "key precision",
                    precision,
                    "be fp32 here: this processor has neither AVX-512 nor AVX-NE-CONVERT, and TensorFlow would compute in fp32",
                    "use fp32, or another machine"));
        }
        if (precision == Precision.TF32 && !device.isGpu()) {
            problems.add(
                    Problem.of("key precision", precision, "be fp32 or bf16: tf32 is a GPU's arithmetic", "use fp32"));
        }
        if (device.isGpu() && (precision == Precision.TF32) == override.equals("0")) {
            problems.add(Problem.of(
                    "environment's " + OVERRIDE,
                    override.isEmpty() ? "not set" : override,
                    precision == Precision.TF32 ? "not be 0 for precision=tf32" : "be 0, else fp32 is tf32 on a GPU",
                    "start it by the launcher, or set it"));
        }
        if (config.trainer().xla() && !device.isGpu()) {
            problems.add(Problem.of("key trainer.xla", true, "be false on a processor, where XLA is slower", ""));
        }
        return problems;
    }
}

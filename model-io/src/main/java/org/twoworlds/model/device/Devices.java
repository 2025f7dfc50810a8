package org.twoworlds.model.device;

import java.util.List;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;

/**
 * Where an experiment's parts compute.
 *
 * @param trainer where TensorFlow trains
 * @param evaluator where ONNX Runtime scores
 */
public record Devices(Choice trainer, Choice evaluator) {
    /**
     * Chooses for a configuration.
     *
     * @throws RequestException where it asks for a GPU that cannot be used
     */
    public static Devices of(ExperimentConfig config, DeviceProbe probe) {
        return new Devices(
                Choice.of("trainer.device", config.trainer().device(), probe::tensorFlow),
                evaluator(config.evaluator().device(), probe));
    }

    /** What is worth saying of the choices: the evaluator's where it or the trainer has a GPU. */
    public List<String> words() {
        return trainer.device().isGpu() || evaluator.device().isGpu()
                ? List.of(trainer.words(), evaluator.words())
                : List.of(trainer.words());
    }

    /** Scores on the processor unless a GPU is asked for: a trainer then has the card to itself. */
    private static Choice evaluator(Device asked, DeviceProbe probe) {
        return asked.kind() == Device.Kind.AUTO
                ? new Choice(Device.CPU, "evaluator.device: the CPU, which auto always means here.")
                : Choice.of("evaluator.device", asked, probe::onnxRuntime);
    }
}

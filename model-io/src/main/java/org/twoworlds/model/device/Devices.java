package org.twoworlds.model.device;

import java.util.List;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;

/**
 * The devices on which an experiment's parts compute.
 *
 * @param trainer the device on which TensorFlow trains
 * @param evaluator the device on which ONNX Runtime scores
 */
public record Devices(Choice trainer, Choice evaluator) {
    /**
     * Chooses the devices of a configuration.
     *
     * @throws RequestException where the configuration asks for a GPU that cannot be used
     */
    public static Devices of(ExperimentConfig config, DeviceProbe probe) {
        return new Devices(
                Choice.of("trainer.device", config.trainer().device(), probe::tensorFlow),
                evaluator(config.evaluator().device(), probe));
    }

    /** The sentences of the choices for the user; the evaluator's only where it or the trainer has a GPU. */
    public List<String> words() {
        return trainer.device().isGpu() || evaluator.device().isGpu()
                ? List.of(trainer.words(), evaluator.words())
                : List.of(trainer.words());
    }

    /** The evaluator's device: the processor unless a GPU is asked for, so that a trainer has the card to itself. */
    private static Choice evaluator(Device asked, DeviceProbe probe) {
        return asked.kind() == Device.Kind.AUTO
                ? new Choice(Device.CPU, "evaluator.device: the CPU, which auto always means here.")
                : Choice.of("evaluator.device", asked, probe::onnxRuntime);
    }
}

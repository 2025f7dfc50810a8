package org.twoworlds.actor;

import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.stream.log.Event;

/** The devices that were chosen when a run began, as its record 0 has them. */
public final class RecordedDevices {
    private RecordedDevices() {}

    /** The device on which the run's worlds are trained. */
    static Device training(Event.Started started) {
        return device(started.choices().device());
    }

    /** The device and threads with which the run's own evaluator scores checkpoints. */
    public static Placement scoring(Event.Started started, ExperimentConfig config) {
        return new Placement(
                device(started.choices().evaluatorDevice()),
                started.choices().evaluatorThreads(),
                config.evaluator().gpuMemory());
    }

    private static Device device(String chosen) {
        return Device.parse(chosen).orElse(Device.CPU);
    }
}

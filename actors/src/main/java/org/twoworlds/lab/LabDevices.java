package org.twoworlds.lab;

import java.util.List;
import org.twoworlds.config.Device;
import org.twoworlds.config.Role;
import org.twoworlds.model.device.DeviceProbe;

/**
 * The devices on which a lab can compute: its own machine's, and those that machines joined with.
 *
 * @param own this machine's
 * @param machines the machines that joined
 */
public record LabDevices(DeviceProbe own, List<LabProtocol.JoinedMachine> machines) implements DeviceProbe {
    @Override
    public Answer tensorFlow(int gpu) {
        return or(own.tensorFlow(gpu), gpu);
    }

    /** The run's own evaluator is where its trainer is. */
    @Override
    public Answer onnxRuntime(int gpu) {
        return or(own.onnxRuntime(gpu), gpu);
    }

    private Answer or(Answer answer, int gpu) {
        var device = Device.gpu(gpu).toString();
        return machines.stream()
                .filter(m -> !answer.usable()
                        && m.role() == Role.TRAINER
                        && m.device().equals(device))
                .findFirst()
                .map(m -> Answer.yes("of " + m.node()))
                .orElse(answer);
    }
}

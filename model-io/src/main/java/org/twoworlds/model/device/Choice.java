package org.twoworlds.model.device;

import java.util.function.IntFunction;
import org.twoworlds.config.Device;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.device.DeviceProbe.Answer;

/**
 * A device that was chosen, with the reason.
 *
 * @param device the processor or a GPU
 * @param words the choice and its reason in one sentence
 */
public record Choice(Device device, String words) {
    /**
     * Chooses a device.
     *
     * @param key the key or the option that asks, such as {@code trainer.device}
     * @param asked the device that it asks for
     * @param probe answers whether the GPU of a number can be used
     * @throws RequestException where the key asks for a GPU that cannot be used, with the reason
     */
    public static Choice of(String key, Device asked, IntFunction<Answer> probe) {
        if (asked.kind() == Device.Kind.CPU) {
            return new Choice(asked, key + ": the CPU, as asked.");
        }
        var answer = probe.apply(asked.number());
        var gpu = Device.gpu(asked.number());
        if (answer.usable()) {
            return new Choice(gpu, key + ": " + gpu + " (" + answer.words() + ").");
        }
        if (asked.isGpu()) {
            throw new RequestException(
                    (key.startsWith("--") ? "option " : "key ") + key,
                    asked,
                    "be a GPU that can be used; it cannot, since " + answer.words(),
                    answer.hint());
        }
        return new Choice(
                Device.CPU, key + ": the CPU, since " + answer.words() + ". For a GPU, maybe " + answer.hint() + ".");
    }
}

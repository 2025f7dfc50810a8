package org.twoworlds.model.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.device.DeviceProbe.Answer;

class DevicesTest {
    /** A machine with some cards, or with a reason why there is none. */
    private record Fake(int cards, String reason) implements DeviceProbe {
        @Override
        public Answer tensorFlow(int gpu) {
            return gpu < cards ? Answer.yes("card " + gpu) : Answer.no(reason, "buy one");
        }

        @Override
        public Answer onnxRuntime(int gpu) {
            return tensorFlow(gpu);
        }
    }

    private static ExperimentConfig config(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings));
    }

    @Test
    void autoTakesTheFirstCardForTheTrainerAndLeavesTheEvaluatorOnTheProcessor() {
        var devices = Devices.of(config(), new Fake(2, ""));
        assertThat(devices.trainer()).isEqualTo(new Choice(Device.gpu(0), "trainer.device: gpu:0 (card 0)."));
        assertThat(devices.evaluator().device()).isEqualTo(Device.CPU);
        assertThat(devices.words()).hasSize(2);
    }

    @Test
    void autoFallsBackToTheProcessorAndSaysWhy() {
        var devices = Devices.of(config("device=auto"), new Fake(0, "libcudnn.so.9 is missing"));
        assertThat(devices.trainer().device()).isEqualTo(Device.CPU);
        assertThat(devices.words())
                .containsExactly("trainer.device: the CPU, since libcudnn.so.9 is missing. For a GPU, maybe buy one.");
    }

    @Test
    void aCardThatIsAskedForAndCannotBeUsedIsRefusedWithTheReason() {
        assertThatThrownBy(() -> Devices.of(config("trainer.device=gpu:1"), new Fake(1, "there is one card")))
                .isInstanceOf(RequestException.class)
                .hasMessage(
                        "The key trainer.device (gpu:1) must be a GPU that can be used; it cannot, since there is one"
                                + " card." + System.lineSeparator() + "  Maybe buy one.");
        var both = Devices.of(config("device=gpu:1"), new Fake(2, ""));
        assertThat(both.trainer().device()).isEqualTo(Device.gpu(1));
        assertThat(both.evaluator().device()).isEqualTo(Device.gpu(1));
        var cpu = Devices.of(config("device=cpu"), new Fake(2, ""));
        assertThat(cpu.trainer().device()).isEqualTo(Device.CPU);
    }

    @Test
    void textsThatNameNoDeviceAreRefusedByKey() {
        assertThat(Device.parse("gpu")).contains(Device.gpu(0));
        for (var text : List.of("gpu:-1", "gpu:x", "cuda", "GPU:0", "")) {
            assertThatThrownBy(() -> config("trainer.device=" + text))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("key trainer.device (" + text + ") must be auto, cpu or a GPU such as gpu:0");
        }
    }

    @Test
    void theRealProbeAnswersWithAReasonWhereThereIsNoCard() {
        var probe = new CudaProbe();
        for (var answer : List.of(probe.tensorFlow(99), probe.onnxRuntime(99))) {
            assertThat(answer.usable()).isFalse();
            assertThat(answer.words()).isNotBlank();
            assertThat(answer.hint()).isNotBlank();
        }
    }
}

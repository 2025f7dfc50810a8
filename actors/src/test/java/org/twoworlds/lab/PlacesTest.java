package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestInbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Role;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** Where runs go, by their devices and by what is taken. */
class PlacesTest {
    private static final Places.Taken CPU_HERE = new Places.Taken(Device.CPU, Optional.empty());

    @TempDir
    Path folder;

    /** A machine with GPUs of some numbers. */
    private static DeviceProbe gpus(Integer... numbers) {
        return new DeviceProbe() {
            @Override
            public Answer tensorFlow(int gpu) {
                return Arrays.asList(numbers).contains(gpu)
                        ? Answer.yes("a card")
                        : Answer.no("there is none", "buy one");
            }

            @Override
            public Answer onnxRuntime(int gpu) {
                return tensorFlow(gpu);
            }
        };
    }

    private static Places.Need run(String device, String... settings) {
        return Places.Need.of(view("", device, settings));
    }

    private static RunView view(String parent, String device, String... settings) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.empty(), List.of(settings))
                .single();
        var started = new Event.Started(
                new RunIdentity("r", "n", "quickstart", config.toJson(), "", ""),
                new RunChoices(1, 1, "fp32", device, "cpu"),
                new RunMachine(Map.of(), ""),
                new RunLineage(true, parent, "", Map.of()));
        var view = new RunView();
        view.apply(new LogEntry(0, 0, 0, started));
        return view;
    }

    private static Nodes.Member member(String name, Role role, int slots, String device) {
        return new Nodes.Member(
                name,
                role,
                slots,
                device,
                Map.of(),
                "1.2.3",
                "",
                TestInbox.<NodeProtocol.Command>create().getRef());
    }

    @Test
    void aRunGoesHereFirstAndThenToWhoHasASlotOfItsDevice() {
        var places = new Places(Slots.of(1), gpus());
        assertThat(places.decide(run("cpu"), List.of()).here()).isTrue();
        var full = places.decide(run("cpu"), List.of(CPU_HERE));
        assertThat(full.hasPlace()).isFalse();
        assertThat(full.reason()).isEqualTo("all slots are taken");

        places.joined(List.of(
                member("scorer", Role.EVALUATOR, 9, ""),
                member("card", Role.TRAINER, 1, "gpu:0"),
                member("any", Role.TRAINER, 2, "")));
        List<Places.Taken> taken = new ArrayList<>(List.of(CPU_HERE));
        for (var i = 0; i < 2; i++) {
            var decision = places.decide(run("cpu"), taken);
            assertThat(decision.member().orElseThrow().name()).isEqualTo("any");
            taken.add(new Places.Taken(Device.CPU, Optional.of("any")));
        }
        assertThat(places.decide(run("cpu"), taken).reason()).isEqualTo("all slots are taken");
        assertThat(places.decide(run("gpu:0"), taken).member().orElseThrow().name())
                .isEqualTo("card");
        places.refused("r", "card");
        places.refused("r", "any");
        assertThat(places.decide(run("gpu:0"), taken).reason()).contains("no machine is here that trains it on gpu:0");
        places.forgetRefusals("r");
        assertThat(places.decide(run("gpu:0"), taken).hasPlace()).isTrue();
    }

    @Test
    void slotsAreCountedByDeviceWhereTheyAreNamedSo() {
        var places = new Places(Slots.parse("--slots", "cpu=1,gpu:1=2"), gpus(0, 1));
        var onCard = new Places.Taken(Device.gpu(1), Optional.empty());
        assertThat(places.decide(run("cpu"), List.of(onCard, onCard)).here()).isTrue();
        assertThat(places.decide(run("cpu"), List.of(CPU_HERE)).reason()).isEqualTo("all slots are taken");
        assertThat(places.decide(run("gpu:1"), List.of(CPU_HERE, onCard)).here())
                .isTrue();
        assertThat(places.decide(run("gpu:1"), List.of(onCard, onCard)).hasPlace())
                .isFalse();
        assertThat(places.decide(run("gpu:0"), List.of()).reason()).contains("no machine is here");
    }

    @Test
    void aRunOfAGpuIsNotTrainedWhereThereIsNone() {
        assertThat(new Places(Slots.of(4), gpus())
                        .decide(run("gpu:0"), List.of())
                        .reason())
                .contains("no machine is here that trains it on gpu:0");
        assertThat(new Places(Slots.of(4), gpus(0))
                        .decide(run("gpu:0"), List.of())
                        .here())
                .isTrue();
    }

    @Test
    void aRunWaitsForItsWeights() throws Exception {
        var weights = folder.resolve("w.safetensors");
        var places = new Places(Slots.of(2), gpus());
        places.joined(List.of(member("any", Role.TRAINER, 1, "")));
        var run = run("cpu", "init=" + weights);
        assertThat(places.decide(run, List.of(CPU_HERE)).reason()).contains("still to be made");
        Files.createFile(weights);
        assertThat(places.decide(run, List.of(CPU_HERE)).here()).isTrue();
        assertThat(places.decide(run, List.of(CPU_HERE, CPU_HERE)).hasPlace()).isTrue();
    }

    @Test
    void aToyStaysHere() {
        var places = new Places(Slots.of(1), gpus());
        places.joined(List.of(member("any", Role.TRAINER, 1, "")));
        var toy = run(
                "cpu", "optimizer.type=gradientDescent", "data.type=gaussian", "model=linear{bias=false}", "loss=mse");
        assertThat(places.decide(toy, List.of()).here()).isTrue();
        assertThat(places.decide(toy, List.of(CPU_HERE)).reason()).contains("lab's own machine alone");
    }

    @Test
    void whatIsNoNumberOfSlotsIsRefused() {
        for (var text : List.of("", "-1", "two", "cpu", "cpu=1,cpu=2", "auto=1", "gpu:0=1,", "cpu=1;gpu:0=1")) {
            assertThatThrownBy(() -> Slots.parse("option --slots", text))
                    .as(text)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("option --slots (" + text + ") must be a number, or numbers by device");
        }
        assertThat(Slots.parse("option --slots", "cpu=1,gpu:0=2").total()).isEqualTo(3);
        assertThat(Slots.parse("option --slots", "3").total()).isEqualTo(3);
    }

    @Test
    void aLabCanWhatItsMachinesCan() {
        var card = new LabProtocol.JoinedMachine("there:1", Role.TRAINER, 1, "gpu:1", Map.of());
        var scorer = new LabProtocol.JoinedMachine("there:2", Role.EVALUATOR, 1, "gpu:0", Map.of());
        var devices = new LabDevices(gpus(), List.of(card, scorer));
        assertThat(devices.tensorFlow(1).usable()).isTrue();
        assertThat(devices.tensorFlow(1).words()).contains("there:1");
        assertThat(devices.tensorFlow(0).usable()).isFalse();
        assertThat(new LabDevices(gpus(0), List.of()).tensorFlow(0).words()).isEqualTo("a card");
    }

    @Test
    void aForkThatHasYetToMakeAgainWhatItBeginsWithStaysHere() {
        var places = new Places(Slots.of(1), gpus());
        places.joined(List.of(member("any", Role.TRAINER, 1, "")));
        var fork = view("parent@7", "cpu");
        assertThat(places.decide(Places.Need.of(fork), List.of(CPU_HERE)).reason())
                .contains("the lab's own machine alone");
        for (var world : WorldName.BOTH) {
            fork.apply(new LogEntry(1, 0, 0, new Event.ResumePoint(world, 7, "resume/x", "", 1)));
        }
        assertThat(places.decide(Places.Need.of(fork), List.of(CPU_HERE)).member())
                .isPresent();
    }
}

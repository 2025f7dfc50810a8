package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.actor.Machine;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** A machine's own folders of data, and how a run is taken up with them. */
class DataFoldersTest {
    @TempDir
    Path folder;

    /** A copy of a small CIFAR-10 whose pictures follow from a number. */
    private Path cifar(String name, int number) throws Exception {
        var place = Files.createDirectories(folder.resolve(name).resolve("cifar-10-batches-bin"));
        var picture = new byte[3073];
        Arrays.fill(picture, 1, 3073, (byte) number);
        for (var file : List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")) {
            Files.write(place.resolve(file + ".bin"), pictures(picture));
        }
        Files.write(place.resolve("test_batch.bin"), pictures(picture));
        return place.getParent();
    }

    private static byte[] pictures(byte[] picture) {
        var all = new byte[picture.length * 10_000];
        for (var i = 0; i < 10_000; i++) {
            System.arraycopy(picture, 0, all, i * picture.length, picture.length);
            all[i * picture.length] = (byte) (i % 10);
        }
        return all;
    }

    private static ExperimentConfig config(Path data) {
        return new ConfigLoader()
                .loadSweep(
                        "quickstart", Optional.of("smoke"), List.of("data.type=cifar10", "data.path=\"" + data + "\""))
                .single();
    }

    /** A run that was begun with data of another machine. */
    private RunView begun(Path data) {
        var config = config(data);
        var run = new RunFolder(folder.resolve("run"));
        run.create();
        var digest = Experiment.open(config).data().digest();
        EventLog.append(
                run,
                0,
                InstantSource.system(),
                List.of(new Event.Started(
                        new RunIdentity("run", "", "", config.toJson(), "", digest),
                        new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                        new RunMachine(Machine.describe(), "1"),
                        new RunLineage(false, "", "", Map.of()))));
        return RunView.of(run);
    }

    private void takeUp(RunView view, DataFolders folders) {
        var run = new RunFolder(folder.resolve("run"));
        var context = RunProcess.context(
                run,
                view,
                (actor, listener, low) -> {
                    throw new IllegalStateException();
                },
                RunFiles.in(run),
                List.of(),
                folders,
                "there/1.0");
        assertThat(context.attempt().node()).isEqualTo("there/1.0");
        assertThat(context.experiment().config().data().path())
                .isEqualTo(folders.places()
                        .getOrDefault("cifar10", Path.of("none"))
                        .toString());
    }

    @Test
    void aRunIsTakenUpWithTheSameDataOfAnotherFolder() throws Exception {
        var view = begun(cifar("lab", 7));
        var here = cifar("here", 7);
        Files.move(folder.resolve("lab"), folder.resolve("gone"));
        takeUp(view, DataFolders.of("option --data", Map.of("cifar10", here)));
        assertThat(view.config().data().path()).as("the record stays as it was").contains("lab");
    }

    @Test
    void otherDataAreRefusedByTheirDigest() throws Exception {
        var view = begun(cifar("lab", 7));
        var here = cifar("here", 8);
        assertThatThrownBy(() -> takeUp(view, DataFolders.of("option --data", Map.of("cifar10", here))))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(here.toString())
                .hasMessageContaining("be those with which the run began");
    }

    @Test
    void aFolderThatLacksTheDataIsNamed() throws Exception {
        var view = begun(cifar("lab", 7));
        assertThatThrownBy(() -> takeUp(view, DataFolders.of("option --data", Map.of("cifar10", folder))))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void anotherSourceStaysWhereTheConfigurationSays() throws Exception {
        var config = config(folder);
        assertThat(DataFolders.of("option --data", Map.of("mnist", folder)).in(config))
                .isEqualTo(config);
        assertThat(DataFolders.NONE.in(config)).isEqualTo(config);
    }

    @Test
    void anUnknownSourceOrPlaceIsRefused() {
        assertThatThrownBy(() -> DataFolders.of("option --data", Map.of("cifar1O", folder)))
                .hasMessageContaining("you mean cifar10");
        assertThatThrownBy(() -> DataFolders.of("option --data", Map.of("cifar10", folder.resolve("none"))))
                .hasMessageContaining("name what is there");
    }
}

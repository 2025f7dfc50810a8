package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** What {@code gc} leaves behind it. */
class GcCommandTest {
    @TempDir
    Path home;

    private RunFolder folder;

    @BeforeEach
    void aCompletedRun() throws IOException {
        folder = new RunFolder(home.resolve("runs").resolve("r"));
        folder.create();
        try (var log = EventLog.open(folder, 0, InstantSource.system())) {
            log.append(TestEvents.started());
            for (var step = 0; step <= 3; step++) {
                var file = RunFolder.checkpointFile(WorldName.REAL, step);
                Files.writeString(folder.file(file), "weights");
                log.append(new Event.Checkpoint(WorldName.REAL, step, file, "s", 7, "d"));
            }
            log.append(new Event.RunEnded(RunState.COMPLETED, ""));
        }
    }

    private boolean isThere(int step) {
        return Files.exists(folder.file(RunFolder.checkpointFile(WorldName.REAL, step)));
    }

    @Test
    void theLogSaysOfEveryFileThatIsGoneThatItIs() {
        assertThat(Main.execute("gc", "--yes", "--home", home.toString())).isZero();
        assertThat(isThere(0)).isTrue();
        assertThat(isThere(1)).isFalse();
        assertThat(isThere(2)).isFalse();
        assertThat(isThere(3)).isTrue();
        assertThat(RunView.of(folder).world(WorldName.REAL).onDisk().keySet()).containsExactly(0L, 3L);
    }

    @Test
    void aRunThatHasNothingToGiveIsNotOpenedAndAResumePointIsSeen() throws IOException {
        assertThat(Main.execute("gc", "--yes", "--home", home.toString())).isZero();
        try (var catalogue = Catalogue.open(new Home(home), InstantSource.system())) {
            catalogue.refresh();
            assertThat(catalogue.withSurplus()).isEmpty();
            Files.writeString(folder.resume().resolve("left"), "x");
            assertThat(catalogue.withSurplus()).containsExactly(folder);
        }
        assertThat(Main.execute("gc", "--yes", "--home", home.toString())).isZero();
        assertThat(folder.resume()).isEmptyDirectory();
    }

    @Test
    void aFileWhoseRemoverDiedAfterItsWordGoesNextTime() {
        try (var log = EventLog.open(folder, 0, InstantSource.system())) {
            log.append(new Event.Deleted(WorldName.REAL, 1, "gc"));
            log.append(new Event.Deleted(WorldName.REAL, 2, "gc"));
        }
        assertThat(Main.execute("gc", "--yes", "--home", home.toString())).isZero();
        assertThat(isThere(1)).isFalse();
        assertThat(isThere(2)).isFalse();
        assertThat(RunView.of(folder).world(WorldName.REAL).deleted()).hasSize(2);
        assertThat(Main.execute("gc", "--yes", "--home", home.toString())).isZero();
        assertThat(RunView.of(folder).next()).as("it is not said twice").isEqualTo(8);
    }
}

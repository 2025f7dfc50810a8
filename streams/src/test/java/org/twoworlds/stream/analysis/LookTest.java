package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** One run that cannot be read hides none of the others. */
class LookTest {
    @TempDir
    Path path;

    private RunFolder run(Home home, String name) {
        var folder = home.newRun(name, InstantSource.system());
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.of("smoke"), java.util.List.of())
                .single();
        try (var log = EventLog.open(folder, 0, InstantSource.system())) {
            log.append(new Event.Started(
                    new RunIdentity(folder.id(), name, "mlp", config.toJson(), "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), ""),
                    new RunLineage(true, "", "", Map.of())));
            log.append(new Event.Attempt(1, 1, false, Map.of()));
            log.append(new Event.RunEnded(RunState.STOPPED, ""));
            log.sync();
        }
        return folder;
    }

    private static void flip(RunFolder folder) throws IOException {
        try (var file =
                new RandomAccessFile(folder.log().resolve("19700101L.cq4").toFile(), "rw")) {
            var bytes = new byte[(int) file.length()];
            file.readFully(bytes);
            var at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"type\":\"started\"");
            file.seek(at);
            file.write('#');
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void unreadableRunsAreShownWithTheirReasons() throws IOException {
        var home = new Home(path);
        var whole = run(home, "a");
        flip(run(home, "b"));
        delete(run(home, "c").log());
        var emptied = run(home, "d");
        delete(emptied.log());
        Files.createDirectories(emptied.log());
        Files.createDirectories(path.resolve("runs/e"));
        Files.writeString(path.resolve("runs/notARun.txt"), "x");
        var looks = Look.all(home);
        assertThat(looks).extracting(Look::isReadable).containsExactly(true, false, false, false);
        assertThat(looks.get(0).folder()).isEqualTo(whole);
        assertThat(looks.get(1).reason()).contains("event 0 of log");
        assertThat(looks.get(2).reason()).contains("must exist");
        assertThat(looks.get(3).reason()).contains("the run never started");
    }
}

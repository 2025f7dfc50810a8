package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;
import org.twoworlds.stream.report.Report;

/** Logs as long as they get: {@code mvn verify -Pstudy}. The figures are printed; what is checked is that memory is bounded. */
@Tag("study")
class LargeLogIT {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path path;

    private RunFolder log(long steps, int every) {
        var folder = new Home(path).newRun("large", CLOCK);
        try (var log = EventLog.open(folder, 0, CLOCK)) {
            log.append(new Event.Started(
                    new RunIdentity("r", "n", "a", "{}", "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), ""),
                    new RunLineage(false, "", "", Map.of())));
            log.append(new Event.Attempt(1, 1, false, Map.of()));
            for (long step = 1; step <= steps; step++) {
                for (var world : WorldName.BOTH) {
                    log.append(new Event.Step(world, step, 1f / step, 0.5f, 0.5f, 0.1, 10, 1, step));
                    if (step % every == 0) {
                        var soft = 1 / Math.sqrt(step);
                        log.append(new Event.Score(
                                "run", world, step, ScoredSet.TEST, soft, soft, soft, 10, "", "", 0, Map.of(), ""));
                        if (world == WorldName.REAL) {
                            log.append(new Event.Score(
                                    "run",
                                    world,
                                    step,
                                    ScoredSet.TRAIN_CLEAN,
                                    soft,
                                    soft,
                                    soft,
                                    9,
                                    "",
                                    "",
                                    0,
                                    Map.of(),
                                    ""));
                        }
                    }
                }
            }
        }
        return folder;
    }

    /** Analyses a log in a process of its own with a heap of 512 MiB. */
    @Test
    void tenMillionEventsAreAnalysedInHalfAGigabyte() throws Exception {
        var folder = log(5_000_000, 10_000);
        var file = folder.log().resolve("19700101L.cq4");
        var identity = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        var start = System.nanoTime();
        try (var log = EventLog.open(folder, 0, CLOCK)) {
            log.sync();
        }
        System.out.printf(
                "10,000,000 events checked by the next writer in %.1f s%n", (System.nanoTime() - start) / 1e9);
        assertThat(Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey())
                .as("a whole log of several index pages is not written anew")
                .isEqualTo(identity);
        var launcher = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new java.util.ArrayList<>(List.of(launcher, "-Xmx512m"));
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--") || a.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of(LargeLogIT.class.getName(), folder.path().toString()));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        var process = builder.start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** The process of the test above. */
    public static void main(String[] args) {
        var folder = new RunFolder(Path.of(args[0]));
        var start = System.nanoTime();
        var outcome = Outcome.of(folder, Optional.of(Criterion.parse("error<=0.01")));
        var seconds = (System.nanoTime() - start) / 1e9;
        var steps = 2 * outcome.view().world(WorldName.REAL).step();
        System.out.printf("%,d steps analysed in %.1f s: %,.0f events/s%n", steps, seconds, steps / seconds);
        if (outcome.stopping().orElseThrow().step() != 10_000) {
            throw new AssertionError("T(n) is 10,000, not " + outcome.stopping());
        }
    }

    @Test
    void aReportOfThePapersLength() throws Exception {
        var folder = log(39_000, 64);
        var start = System.nanoTime();
        var written = Report.write(folder, RunView.of(folder), path.resolve("report"));
        System.out.printf("report of 39,000 steps, 609 checkpoints: %.1f s%n", (System.nanoTime() - start) / 1e9);
        assertThat(Files.size(written)).isBetween(50_000L, 5_000_000L);
    }
}

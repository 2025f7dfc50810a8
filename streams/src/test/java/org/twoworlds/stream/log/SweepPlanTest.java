package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;

/** A sweep's runs before they are made. */
class SweepPlanTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path path;

    private Home home;
    private List<RunFolder> runs;

    @BeforeEach
    void plan() {
        home = new Home(path);
        var id = home.newSweep("mlp", CLOCK);
        List<SweepPlan.Planned> planned = new ArrayList<>();
        for (var i = 1; i <= 12; i++) {
            planned.add(new SweepPlan.Planned(started(id, i)));
        }
        runs = home.plan(new SweepPlan(id, 7_000_000, planned));
    }

    private static Event.Started started(String sweep, int i) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.of("smoke"), List.of("seed=" + i))
                .single();
        return new Event.Started(
                new RunIdentity(sweep + "." + i, sweep + "." + i, "mlp", config.toJson(), "", "data"),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), ""),
                new RunLineage(true, "", sweep, Map.of("seed", "" + i)));
    }

    private void make(RunFolder run) {
        run.create();
        try (var log = EventLog.open(run, 0, CLOCK)) {
            log.append(SweepPlan.of(run).orElseThrow().started());
            log.sync();
        }
        SweepPlan.dropIf(run, LogReader::isMade);
    }

    private Path file() {
        return runs.get(0).path().resolveSibling(runs.get(0).sweep() + ".plan");
    }

    @Test
    void plannedRunsAreRunsInTheOrderOfTheirNumbers() {
        assertThat(home.all()).isEqualTo(runs).isEqualTo(home.sweep(runs.get(0).sweep()));
        assertThat(runs.get(11).id()).endsWith(".12");
        var view = RunView.of(runs.get(10));
        assertThat(view.state(false)).isEqualTo(RunState.QUEUED);
        assertThat(view.isMade()).isFalse();
        assertThat(view.config().seed()).isEqualTo(11);
        assertThat(view.startedMicros()).isEqualTo(7_000_000);
        assertThat(Files.exists(runs.get(10).path())).isFalse();
    }

    @Test
    void aRunIsMadeByItselfAndThePlanGoesWithTheLast() {
        make(runs.get(3));
        assertThat(RunView.of(runs.get(3)).isMade()).isTrue();
        assertThat(RunView.of(runs.get(4)).isMade()).isFalse();
        assertThat(home.all()).isEqualTo(runs);
        runs.stream().filter(r -> r != runs.get(3)).forEach(this::make);
        assertThat(file()).doesNotExist();
        assertThat(home.all()).isEqualTo(runs);
    }

    @Test
    void aRunThatIsLeftBeforeItIsMadeStaysSo() {
        SweepPlan.leave(runs.get(5), new Event.RunEnded(RunState.STOPPED, "by hand"));
        assertThat(RunView.of(runs.get(5)).state(false)).isEqualTo(RunState.STOPPED);
        assertThat(RunView.of(runs.get(6)).state(false)).isEqualTo(RunState.QUEUED);
        SweepPlan.takeUp(runs.get(5));
        assertThat(RunView.of(runs.get(5)).state(false)).isEqualTo(RunState.QUEUED);
    }

    /** Some bits of the file's head and of its runs: the same view, or one message; and each run is still listed. */
    @Test
    void aDamagedPlanIsRefused() throws IOException {
        var whole = Files.readAllBytes(file());
        var before = runs.stream().map(r -> RunView.of(r).config().toJson()).toList();
        var head = new String(whole, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (var bit = 0; bit < 8 * whole.length; bit += bit < 8 * head ? 1 : 1009) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file(), damaged);
            Files.setLastModifiedTime(file(), java.nio.file.attribute.FileTime.fromMillis(bit));
            var looks = home.all().stream()
                    .map(f -> Look.at(f, r -> RunView.of(r).config().toJson()))
                    .toList();
            if (looks.stream().allMatch(Look::isReadable)) {
                assertThat(looks).extracting(l -> l.seen().orElseThrow()).isEqualTo(before);
            } else {
                assertThat(looks).noneMatch(Look::isReadable);
                assertThat(looks)
                        .allSatisfy(l -> assertThat(l.reason()).isNotBlank().hasLineCount(2));
            }
        }
    }

    @Test
    void aSweepOfTheSameSecondHasAnotherName() {
        assertThat(home.newSweep("mlp", CLOCK)).isNotEqualTo(runs.get(0).sweep());
    }

    @Test
    void aRunThatNoPlanNamesNeverStarted() {
        assertThatThrownBy(() -> RunView.of(home.run(runs.get(0).sweep() + ".13")))
                .isInstanceOf(FailureException.class);
    }
}

package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/** Which runs a lab reads when it starts: none that a fold of all logs would go on with is left out, whatever the catalogue is. */
class RunsToGoOnTest {
    private static final Event.Attached ATTACHED =
            new Event.Attached("e", "shapes", Map.of(), List.of(), List.of(), false);
    private static final Event.Attempt ATTEMPT = new Event.Attempt(1, 1, false, Map.of());

    @TempDir
    Path path;

    private Home home;

    /** A run of each kind. */
    @BeforeEach
    void make() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        run("new");
        run("cut", ATTEMPT);
        for (var state : List.of(RunState.COMPLETED, RunState.PAUSED, RunState.STOPPED, RunState.FAILED)) {
            run(state.toString(), ATTEMPT, ended(state));
            run(state + "-watched", ATTEMPT, ATTACHED, ended(state));
            run(state + "-let-go", ATTEMPT, ATTACHED, new Event.Detached("e"), ended(state));
        }
        run("interrupted", ATTEMPT, ended(RunState.INTERRUPTED));
        run("promised", ATTEMPT, new Event.Asked(RunState.STOPPED, 1));
        run("failed-promised", ATTEMPT, new Event.Asked(RunState.STOPPED, 1), ended(RunState.FAILED));
        run("again", ATTEMPT, ended(RunState.PAUSED), new Event.Asked(RunState.QUEUED, 1));
        home.run("damaged").create();
        home.plan(new SweepPlan(
                "p",
                1,
                List.of(
                        new SweepPlan.Planned(TestEvents.planned("p.1")),
                        new SweepPlan.Planned(TestEvents.planned("p.2"), Optional.of(ended(RunState.STOPPED))))));
    }

    private static Event.RunEnded ended(RunState state) {
        return new Event.RunEnded(state, "");
    }

    private RunFolder run(String name, Event... events) {
        var folder = home.run("s." + name);
        folder.create();
        TestEvents.write(folder, TestEvents.planned(folder.id()));
        TestEvents.write(folder, events);
        return folder;
    }

    /** Whether a run's log and inbox alone say that there is something to do. */
    private static boolean isOwed(RunView view) {
        return view.asked().isPresent()
                || view.state(false).goesOn()
                || !view.isCompleted() && !view.attached().isEmpty();
    }

    private List<String> owed() {
        return home.all().stream()
                .filter(f -> Look.at(f, InboxKeeper::view)
                        .seen()
                        .map(RunsToGoOnTest::isOwed)
                        .orElse(true))
                .map(RunFolder::id)
                .toList();
    }

    private List<String> found() {
        return RunsToGoOn.of(home, InstantSource.system()).stream()
                .map(RunFolder::id)
                .toList();
    }

    @Test
    void thoseAreReadThatAFoldOfAllLogsWouldGoOnWithAndNoOther() {
        assertThat(found())
                .isEqualTo(owed())
                .contains(
                        "s.new",
                        "s.cut",
                        "s.interrupted",
                        "s.promised",
                        "s.again",
                        "s.paused-watched",
                        "p.1",
                        "damaged")
                .doesNotContain("s.completed", "s.completed-watched", "s.paused", "s.failed-let-go", "p.2");
    }

    @Test
    void aCatalogueThatIsOldDamagedOrGoneLeavesNoRunOut() throws Exception {
        try (var catalogue = Catalogue.open(home, InstantSource.system())) {
            catalogue.refresh();
        }
        TestEvents.write(home.run("s.paused"), new Event.Asked(RunState.QUEUED, 1));
        TestEvents.write(home.run("s.new"), ATTEMPT, ended(RunState.COMPLETED));
        run("later", ATTEMPT);
        assertThat(found()).isEqualTo(owed()).contains("s.paused", "s.later").doesNotContain("s.new");

        var file = path.resolve("catalogue.db");
        var bytes = Files.readAllBytes(file);
        for (var i = bytes.length / 3; i < bytes.length; i += 97) {
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
        assertThat(found()).as("bits flipped").isEqualTo(owed());
        Files.writeString(file, "no database");
        assertThat(found()).as("another file").isEqualTo(owed());
        for (var name : Set.of("catalogue.db", "catalogue.db-wal", "catalogue.db-shm", "catalogue.facts")) {
            Files.deleteIfExists(path.resolve(name));
        }
        assertThat(found()).as("gone").isEqualTo(owed());
        Files.deleteIfExists(file);
        Files.createDirectories(file.resolve("a-folder-in-its-place"));
        assertThat(found()).as("it cannot be made").containsAll(owed());
    }

    @Test
    void aRunIsReadInWhoseInboxSomethingWaits() {
        var folder = home.run("s.stopped");
        try (var held = folder.lock()) { // as by a writer that hangs
            InboxKeeper.offer(folder, new Event.Asked(RunState.QUEUED, 1), InstantSource.system());
        }
        assertThat(found()).isEqualTo(owed()).contains("s.stopped");
    }
}

package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/** What the lab says of the runs of its home: those that wait, are trained, are over, or cannot be read. */
class RunBookTest {
    @TempDir
    Path path;

    private Home home;
    private RunBook book;

    @BeforeEach
    void start() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        book = new RunBook(home);
    }

    @AfterEach
    void end() {
        book.close();
    }

    /** A run of an id that is its name too, and then such events. */
    private RunFolder run(String id, Event... events) {
        return named(id, id, events);
    }

    private RunFolder named(String id, String name, Event... events) {
        var folder = home.run(id);
        folder.create();
        TestEvents.write(folder, TestEvents.started().named(id, name));
        TestEvents.write(folder, events);
        return folder;
    }

    private RunFolder planned() {
        home.plan(new SweepPlan("sweep", 1_000, List.of(new SweepPlan.Planned(TestEvents.planned("sweep.1")))));
        return home.run("sweep.1");
    }

    /** The one run of the list. */
    private Map<String, Object> listed() {
        var all = book.all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static Event.Attempt attempt(int number) {
        return new Event.Attempt(number, 1, false, Map.of());
    }

    @Test
    void aHomeWithoutRunsHasAnEmptyList() {
        assertThat(book.all()).isEmpty();
        assertThat(new RunBook(new Home(path.resolve("none"))).all()).isEmpty();
    }

    @Test
    void aRunThatIsPlannedWaitsThoughItHasNoFolder() {
        planned();
        assertThat(listed())
                .containsEntry("run", "sweep.1")
                .containsEntry("state", RunState.QUEUED)
                .containsEntry("sweep", "sweep")
                .containsEntry("started", "1970-01-01T00:00:00.001Z")
                .containsEntry("real", 0L);
    }

    @Test
    void aPlannedRunThatIsLeftIsListedSo() {
        var folder = planned();
        assertThat(listed()).containsEntry("state", RunState.QUEUED);
        SweepPlan.leave(folder, new Event.RunEnded(RunState.STOPPED, ""));
        assertThat(listed()).containsEntry("state", RunState.STOPPED);
        SweepPlan.takeUp(folder);
        assertThat(listed()).containsEntry("state", RunState.QUEUED);
    }

    @Test
    void aPlannedRunIsListedByItsLogOnceItIsMade() {
        var folder = planned();
        listed();
        folder.create();
        TestEvents.write(folder, TestEvents.planned("sweep.1"), attempt(1), TestEvents.step(WorldName.REAL, 7, 0.5));
        assertThat(listed()).containsEntry("state", RunState.INTERRUPTED).containsEntry("real", 7L);
    }

    @Test
    void aRunThatAProcessWritesIsRunning() {
        var folder = run("a", attempt(1));
        assertThat(listed()).containsEntry("state", RunState.INTERRUPTED);
        try (var lock = folder.lock()) {
            assertThat(listed()).containsEntry("state", RunState.RUNNING);
        }
        assertThat(listed()).containsEntry("state", RunState.INTERRUPTED);
    }

    @Test
    void theListSaysHowFarEachWorldIsAndGoesOnWithTheLog() {
        var folder = run("a", attempt(1), TestEvents.step(WorldName.REAL, 1, 0.5));
        try (var lock = folder.lock()) {
            assertThat(listed()).containsEntry("real", 1L).containsEntry("ideal", 0L);
            TestEvents.write(folder, TestEvents.step(WorldName.REAL, 2, 0.5), TestEvents.step(WorldName.IDEAL, 1, 0.5));
            assertThat(listed()).containsEntry("real", 2L).containsEntry("ideal", 1L);
        }
        TestEvents.write(folder, TestEvents.step(WorldName.REAL, 3, 0.5));
        assertThat(listed()).containsEntry("real", 3L).containsEntry("ideal", 1L);
    }

    @Test
    void aRunThatIsOverIsListedWithItsLastWord() {
        run("a", attempt(1), new Event.RunEnded(RunState.FAILED, "no memory"));
        assertThat(listed()).containsEntry("state", RunState.FAILED).containsEntry("message", "no memory");
    }

    @Test
    void aCompletedRunThatIsTakenUpAgainIsCompletedNoMore() {
        var folder = run("a", attempt(1), new Event.RunEnded(RunState.COMPLETED, ""));
        assertThat(listed()).containsEntry("state", RunState.COMPLETED);
        try (var lock = folder.lock()) {
            TestEvents.write(folder, attempt(2), TestEvents.step(WorldName.REAL, 4, 0.5));
            assertThat(listed()).containsEntry("state", RunState.RUNNING).containsEntry("real", 4L);
        }
        assertThat(listed()).containsEntry("state", RunState.INTERRUPTED);
    }

    @Test
    void aRunThatCannotBeReadIsListedWithTheReasonAndHidesNoOther() throws Exception {
        run("a");
        var bad = run("b");
        run("c");
        Files.delete(bad.log().resolve("19700101L.cq4"));
        var all = book.all();
        assertThat(all).extracting(document -> document.get("run")).containsExactly("a", "b", "c");
        assertThat(all)
                .extracting(document -> document.get("state"))
                .containsExactly(RunState.INTERRUPTED, RunState.UNREADABLE, RunState.INTERRUPTED);
        assertThat(all.get(1)).containsEntry("name", "b");
        assertThat(all.get(1).get("message").toString()).contains("the run never started");
    }

    @Test
    void aRunThatCanBeReadAgainIsListedAsItIs() {
        var folder = home.run("a");
        folder.create();
        assertThat(listed()).containsEntry("state", RunState.UNREADABLE);
        TestEvents.write(folder, TestEvents.started());
        assertThat(listed()).containsEntry("state", RunState.INTERRUPTED);
    }

    @Test
    void aRunThatIsJustBeingMadeIsNotListed() throws Exception {
        Files.createDirectories(home.run("empty").path());
        var begun = home.run("begun");
        begun.create();
        try (var lock = begun.lock()) {
            assertThat(book.all()).isEmpty();
        }
    }

    @Test
    void aRunThatIsRemovedIsListedNoMore() throws Exception {
        var folder = run("a", new Event.RunEnded(RunState.COMPLETED, ""));
        listed();
        try (var files = Files.walk(folder.path())) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
        assertThat(book.all()).isEmpty();
        assertThat(book.read("a", RunBook.OpenRun::folder)).isEmpty();
    }

    @Test
    void aRunIsReadByItsIdAndByItsName() {
        var folder = named("a", "baseline");
        named("b", "other");
        assertThat(book.read("a", RunBook.OpenRun::folder)).contains(folder);
        assertThat(book.read("baseline", RunBook.OpenRun::folder)).contains(folder);
        assertThat(book.read("none", RunBook.OpenRun::folder)).isEmpty();
    }

    @Test
    void aNameThatTwoRunsHaveNamesNone() {
        named("a", "twin");
        named("b", "twin");
        assertThat(book.read("twin", RunBook.OpenRun::folder)).isEmpty();
    }

    @Test
    void anIdGoesBeforeAnotherRunsName() {
        named("a", "b");
        var folder = named("b", "c");
        assertThat(book.read("b", RunBook.OpenRun::folder)).contains(folder);
    }

    @Test
    void aRunIsReadOnWheneverItIsAskedFor() {
        var folder = run("a", TestEvents.step(WorldName.REAL, 1, 0.5));
        assertThat(book.read("a", page -> page.view().world(WorldName.REAL).step()))
                .contains(1L);
        TestEvents.write(folder, TestEvents.step(WorldName.REAL, 2, 0.5));
        assertThat(book.read("a", page -> page.view().world(WorldName.REAL).step()))
                .contains(2L);
    }

    @Test
    void aRunThatCannotBeReadFailsWhereItIsAskedFor() {
        home.run("a").create();
        assertThatThrownBy(() -> book.read("a", RunBook.OpenRun::folder))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("the run never started");
    }

    @Test
    void aRunThatCannotBeReadHidesNoOtherFromThoseWhoAskByName() {
        home.run("a").create();
        var folder = named("b", "baseline");
        assertThat(book.read("baseline", RunBook.OpenRun::folder)).contains(folder);
    }
}

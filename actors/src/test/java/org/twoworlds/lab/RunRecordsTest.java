package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** The records' answers on runs that wait, run, are left, or cannot be read, and the words that they write down of them. */
class RunRecordsTest {
    @TempDir
    Path path;

    private final TestInbox<RunRecords.Answer> answers = TestInbox.create();
    private Home home;
    private BehaviorTestKit<RunRecords.Question> records;

    @BeforeEach
    void start() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        records = BehaviorTestKit.create(
                RunRecords.create(InstantSource.system(), answers.getRef()), "records", ConfigFactory.load());
    }

    /** A run of a lab, with such events after its record 0. */
    private RunFolder run(String name, Event... events) {
        var folder = home.run("s." + name);
        folder.create();
        TestEvents.write(folder, TestEvents.planned(folder.id()));
        TestEvents.write(folder, events);
        return folder;
    }

    private RunRecords.Answer answer(RunRecords.Question question) {
        records.run(question);
        return answers.receiveMessage();
    }

    private RunRecords.Taken take(int room, RunRecords.Known... runs) {
        return (RunRecords.Taken) answer(new RunRecords.MayTakeUp(Arrays.asList(runs), room));
    }

    private RunRecords.Left leave(RunRecords.Known run, RunState state) {
        return (RunRecords.Left) answer(new RunRecords.MayLeave(run, state));
    }

    private static RunRecords.Known idle(RunFolder folder) {
        return new RunRecords.Known(folder, false, false);
    }

    private static RunRecords.Known running(RunFolder folder) {
        return new RunRecords.Known(folder, true, false);
    }

    private static RunRecords.Known waiting(RunFolder folder) {
        return new RunRecords.Known(folder, false, true);
    }

    private static Event.RunEnded ended(RunState state) {
        return new Event.RunEnded(state, "");
    }

    @Test
    void aRunThatWasLeftIsTakenUpAndItsLogSaysSo() {
        var folder = run("a", ended(RunState.PAUSED));
        var taken = take(9, idle(folder));
        assertThat(taken.replies()).containsExactly(Reply.DONE);
        assertThat(taken.runs()).extracting(Waiting.Run::folder).containsExactly(folder);
        assertThat(RunView.of(folder).state(false)).isEqualTo(RunState.QUEUED);
    }

    @Test
    void aRunIsNotTakenUpTwiceNorOnceItIsCompleted() {
        var folder = run("a");
        assertThat(take(9, waiting(folder)).replies()).containsExactly(new Reply(false, "is under way already"));
        assertThat(take(9, running(folder)).replies()).containsExactly(new Reply(false, "is under way already"));
        var completed = run("b", ended(RunState.COMPLETED));
        var reply = take(9, idle(completed)).replies().get(0);
        assertThat(reply.done()).isFalse();
        assertThat(reply.message()).startsWith("is completed");
        assertThat(TestEvents.read(completed)).hasSize(2);
    }

    @Test
    void onlyAsManyRunsAreTakenUpAsThereIsRoomFor() {
        var taken = take(1, idle(run("a")), idle(run("b")));
        assertThat(taken.runs()).hasSize(1);
        assertThat(taken.replies()).extracting(Reply::done).containsExactly(true, false);
        assertThat(taken.replies().get(1).message()).contains("fewer than 10000");
    }

    @Test
    void aRunThatCannotBeReadIsRefusedAndHarmsNoOther() {
        var damaged = home.run("damaged");
        damaged.create();
        var taken = take(9, idle(damaged), idle(run("a")));
        assertThat(taken.replies()).extracting(Reply::done).containsExactly(false, true);
        assertThat(taken.replies().get(0).message()).startsWith("cannot be used: ");
        assertThat(leave(waiting(damaged), RunState.PAUSED).reply().done()).isFalse();
    }

    @Test
    void aRunThatWaitsIsLeftInItsLogAtOnce() {
        var folder = run("a");
        var left = leave(waiting(folder), RunState.STOPPED);
        assertThat(left).isEqualTo(new RunRecords.Left(Reply.DONE, false));
        assertThat(TestEvents.read(folder)).last().isEqualTo(ended(RunState.STOPPED));
    }

    @Test
    void aRunThatRunsIsLeftByItsKeeperAndThatIsPromised() {
        var folder = run("a", new Event.Attempt(1, 1, false, Map.of()));
        var left = leave(running(folder), RunState.PAUSED);
        assertThat(left).isEqualTo(new RunRecords.Left(Reply.DONE, true));
        assertThat(RunView.of(folder).asked()).contains(RunState.PAUSED);
        assertThat(RunView.of(folder).ended()).isEmpty();
    }

    @Test
    void aPausedRunMayBeStoppedAndNoOtherThatIsNotUnderWay() {
        var paused = run("a", ended(RunState.PAUSED));
        assertThat(leave(idle(paused), RunState.STOPPED).reply().done()).isTrue();
        assertThat(RunView.of(paused).state(false)).isEqualTo(RunState.STOPPED);
        assertThat(leave(idle(paused), RunState.PAUSED).reply().message())
                .isEqualTo("is stopped and not under way in this lab");
    }

    @Test
    void aLabGoesOnWithWhatRanOrWaitedAndEndsWhatWasPromised() {
        var waits = run("a");
        var promised = run("b", new Event.Asked(RunState.STOPPED, 0));
        run("c", ended(RunState.FAILED));
        home.run("d").create();
        var attached = new Event.Attached("watcher", "shapes", Map.of(), List.of(), List.of(), false);
        var watched = run("e", ended(RunState.PAUSED), attached);
        var found = (RunRecords.GoingOn) answer(new RunRecords.ToGoOn(home));
        assertThat(found.waiting()).extracting(r -> r.folder().id()).containsExactly(waits.id());
        assertThat(found.ending()).hasSize(1);
        assertThat(found.ending().get(0).run().folder().id()).isEqualTo(promised.id());
        assertThat(found.ending().get(0).state()).isEqualTo(RunState.STOPPED);
        assertThat(found.evaluators()).containsExactly(new Evaluations.GoOn(watched, attached));
    }

    @Test
    void aRunWhoseKeeperStoppedGoesOnUnlessItWasLeft() {
        var cut = run("a", new Event.Attempt(1, 1, false, Map.of()));
        assertThat(((RunRecords.Free) answer(new RunRecords.GoesOn(cut))).goesOn())
                .isTrue();
        var left = run("b", ended(RunState.COMPLETED));
        assertThat(((RunRecords.Free) answer(new RunRecords.GoesOn(left))).goesOn())
                .isFalse();
        var asked = run("c", new Event.Asked(RunState.PAUSED, 0));
        assertThat(((RunRecords.Free) answer(new RunRecords.GoesOn(asked))).asked())
                .contains(RunState.PAUSED);
        var damaged = home.run("d");
        damaged.create();
        assertThat(((RunRecords.Free) answer(new RunRecords.GoesOn(damaged))).unreadable())
                .isNotEmpty();
    }
}

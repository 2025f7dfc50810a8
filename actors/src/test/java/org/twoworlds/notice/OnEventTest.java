package org.twoworlds.notice;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.config.RunState;
import org.twoworlds.lab.RunNews;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Which events a command is told, how many at a time, and what a later lab tells. */
class OnEventTest extends TimedActorTest {
    private static final Event.Attempt ATTEMPT = new Event.Attempt(1, 1, false, Map.of());
    private static final Event.RunEnded COMPLETED = new Event.RunEnded(RunState.COMPLETED, "");

    @TempDir
    Path path;

    private final AtomicLong free = new AtomicLong(1000);
    private final List<CompletableFuture<CommandOutcome>> underWay = new ArrayList<>();
    private NoticeCounts counts;
    private Home home;
    private TestProbe<Notice> told;
    private ActorRef<RunNews> onEvent;

    @BeforeEach
    void start() throws Exception {
        home = new Home(path);
        Files.createDirectories(path.resolve("runs"));
        told = kit.createTestProbe();
        startLab();
    }

    @AfterEach
    void end() {
        kit.stop(onEvent);
    }

    private void startLab() {
        counts = new NoticeCounts();
        underWay.clear();
        Teller teller = new Teller() {
            @Override
            public CompletionStage<CommandOutcome> tell(Notice notice) {
                var outcome = new CompletableFuture<CommandOutcome>();
                underWay.add(outcome);
                told.ref().tell(notice);
                return outcome;
            }

            @Override
            public void hurry() {}
        };
        onEvent = kit.spawn(
                OnEvent.create(home, teller, new OnEvent.Disk(free::get, 100, InstantSource.system()), counts));
    }

    private void restartLab() {
        kit.stop(onEvent);
        startLab();
        onEvent.tell(new RunNews.Begun());
    }

    private RunFolder run(String id, Event... events) {
        var folder = home.run("s." + id);
        folder.create();
        TestEvents.write(folder, TestEvents.planned(folder.id()));
        TestEvents.write(folder, events);
        return folder;
    }

    private void keep(RunFolder folder, long from) {
        onEvent.tell(new RunNews.Kept(folder, from));
    }

    private void release(RunFolder folder) {
        onEvent.tell(new RunNews.Released(folder));
    }

    private void finish(int number) {
        told.awaitAssert(() -> {
            assertThat(underWay).hasSizeGreaterThan(number);
            return underWay;
        });
        underWay.get(number).complete(new CommandOutcome("", ""));
    }

    @Test
    void aRunThatEndsIsToldAndForgotten() throws Exception {
        var folder = run("a");
        keep(folder, 1);
        TestEvents.write(folder, ATTEMPT, COMPLETED);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().kind()).isEqualTo(NoticeKind.ENDED);
        release(folder);
        finish(0);
        told.awaitAssert(() -> {
            assertThat(counts.told()).isEqualTo(1);
            assertThat(ToldFile.open(path).runs()).isEmpty();
            return true;
        });
        restartLab();
        time.timePasses(OnEvent.TICK);
        told.expectNoMessage();
    }

    @Test
    void theLastWordOfARunIsToldHoweverSoonItsKeeperStops() {
        var folder = run("a");
        keep(folder, 1);
        TestEvents.write(folder, ATTEMPT, COMPLETED);
        release(folder);
        assertThat(told.receiveMessage().run()).isEqualTo("s.a");
    }

    @Test
    void whatALogHeldBeforeTheLabTookTheRunUpIsNotTold() {
        var folder = run("a", ATTEMPT, new Event.RunEnded(RunState.PAUSED, ""));
        keep(folder, 3);
        time.timePasses(OnEvent.TICK);
        told.expectNoMessage();
        TestEvents.write(folder, new Event.Attempt(2, 1, false, Map.of()), COMPLETED);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().document()).containsEntry("state", RunState.COMPLETED);
    }

    @Test
    void aRunThatEndedWhileNoLabRanIsToldByTheNextOnce() {
        var folder = run("a");
        var other = run("b");
        keep(folder, 1);
        keep(other, 1);
        told.awaitAssert(() -> {
            assertThat(ToldFile.open(path).runs()).contains("s.a", "s.b");
            return true;
        });
        kit.stop(onEvent);
        TestEvents.write(folder, ATTEMPT, COMPLETED);
        TestEvents.write(other, ATTEMPT);
        restartLab();
        assertThat(told.receiveMessage().run()).isEqualTo("s.a");
        told.awaitAssert(() -> {
            assertThat(ToldFile.open(path).runs()).containsExactly("s.b");
            return true;
        });
        keep(other, 2);
        TestEvents.write(other, COMPLETED);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().run()).isEqualTo("s.b");
        restartLab();
        told.expectNoMessage();
    }

    @Test
    void aNoticeThatWaitedWhenTheLabEndedIsToldByTheNext() {
        List<RunFolder> folders = new ArrayList<>();
        for (var id : List.of("a", "b", "c")) {
            folders.add(run(id));
            keep(folders.get(folders.size() - 1), 1);
        }
        folders.forEach(folder -> {
            TestEvents.write(folder, ATTEMPT, COMPLETED);
            release(folder);
        });
        assertThat(told.receiveMessage().run()).isEqualTo("s.a");
        assertThat(told.receiveMessage().run()).isEqualTo("s.b");
        told.expectNoMessage();
        restartLab();
        assertThat(told.receiveMessage().run()).isEqualTo("s.c");
        told.expectNoMessage();
    }

    @Test
    void aFewAreToldAtATimeAndWhatIsOverTheBoundIsCounted() {
        var folder = run("a");
        keep(folder, 1);
        var events = new ArrayList<Event>();
        for (var i = 1; i <= NoticeQueue.MOST + 10; i++) {
            events.add(new Event.Attempt(i, 1, false, Map.of()));
            events.add(new Event.RunEnded(RunState.PAUSED, ""));
        }
        TestEvents.write(folder, events.toArray(Event[]::new));
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().index()).isEqualTo(2);
        assertThat(told.receiveMessage().index()).isEqualTo(4);
        told.expectNoMessage();
        assertThat(counts.leftOut()).isEqualTo(10);
        assertThat(counts.waiting()).isEqualTo(NoticeQueue.MOST - OnEvent.AT_A_TIME);
        underWay.get(1).complete(new CommandOutcome("it ended with code 7", "no"));
        assertThat(told.receiveMessage().index()).isEqualTo(6);
        told.awaitAssert(() -> {
            assertThat(counts.document())
                    .containsEntry("failures", 1L)
                    .containsEntry("underWay", OnEvent.AT_A_TIME)
                    .containsEntry("lastFailure", "the event ended of run s.a: it ended with code 7");
            return true;
        });
    }

    @Test
    void aRunThatCannotBeReadHarmsNoOther() throws Exception {
        var damaged = run("a");
        var folder = run("b");
        keep(damaged, 1);
        keep(folder, 1);
        time.timePasses(OnEvent.TICK);
        keep(home.run("nowhere"), 0);
        TestEvents.write(folder, ATTEMPT, COMPLETED);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().run()).isEqualTo("s.b");
        release(home.run("nowhere"));
        told.awaitAssert(() -> assertThat(ToldFile.open(path).runs()).containsExactly("s.a", "s.b"));
    }

    @Test
    void aDiskThatRunsLowIsToldOnceAlsoByTheNextLab() {
        free.set(99);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().document()).containsEntry("freeBytes", 99L);
        time.timePasses(OnEvent.TICK);
        restartLab();
        time.timePasses(OnEvent.TICK);
        told.expectNoMessage();
    }

    @Test
    void aFileThatIsDamagedIsAsIfThereWereNone() throws Exception {
        Files.writeString(path.resolve("on-event.json"), "{\"runs\":{\"a\":");
        restartLab();
        var folder = run("a");
        keep(folder, 1);
        TestEvents.write(folder, ATTEMPT, COMPLETED);
        time.timePasses(OnEvent.TICK);
        assertThat(told.receiveMessage().run()).isEqualTo("s.a");
    }

    @Test
    void aLabThatTellsNobodyLeavesNothingToTell() throws Exception {
        var file = Files.writeString(path.resolve("on-event.json"), "{}");
        kit.spawn(OnEvent.nobody(home));
        told.awaitAssert(() -> {
            assertThat(file).doesNotExist();
            return true;
        });
    }
}

package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** What the writer of a run's log promises those who send it events. */
class LogKeeperTest {
    private static final Event SCORE = TestEvents.score("run", WorldName.REAL, 10, ScoredSet.TEST, 0.5);

    @TempDir
    Path path;

    private ActorTestKit kit;
    private ManualTime time;
    private TestProbe<LogWriter.Appended> sender;
    private TestProbe<LogEntry> listener;
    private TestProbe<LogWriter.DiskLow> lowDisk;
    private RunFolder folder;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
        time = ManualTime.get(kit.system());
        sender = kit.createTestProbe();
        listener = kit.createTestProbe();
        lowDisk = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    private ActorRef<LogWriter.Command> keeper(long reserve, ScoreKey... scored) {
        var keeper = kit.spawn(
                LogKeeper.create(
                        folder, InstantSource.system(), 1, Set.of(scored), listener.ref(), reserve, lowDisk.ref()),
                Dispatchers.pinned());
        keeper.tell(LogWriter.Append.of(TestEvents.started()));
        listener.receiveMessage();
        return keeper;
    }

    private LogWriter.Append append(Event event, boolean durable) {
        return new LogWriter.Append(event, durable, Optional.of(sender.ref()));
    }

    @Test
    void anEventThatIsAcknowledgedIsInTheLog() {
        var keeper = keeper(0);
        keeper.tell(append(SCORE, true));
        assertThat(sender.receiveMessage().event()).isEqualTo(SCORE);
        assertThat(TestEvents.read(folder)).contains(SCORE);
    }

    @Test
    void theListenerHearsOfEveryEventButSteps() {
        var keeper = keeper(0);
        keeper.tell(LogWriter.Append.of(TestEvents.step(WorldName.REAL, 1, 0.5)));
        keeper.tell(LogWriter.Append.of(SCORE));
        assertThat(listener.receiveMessage().event()).isEqualTo(SCORE);
    }

    @Test
    void aScoreThatTheLogHoldsIsAcknowledgedAndNotWrittenTwice() {
        var keeper = keeper(0, ScoreKey.of((Event.Score) SCORE));
        var other = TestEvents.score("run", WorldName.REAL, 20, ScoredSet.TEST, 0.5);
        keeper.tell(append(SCORE, false));
        keeper.tell(append(other, false));
        keeper.tell(append(other, false));
        assertThat(sender.receiveSeveralMessages(3)).hasSize(3);
        assertThat(TestEvents.read(folder)).containsOnlyOnce(other).doesNotContain(SCORE);
    }

    @Test
    void whatOtherProcessesOfferedIsWrittenDurablyAndTakenAwayAtTheNextTick() throws Exception {
        keeper(0);
        Inbox.offer(folder, SCORE);
        listener.expectNoMessage(Duration.ofMillis(50));
        time.timePasses(Duration.ofMillis(200));
        assertThat(listener.receiveMessage().event()).isEqualTo(SCORE);
        assertThat(TestEvents.read(folder)).contains(SCORE);
        time.timePasses(Duration.ofMillis(200));
        listener.expectNoMessage(Duration.ofMillis(50));
        try (var left = Files.list(folder.inbox())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDiskWithLessRoomThanTheReserveIsToldOnce() {
        keeper(Long.MAX_VALUE);
        time.timePasses(Duration.ofMillis(200));
        assertThat(lowDisk.receiveMessage().reserve()).isEqualTo(Long.MAX_VALUE);
        time.timePasses(Duration.ofMillis(400));
        lowDisk.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void theLastEventComesAfterWhatWasOffered() {
        var keeper = keeper(0);
        var last = new Event.RunEnded(RunState.COMPLETED, "");
        Inbox.offer(folder, SCORE);
        keeper.tell(new LogWriter.Close(last, sender.ref()));
        assertThat(sender.receiveMessage().event()).isEqualTo(last);
        sender.expectTerminated(keeper);
        assertThat(TestEvents.read(folder)).containsSubsequence(SCORE, last);
    }
}

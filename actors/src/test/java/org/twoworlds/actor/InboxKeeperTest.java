package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** How scores of other processes come into a run's log, whether the run has a writer or none. */
class InboxKeeperTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_000));
    private static final Event SCORE = score(10, 0.5);

    @TempDir
    Path path;

    private RunFolder folder;

    @BeforeEach
    void start() {
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    private void log(Event... events) {
        TestEvents.write(folder, TestEvents.started());
        TestEvents.write(folder, events);
    }

    private static Event.Score score(long step, double error) {
        return TestEvents.score("other", WorldName.REAL, step, ScoredSet.TEST, error);
    }

    private List<Path> inbox() throws Exception {
        try (var files = Files.list(folder.inbox())) {
            return files.sorted().toList();
        }
    }

    /** Offers an event while another writes the run, so that the offer waits; returns the offer's file. */
    private Path waiting(Event event) throws Exception {
        var before = inbox();
        try (var lock = folder.lock()) {
            InboxKeeper.offer(folder, event, CLOCK);
        }
        return inbox().stream().filter(f -> !before.contains(f)).findFirst().orElseThrow();
    }

    @Test
    void anOfferIsWrittenDurablyWhereNobodyWritesTheRun() throws Exception {
        log();
        InboxKeeper.offer(folder, SCORE, CLOCK);
        assertThat(TestEvents.read(folder)).containsExactly(TestEvents.started(), SCORE);
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(entry -> {});
            assertThat(reader.forced()).isEqualTo(2);
        }
        assertThat(inbox()).isEmpty();
        assertThat(folder.isLocked()).as("the right to write is given back").isFalse();
    }

    @Test
    void anOfferIsWrittenAsOfTheNewestAttemptAndTheClock() {
        log(new Event.Attempt(3, 1, false, Map.of()));
        InboxKeeper.offer(folder, SCORE, CLOCK);
        try (var reader = new LogReader(folder.log(), 2)) {
            var entry = reader.next().orElseThrow();
            assertThat(entry.event()).isEqualTo(SCORE);
            assertThat(entry.attempt()).isEqualTo(3);
            assertThat(entry.micros()).isEqualTo(1_000_000_000);
        }
    }

    @Test
    void anOfferStaysInTheInboxWhileAnotherHoldsTheLock() throws Exception {
        log();
        try (var lock = folder.lock()) {
            InboxKeeper.offer(folder, SCORE, CLOCK);
            assertThat(InboxKeeper.empty(folder, CLOCK)).isFalse();
        }
        assertThat(TestEvents.read(folder)).doesNotContain(SCORE);
        assertThat(inbox()).hasSize(1);
        assertThat(InboxKeeper.empty(folder, CLOCK)).isTrue();
        assertThat(TestEvents.read(folder)).contains(SCORE);
        assertThat(inbox()).isEmpty();
    }

    @Test
    void offersAreWrittenInTheOrderInWhichTheyWereMade() throws Exception {
        log();
        for (var step = 1; step <= 5; step++) {
            Files.setLastModifiedTime(waiting(score(step, 0.5)), FileTime.fromMillis(1_000 - step));
        }
        InboxKeeper.empty(folder, CLOCK);
        assertThat(TestEvents.read(folder))
                .as("the last one was made first")
                .containsSubsequence(score(5, 0.5), score(4, 0.5), score(3, 0.5), score(2, 0.5), score(1, 0.5));
    }

    @Test
    void aFileThatIsNotTheOfferThatItsNameSaysIsPutAside() throws Exception {
        log();
        var offer = waiting(SCORE);
        Files.move(waiting(score(30, 0.5)), offer, StandardCopyOption.REPLACE_EXISTING);
        var other = score(20, 0.5);
        InboxKeeper.offer(folder, other, CLOCK);
        assertThat(TestEvents.read(folder)).containsExactly(TestEvents.started(), other);
        assertThat(inbox()).containsExactly(Path.of(offer + ".refused"));
        assertThat(InboxKeeper.empty(folder, CLOCK)).as("nothing waits").isTrue();
    }

    @Test
    void aFileThatIsNoEventIsPutAside() throws Exception {
        log();
        var bytes = new byte[] {'{'};
        var file = Files.write(folder.inbox().resolve(Sha256.of(bytes) + ".json"), bytes);
        InboxKeeper.empty(folder, CLOCK);
        assertThat(TestEvents.read(folder)).containsExactly(TestEvents.started());
        assertThat(inbox()).containsExactly(Path.of(file + ".refused"));
    }

    @Test
    void anEventThatOnlyTheWriterMaySayIsPutAside() throws Exception {
        log();
        InboxKeeper.offer(folder, TestEvents.checkpoint(WorldName.REAL, 10), CLOCK);
        InboxKeeper.offer(folder, TestEvents.step(WorldName.REAL, 10, 0.5), CLOCK);
        assertThat(TestEvents.read(folder)).containsExactly(TestEvents.started());
        assertThat(inbox()).hasSize(2).allMatch(f -> f.toString().endsWith(".refused"));
    }

    @Test
    void allThatEvaluatorsAndTheLabHaveToSayIsWelcome() {
        log();
        var events = new Event[] {
            SCORE,
            new Event.Missing("other", WorldName.REAL, 20, ScoredSet.TEST, "gone"),
            new Event.Attached("other", "pool", Map.of(), List.of(), List.of(), false),
            new Event.Detached("other"),
            new Event.Asked(RunState.PAUSED, 0)
        };
        for (var event : events) {
            InboxKeeper.offer(folder, event, CLOCK);
        }
        assertThat(TestEvents.read(folder)).contains(events);
    }

    @Test
    void law5_aScoreOfferedTwiceIsLoggedOnce() throws Exception {
        log();
        Files.setLastModifiedTime(waiting(SCORE), FileTime.fromMillis(1_000));
        Files.setLastModifiedTime(waiting(score(10, 0.4)), FileTime.fromMillis(2_000));
        InboxKeeper.empty(folder, CLOCK);
        InboxKeeper.offer(folder, SCORE, CLOCK);
        assertThat(TestEvents.read(folder)).containsExactly(TestEvents.started(), SCORE);
        assertThat(inbox()).isEmpty();
    }

    @Test
    void anOfferThatWaitsCountsInTheViewAndStaysWhereItIs() throws Exception {
        log(new Event.Attempt(2, 1, false, Map.of()));
        waiting(SCORE);
        waiting(new Event.Asked(RunState.PAUSED, 2));
        Files.writeString(folder.inbox().resolve("foreign.json"), "{}");
        var view = InboxKeeper.view(folder);
        assertThat(view.scores()).containsExactly((Event.Score) SCORE);
        assertThat(view.asked()).contains(RunState.PAUSED);
        assertThat(RunView.of(folder).scores()).isEmpty();
        assertThat(inbox()).hasSize(3);
    }

    @Test
    void anOfferToARunThatCannotBeReadStaysInTheInbox() throws Exception {
        InboxKeeper.offer(folder, SCORE, CLOCK); // its log has no record 0
        assertThat(InboxKeeper.settle(folder, CLOCK)).isFalse();
        assertThat(inbox()).hasSize(1);
        assertThat(folder.isLocked()).isFalse();
        log();
        assertThat(InboxKeeper.settle(folder, CLOCK)).isTrue();
        assertThat(TestEvents.read(folder)).contains(SCORE);
    }

    @Test
    void nothingWaitsForARunThatIsNotMadeYet() {
        var none = new RunFolder(path.resolve("sweep.1"));
        assertThat(InboxKeeper.empty(none, CLOCK)).isTrue();
        assertThat(none.path()).doesNotExist();
    }

    @Test
    void anEventSentToTheKeeperIsAcknowledgedOnceItIsOffered() {
        log();
        var sender = TestInbox.<LogWriter.Appended>create();
        var keeper = BehaviorTestKit.create(InboxKeeper.create(folder, CLOCK));
        keeper.run(new LogWriter.Append(SCORE, true, Optional.of(sender.getRef())));
        assertThat(TestEvents.read(folder)).contains(SCORE);
        sender.expectMessage(new LogWriter.Appended(SCORE));
    }
}

package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamRefs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** How a node's copy of a run's log follows the lab's, and goes on after a cut. */
class ReplicaTest extends TimedActorTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The lab's log: record 0, an update, a score, and so on. */
    private static final List<LogEntry> LOG = List.of(
            new LogEntry(0, 1_000, 0, TestEvents.started()),
            new LogEntry(1, 2_000, 1, TestEvents.step(WorldName.REAL, 1, 0.5)),
            new LogEntry(2, 3_000, 1, TestEvents.score("run", WorldName.REAL, 1, ScoredSet.TEST, 0.5)),
            new LogEntry(3, 4_000, 2, TestEvents.step(WorldName.REAL, 2, 0.4)),
            new LogEntry(4, 5_000, 2, TestEvents.score("run", WorldName.REAL, 2, ScoredSet.TEST, 0.4)));

    @TempDir
    Path path;

    private TestProbe<Ledger.Command> ledger;
    private TestProbe<LogEntry> listener;
    private TestProbe<Done> ready;
    private RunFolder folder;
    private ActorRef<Replica.Command> replica;

    @BeforeEach
    void start() {
        ledger = kit.createTestProbe();
        listener = kit.createTestProbe();
        ready = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        replica = kit.spawn(
                Replica.create(folder, new Link.Ends(kit.system(), ledger.ref()), 3, () -> ready.ref()
                        .tell(Done.getInstance())),
                Dispatchers.pinned());
        replica.tell(new Replica.Listen(listener.ref(), 0));
    }

    @AfterEach
    void end() {
        kit.stop(replica);
    }

    /** What the replica asks for next, as time passes. */
    private Ledger.Follow asked() {
        return ledger.awaitAssert(LONG, Duration.ofMillis(1), () -> {
            time.timePasses(Duration.ofSeconds(1));
            return ledger.expectMessageClass(Ledger.Follow.class, Duration.ofMillis(20));
        });
    }

    @Test
    void overAnotherConnectionItFollowsFromWhereItWas() {
        answer(asked(), 0, 1, 2);
        ready.receiveMessage();
        TestProbe<Ledger.Command> other = kit.createTestProbe();
        goOn(other, 3);
        assertThat(other.expectMessageClass(Ledger.Follow.class).from()).isEqualTo(3);
        ready.receiveMessage();
    }

    @Test
    void overAnotherConnectionItIsReadyOnceItHasWhatTheLabsLogHadThen() {
        answer(asked(), 0, 1, 2);
        ready.receiveMessage();
        TestProbe<Ledger.Command> other = kit.createTestProbe();
        goOn(other, 5);
        var follow = other.expectMessageClass(Ledger.Follow.class);
        ready.expectNoMessage();
        answer(follow, 3, 4);
        ready.receiveMessage();
    }

    @Test
    void aLogThatHasLostEntriesSinceIsAFault() {
        answer(asked(), 0, 1, 2);
        ready.receiveMessage();
        TestProbe<Ledger.Command> other = kit.createTestProbe();
        goOn(other, 2);
        ready.expectTerminated(replica);
        other.expectNoMessage(Duration.ZERO);
    }

    private void goOn(TestProbe<Ledger.Command> other, long upTo) {
        replica.tell(new Replica.GoOn(new Link.Ends(kit.system(), other.ref()), upTo, () -> ready.ref()
                .tell(Done.getInstance())));
    }

    /** Entries of the lab's log. */
    private static Source<LogEntry, NotUsed> entries(Integer... indices) {
        return Source.from(Arrays.stream(indices).map(LOG::get).toList());
    }

    /** Answers by entries, after which the stream stays open; the result is complete when the other end is gone. */
    private static CompletionStage<Done> answer(Ledger.Follow follow, Integer... indices) {
        var stream = entries(indices)
                .concat(Source.maybe())
                .watchTermination(Keep.right())
                .toMat(StreamRefs.sourceRef(), Keep.both())
                .run(kit.system());
        follow.replyTo().tell(new Ledger.Entries(stream.second()));
        return stream.first();
    }

    /** Answers by entries, after which the stream is as given. */
    private static void answer(Ledger.Follow follow, Source<LogEntry, ?> then, Integer... indices) {
        follow.replyTo()
                .tell(new Ledger.Entries(entries(indices).concat(then).runWith(StreamRefs.sourceRef(), kit.system())));
    }

    private List<LogEntry> copy() {
        List<LogEntry> copy = new ArrayList<>();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(copy::add);
        }
        return copy;
    }

    /** Expects that the copy goes as far as an entry that the listener hears of. */
    private void heard(int index) {
        assertThat(listener.receiveMessage()).isEqualTo(LOG.get(index));
    }

    @Test
    void theLogIsCopiedAsItIsFromTheFirstEntryOn() {
        var follow = asked();
        assertThat(follow.from()).isZero();
        answer(follow, 0, 1, 2, 3, 4);
        heard(0);
        heard(2);
        heard(4);
        assertThat(copy()).isEqualTo(LOG);
    }

    @Test
    void aReplicaIsReadyOnceItHasAsManyEntriesAsItMust() {
        var network = new CompletableFuture<LogEntry>();
        answer(asked(), Source.completionStage(network), 0, 1);
        heard(0);
        ready.expectNoMessage();
        network.complete(LOG.get(2));
        ready.receiveMessage();
        assertThat(copy()).isEqualTo(LOG.subList(0, 3));
    }

    @Test
    void afterACutItFollowsFromWhereItWas() {
        answer(asked(), Source.empty(), 0, 1, 2);
        var follow = asked();
        assertThat(follow.from()).isEqualTo(3);
        var network = new CompletableFuture<LogEntry>();
        answer(follow, Source.completionStage(network), 3, 4);
        heard(0);
        heard(2);
        heard(4);
        network.completeExceptionally(new IllegalStateException("the network"));
        assertThat(asked().from()).isEqualTo(5);
        assertThat(copy()).isEqualTo(LOG);
    }

    @Test
    void aLedgerThatDoesNotAnswerInTimeIsAskedAgain() {
        asked();
        time.timePasses(PATIENCE);
        assertThat(asked().from()).isZero();
    }

    @Test
    void anAnswerThatComesTooLateIsNotFollowed() {
        var late = asked();
        time.timePasses(PATIENCE);
        var follow = asked();
        answer(late, 0, 1, 2);
        listener.expectNoMessage();
        answer(follow, 0, 1, 2);
        heard(0);
        heard(2);
        assertThat(copy()).isEqualTo(LOG.subList(0, 3));
    }

    @Test
    void anEntryThatComesAgainOrBehindAGapIsNotCopied() {
        answer(asked(), 0, 2, 0, 1, 1, 4, 0, 2);
        heard(0);
        heard(2);
        listener.expectNoMessage();
        assertThat(copy()).isEqualTo(LOG.subList(0, 3));
    }

    @Test
    void aListenerHearsOfWhatIsThereAlreadyFromAnIndexOnAndThenOfWhatIsNew() {
        var follow = asked();
        answer(follow, Source.empty(), 0, 1, 2);
        heard(0);
        heard(2);
        TestProbe<LogEntry> second = kit.createTestProbe();
        replica.tell(new Replica.Listen(second.ref(), 1));
        assertThat(second.receiveMessage()).isEqualTo(LOG.get(2));
        answer(asked(), 3, 4);
        assertThat(second.receiveMessage()).isEqualTo(LOG.get(4));
        listener.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aReplicaThatStopsLetsGoOfTheStreamAndOfItsLog() throws Exception {
        var gone = answer(asked(), 0, 1, 2);
        heard(0);
        heard(2);
        kit.stop(replica);
        gone.toCompletableFuture().get(60, TimeUnit.SECONDS);
        TestEvents.write(folder, LOG.get(3).event());
        assertThat(TestEvents.read(folder)).hasSize(4);
    }
}

package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.LogKeeper;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How a node's events and files come to the lab, whatever the network does. */
class CourierTest extends TimedActorTest {
    private static final int AHEAD = 32;
    private static final Duration TICK = Duration.ofSeconds(3);
    private static final int PIECE = 128 << 10;

    @TempDir
    Path path;

    private TestProbe<Ledger.Command> ledger;
    private TestProbe<LogWriter.Appended> sender;
    private RunFolder folder;
    private ActorRef<LogWriter.Command> courier;

    @BeforeEach
    void start() {
        ledger = kit.createTestProbe();
        sender = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        courier = kit.spawn(Courier.create(folder, ledger.ref()));
    }

    @AfterEach
    void end() {
        kit.stop(courier);
    }

    private static Event event(long number) {
        return TestEvents.step(WorldName.REAL, number, 0.5);
    }

    /** Sends events with these numbers, whose acknowledgements the sender gets. */
    private void send(long from, long to) {
        for (var number = from; number <= to; number++) {
            courier.tell(new LogWriter.Append(event(number), false, Optional.of(sender.ref())));
        }
    }

    private Ledger.Say said() {
        return ledger.expectMessageClass(Ledger.Say.class);
    }

    /** Expects that the events with these numbers, and nothing else, are on their way; returns the last one. */
    private Ledger.Say said(long from, long to) {
        for (var number = from; ; number++) {
            var said = said();
            assertThat(said.number()).isEqualTo(number);
            assertThat(said.event()).isEqualTo(event(number));
            if (number == to) {
                return said;
            }
        }
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private Event.Checkpoint checkpoint(byte[] bytes) throws Exception {
        var file = RunFolder.checkpointFile(WorldName.REAL, 5);
        Files.write(folder.file(file), bytes);
        return new Event.Checkpoint(WorldName.REAL, 5, file, Sha256.of(bytes), bytes.length, "");
    }

    @Test
    void eventsAreNumberedInTheOrderInWhichTheyAreSaid() {
        send(1, 3);
        said(1, 3);
    }

    @Test
    void anEventThatMustBeDurableIsSaidSo() {
        courier.tell(LogWriter.Append.durable(event(1)));
        courier.tell(LogWriter.Append.of(event(2)));
        assertThat(said().durable()).isTrue();
        assertThat(said().durable()).isFalse();
    }

    @Test
    void anEventIsAcknowledgedOnceTheLedgerHasIt() {
        send(1, 2);
        var first = said();
        said();
        sender.expectNoMessage();
        first.replyTo().tell(new Ledger.Receipt(1));
        sender.expectMessage(new LogWriter.Appended(event(1)));
        sender.expectNoMessage();
    }

    @Test
    void aReceiptStandsForAllBeforeIt() {
        send(1, 3);
        said(1, 3).replyTo().tell(new Ledger.Receipt(2));
        sender.expectMessage(new LogWriter.Appended(event(1)));
        sender.expectMessage(new LogWriter.Appended(event(2)));
        sender.expectNoMessage();
    }

    @Test
    void aReceiptThatComesAgainChangesNothing() {
        send(1, 2);
        var last = said(1, 2);
        last.replyTo().tell(new Ledger.Receipt(1));
        last.replyTo().tell(new Ledger.Receipt(1));
        last.replyTo().tell(new Ledger.Receipt(0));
        last.replyTo().tell(new Ledger.Receipt(2));
        sender.expectMessage(new LogWriter.Appended(event(1)));
        sender.expectMessage(new LogWriter.Appended(event(2)));
        sender.expectNoMessage();
    }

    @Test
    void law6_noMoreThanAWindowIsOnItsWay() {
        send(1, AHEAD + 5);
        var last = said(1, AHEAD);
        ledger.expectNoMessage();
        last.replyTo().tell(new Ledger.Receipt(2));
        said(AHEAD + 1, AHEAD + 2);
        ledger.expectNoMessage();
    }

    @Test
    void afterACutAllThatWasNotAcknowledgedIsSentAgain() {
        send(1, 4);
        said(1, 4).replyTo().tell(new Ledger.Receipt(1));
        sender.receiveMessage();
        time.timePasses(TICK);
        ledger.expectNoMessage();
        time.timePasses(TICK);
        var again = said(2, 4);
        send(5, 5);
        said(5, 5);
        again.replyTo().tell(new Ledger.Receipt(5));
        sender.receiveSeveralMessages(4);
        time.timePasses(TICK.multipliedBy(4));
        ledger.expectNoMessage();
    }

    @Test
    void whileReceiptsComeNothingIsSentAgain() {
        send(1, 4);
        var replyTo = said(1, 4).replyTo();
        for (var number = 1; number <= 3; number++) {
            time.timePasses(TICK);
            replyTo.tell(new Ledger.Receipt(number));
            sender.receiveMessage();
        }
        ledger.expectNoMessage();
    }

    @Test
    void whatIsSentAgainStaysWithinTheWindow() {
        send(1, AHEAD + 5);
        said(1, AHEAD);
        time.timePasses(TICK);
        time.timePasses(TICK);
        said(1, AHEAD);
        ledger.expectNoMessage();
    }

    @Test
    void aFileGoesBeforeTheEventThatNamesItInPieces() throws Exception {
        var bytes = bytes(2 * PIECE + 7);
        var checkpoint = checkpoint(bytes);
        courier.tell(LogWriter.Append.durable(checkpoint));
        for (var i = 0; i < 3; i++) {
            var chunk = ledger.expectMessageClass(Ledger.Chunk.class);
            assertThat(chunk.number()).isEqualTo(i + 1);
            assertThat(chunk.file()).isEqualTo(checkpoint.file());
            assertThat(chunk.sha256()).isEqualTo(checkpoint.sha256());
            assertThat(chunk.at()).isEqualTo((long) i * PIECE);
            assertThat(chunk.last()).isEqualTo(i == 2);
            assertThat(chunk.bytes())
                    .isEqualTo(Arrays.copyOfRange(bytes, i * PIECE, Math.min(bytes.length, (i + 1) * PIECE)));
        }
        var said = said();
        assertThat(said.number()).isEqualTo(4);
        assertThat(said.event()).isEqualTo(checkpoint);
    }

    static List<Event> eventsThatNameAFile() {
        return List.of(
                new Event.ResumePoint(WorldName.REAL, 5, "resume/real-00000005.safetensors", "d", 1),
                new Event.Score(
                        "run",
                        WorldName.REAL,
                        5,
                        ScoredSet.TEST,
                        0,
                        0,
                        0,
                        1,
                        "scores/d.safetensors",
                        "d",
                        0,
                        Map.of(),
                        ""));
    }

    @ParameterizedTest
    @MethodSource("eventsThatNameAFile")
    void everyEventThatNamesAFileIsPrecededByIt(Event event) throws Exception {
        Files.write(folder.file("resume/real-00000005.safetensors"), new byte[] {7});
        Files.write(folder.file("scores/d.safetensors"), new byte[] {7});
        courier.tell(LogWriter.Append.of(event));
        var chunk = ledger.expectMessageClass(Ledger.Chunk.class);
        assertThat(chunk.bytes()).containsExactly(7);
        assertThat(chunk.sha256()).isEqualTo("d");
        assertThat(said().event()).isEqualTo(event);
    }

    @Test
    void aFileThatIsRemovedMeanwhileIsSentAllTheSame() throws Exception {
        var bytes = bytes(10);
        var checkpoint = checkpoint(bytes);
        courier.tell(LogWriter.Append.durable(checkpoint));
        ledger.receiveSeveralMessages(2);
        Files.delete(folder.file(checkpoint.file()));
        time.timePasses(TICK);
        time.timePasses(TICK);
        assertThat(ledger.expectMessageClass(Ledger.Chunk.class).bytes()).isEqualTo(bytes);
        assertThat(said().event()).isEqualTo(checkpoint);
    }

    @Test
    void aCourierFailsOverAFileThatIsNotThere() {
        courier.tell(LogWriter.Append.of(TestEvents.checkpoint(WorldName.REAL, 5)));
        ledger.expectTerminated(courier);
        ledger.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aCourierEndsOnceItsLastWordIsAcknowledged() {
        var last = new Event.RunEnded(RunState.COMPLETED, "");
        send(1, 1);
        courier.tell(new LogWriter.Close(last, sender.ref()));
        said(1, 1);
        var said = said();
        assertThat(said.event()).isEqualTo(last);
        assertThat(said.durable()).isTrue();
        said.replyTo().tell(new Ledger.Receipt(1));
        sender.expectMessage(new LogWriter.Appended(event(1)));
        sender.expectNoMessage();
        said.replyTo().tell(new Ledger.Receipt(2));
        sender.expectMessage(new LogWriter.Appended(last));
        sender.expectTerminated(courier);
    }

    /** A network that loses some messages and doubles others, for either end. */
    private static <T> Behavior<T> lossy(ActorRef<T> to, Random random) {
        return Behaviors.receiveMessage(message -> {
            var copies = random.nextInt(5);
            for (var i = 0; i < (copies == 0 ? 0 : copies == 1 ? 2 : 1); i++) {
                to.tell(message);
            }
            return Behaviors.same();
        });
    }

    private static Behavior<Ledger.Command> lossy(ActorRef<Ledger.Command> to, long seed) {
        return Behaviors.setup(context -> {
            var there = context.spawn(lossy(to, new Random(seed)), "there");
            return Behaviors.receiveMessage(message -> {
                if (message instanceof Ledger.Say m) {
                    var back = context.spawnAnonymous(lossy(m.replyTo(), new Random(seed + m.number())));
                    there.tell(new Ledger.Say(m.number(), m.event(), m.durable(), back));
                } else if (message instanceof Ledger.Chunk m) {
                    var back = context.spawnAnonymous(lossy(m.replyTo(), new Random(seed + m.number())));
                    there.tell(new Ledger.Chunk(m.number(), m.file(), m.sha256(), m.at(), m.bytes(), m.last(), back));
                }
                return Behaviors.same();
            });
        });
    }

    @Test
    void law5_allIsInTheLogOnceAndInOrderThoughTheNetworkLosesAndDoublesMessages() throws Exception {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var lab = new RunFolder(path.resolve("lab"));
        lab.create();
        var keeper = kit.spawn(
                LogKeeper.create(
                        lab,
                        InstantSource.system(),
                        1,
                        Set.of(),
                        kit.system().ignoreRef(),
                        0,
                        kit.system().ignoreRef()),
                Dispatchers.pinned());
        var real = kit.spawn(Ledger.create(lab, keeper, event -> true));
        var sending = kit.spawn(Courier.create(folder, kit.spawn(lossy(real, seed))));
        var bytes = bytes(3 * PIECE);
        List<Event> events = new ArrayList<>();
        for (var number = 1; number <= AHEAD; number++) {
            events.add(event(number));
            if (number == 5) {
                events.add(checkpoint(bytes));
            }
        }
        events.forEach(event -> sending.tell(LogWriter.Append.of(event)));
        var last = new Event.RunEnded(RunState.COMPLETED, "");
        sending.tell(new LogWriter.Close(last, sender.ref()));
        events.add(last);
        sender.awaitAssert(Duration.ofSeconds(60), Duration.ofMillis(1), () -> {
            time.timePasses(TICK);
            sender.expectMessage(Duration.ofMillis(10), new LogWriter.Appended(last));
            return last;
        });
        sender.expectTerminated(sending);
        assertThat(TestEvents.read(lab)).containsExactlyElementsOf(events);
        assertThat(lab.file(RunFolder.checkpointFile(WorldName.REAL, 5))).hasBinaryContent(bytes);
        kit.stop(real);
        kit.stop(keeper);
    }
}

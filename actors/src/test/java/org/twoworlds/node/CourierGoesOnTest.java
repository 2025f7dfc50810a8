package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.TimedActorTest;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.actor.LogKeeper;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** How a node's events and files come to the lab over one connection after another. */
class CourierGoesOnTest extends TimedActorTest {
    private static final int PIECE = 128 << 10;
    private static final Duration TICK = Duration.ofSeconds(3);

    @TempDir
    Path path;

    private TestProbe<Ledger.Command> first;
    private TestProbe<Ledger.Command> second;
    private TestProbe<LogWriter.Appended> sender;
    private RunFolder folder;
    private ActorRef<LogWriter.Command> courier;

    @BeforeEach
    void start() {
        first = kit.createTestProbe();
        second = kit.createTestProbe();
        sender = kit.createTestProbe();
        folder = new RunFolder(path.resolve("replica"));
        folder.create();
        TestEvents.write(folder, TestEvents.started());
        courier = kit.spawn(Courier.create(folder, first.ref()));
    }

    @AfterEach
    void end() {
        kit.stop(courier);
    }

    private static Event event(long number) {
        return TestEvents.step(WorldName.REAL, number, 0.5);
    }

    private void send(long from, long to) {
        for (var number = from; number <= to; number++) {
            courier.tell(new LogWriter.Append(event(number), false, Optional.of(sender.ref())));
        }
    }

    /** Lets the courier go on with a ledger, now that the copy of the log is up to date. */
    private void goOn(ActorRef<Ledger.Command> ledger) {
        courier.<Object>unsafeUpcast().tell(new Courier.GoOn(ledger, 1));
    }

    private Ledger.Say said(TestProbe<Ledger.Command> ledger, Event event) {
        var said = ledger.expectMessageClass(Ledger.Say.class);
        assertThat(said.event()).isEqualTo(event);
        return said;
    }

    private Event.Checkpoint checkpoint(byte[] bytes) throws Exception {
        var file = RunFolder.checkpointFile(WorldName.REAL, 5);
        Files.write(folder.file(file), bytes);
        return new Event.Checkpoint(WorldName.REAL, 5, file, Sha256.of(bytes), bytes.length, "");
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatTheLogHasAlreadyIsAcknowledgedAndTheRestIsSaidUnderNewNumbers() {
        send(1, 4);
        first.receiveSeveralMessages(4);
        TestEvents.write(folder, event(1), new Event.Noted("by somebody else"), event(2));
        goOn(second.ref());
        sender.expectMessage(new LogWriter.Appended(event(1)));
        sender.expectMessage(new LogWriter.Appended(event(2)));
        var begin = second.expectMessageClass(Ledger.Begin.class);
        assertThat(begin.number()).as("a number that was never used").isGreaterThan(4);
        assertThat(said(second, event(3)).number()).isEqualTo(begin.number());
        assertThat(said(second, event(4)).number()).isEqualTo(begin.number() + 1);
        sender.expectNoMessage();
        first.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aReceiptOfAnEarlierConnectionThatComesLateSaysNothingOfTheNext() {
        send(1, 2);
        said(first, event(1));
        var receipts = said(first, event(2)).replyTo();
        goOn(second.ref());
        second.expectMessageClass(Ledger.Begin.class);
        receipts.tell(new Ledger.Receipt(1));
        said(second, event(1));
        said(second, event(2));
        sender.expectNoMessage();
    }

    @Test
    void whoIsNotHeardTellsTheFirstNumberAgain() {
        send(1, 1);
        goOn(second.ref());
        var begin = second.expectMessageClass(Ledger.Begin.class);
        said(second, event(1));
        time.timePasses(TICK);
        time.timePasses(TICK);
        second.expectMessage(begin);
        said(second, event(1));
    }

    @Test
    void aFileOfWhichTheLabHadAPartBeginsAnew() throws Exception {
        var bytes = bytes(3 * PIECE);
        var checkpoint = checkpoint(bytes);
        courier.tell(LogWriter.Append.durable(checkpoint));
        first.expectMessageClass(Ledger.Chunk.class).replyTo().tell(new Ledger.Receipt(2));
        first.receiveSeveralMessages(3);
        sender.expectNoMessage(); // the receipt is there
        goOn(second.ref());
        second.expectMessageClass(Ledger.Begin.class);
        for (var i = 0; i < 3; i++) {
            var chunk = second.expectMessageClass(Ledger.Chunk.class);
            assertThat(chunk.at()).isEqualTo((long) i * PIECE);
            assertThat(chunk.last()).isEqualTo(i == 2);
        }
        said(second, checkpoint);
    }

    @Test
    void aLogThatLostWhatWasAcknowledgedIsAFault() {
        send(1, 2);
        said(first, event(1)).replyTo().tell(new Ledger.Receipt(1));
        sender.receiveMessage();
        goOn(second.ref());
        sender.expectTerminated(courier);
        second.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aLastWordThatTheLogHasAlreadyEndsTheCourier() {
        var last = new Event.RunEnded(RunState.COMPLETED, "");
        courier.tell(new LogWriter.Close(last, sender.ref()));
        TestEvents.write(folder, last);
        goOn(second.ref());
        sender.expectMessage(new LogWriter.Appended(last));
        sender.expectTerminated(courier);
    }

    /** A connection that carries so many messages, is cut then, and loses some receipts. */
    private static Behavior<Ledger.Command> cutAfter(
            int most, ActorRef<Ledger.Command> to, ActorRef<Done> cut, Random random) {
        return Behaviors.setup(context -> {
            var count = new AtomicInteger();
            return Behaviors.<Ledger.Command>receiveMessage(message -> {
                if (count.incrementAndGet() == most) {
                    cut.tell(Done.getInstance());
                }
                if (count.get() < most) {
                    var isHeard = random.nextInt(3) > 0;
                    to.tell(
                            isHeard
                                    ? message
                                    : unheard(message, context.getSystem().ignoreRef()));
                }
                return Behaviors.same();
            });
        });
    }

    private static Ledger.Command unheard(Ledger.Command message, ActorRef<Ledger.Receipt> nobody) {
        if (message instanceof Ledger.Say m) {
            return new Ledger.Say(m.number(), m.event(), m.durable(), nobody);
        }
        if (message instanceof Ledger.Chunk m) {
            return new Ledger.Chunk(m.number(), m.file(), m.sha256(), m.at(), m.bytes(), m.last(), nobody);
        }
        return message;
    }

    @Test
    void law5_allIsInTheLogOnceAndInOrderThoughTheLabIsCutAndRestartedAtAnyMoment() throws Exception {
        var seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var lab = new RunFolder(path.resolve("lab"));
        lab.create();
        TestEvents.write(lab, TestEvents.started());
        var bytes = bytes(3 * PIECE);
        List<Event> events = new ArrayList<>(List.of(TestEvents.started()));
        for (var number = 1; number <= 40; number++) {
            events.add(event(number));
            if (number == 20) {
                events.add(checkpoint(bytes));
            }
        }
        events.stream().skip(1).forEach(event -> courier.tell(LogWriter.Append.of(event)));
        var last = new Event.RunEnded(RunState.COMPLETED, "");
        courier.tell(new LogWriter.Close(last, sender.ref()));
        events.add(last);
        for (var restarts = 0; restarts <= 6; restarts++) {
            TestProbe<Done> cut = kit.createTestProbe();
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
            var real = kit.spawn(Ledger.create(lab, keeper, event -> true), Dispatchers.pinned());
            var inCopy = TestEvents.read(folder).size();
            TestEvents.write(folder, TestEvents.read(lab).stream().skip(inCopy).toArray(Event[]::new));
            var most = restarts == 6 ? Integer.MAX_VALUE : 2 + random.nextInt(8);
            var connection = kit.spawn(cutAfter(most, real, cut.ref(), new Random(random.nextLong())));
            goOn(connection);
            if (restarts < 6) {
                cut.awaitAssert(Duration.ofSeconds(60), Duration.ofMillis(1), () -> {
                    time.timePasses(TICK);
                    return cut.expectMessageClass(Done.class, Duration.ofMillis(10));
                });
            } else {
                sender.awaitAssert(Duration.ofSeconds(60), Duration.ofMillis(1), () -> {
                    time.timePasses(TICK);
                    return sender.expectMessageClass(LogWriter.Appended.class, Duration.ofMillis(10));
                });
            }
            kit.stop(real);
            kit.stop(keeper);
        }
        assertThat(TestEvents.read(lab)).containsExactlyElementsOf(events);
        assertThat(lab.file(RunFolder.checkpointFile(WorldName.REAL, 5))).hasBinaryContent(bytes);
    }
}

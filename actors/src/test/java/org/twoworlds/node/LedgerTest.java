package org.twoworlds.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.ActorTest;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.LogWriter;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** What the lab's end of a task takes from a node, and what it acknowledges. */
class LedgerTest extends ActorTest {
    private static final Event FIRST = TestEvents.step(WorldName.REAL, 1, 0.5);
    private static final Event SECOND = TestEvents.step(WorldName.REAL, 2, 0.4);
    private static final String FILE = RunFolder.checkpointFile(WorldName.REAL, 2);
    private static final Event CHECKPOINT = TestEvents.checkpoint(WorldName.REAL, 2);
    private static final byte[] BYTES = {1, 2, 3, 4, 5};

    @TempDir
    Path path;

    private TestProbe<LogWriter.Command> keeper;
    private TestProbe<Ledger.Receipt> receipts;
    private RunFolder folder;
    private ActorRef<Ledger.Command> ledger;

    @BeforeEach
    void start() {
        keeper = kit.createTestProbe();
        receipts = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        ledger = kit.spawn(Ledger.create(folder, keeper.ref(), event -> !(event instanceof Event.Started)));
    }

    private void say(long number, Event event) {
        ledger.tell(new Ledger.Say(number, event, false, receipts.ref()));
    }

    /** Sends a part of the checkpoint's file. */
    private void chunk(long number, int from, int to) {
        chunk(number, from, to, Sha256.of(BYTES));
    }

    private void chunk(long number, int from, int to, String sha256) {
        var part = Arrays.copyOfRange(BYTES, from, to);
        ledger.tell(new Ledger.Chunk(number, FILE, sha256, from, part, to == BYTES.length, receipts.ref()));
    }

    /** The next event that the writer gets. */
    private LogWriter.Append append() {
        return keeper.expectMessageClass(LogWriter.Append.class);
    }

    private static void acknowledge(LogWriter.Append append) {
        append.replyTo().orElseThrow().tell(new LogWriter.Appended(append.event()));
    }

    private static <T> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void anEventIsAcknowledgedOnceItIsInTheLog() {
        say(1, FIRST);
        say(2, SECOND);
        var first = append();
        var second = append();
        assertThat(first.event()).isEqualTo(FIRST);
        assertThat(second.event()).isEqualTo(SECOND);
        receipts.expectNoMessage();
        acknowledge(first);
        receipts.expectMessage(new Ledger.Receipt(1));
        acknowledge(second);
        receipts.expectMessage(new Ledger.Receipt(2));
    }

    @Test
    void anEventThatMustBeDurableIsWrittenSo() {
        ledger.tell(new Ledger.Say(1, CHECKPOINT, true, receipts.ref()));
        say(2, FIRST);
        assertThat(append().durable()).isTrue();
        assertThat(append().durable()).isFalse();
    }

    @Test
    void anEventBehindAGapIsNeitherWrittenNorAcknowledgedUntilItComesAgain() {
        say(2, SECOND);
        receipts.expectNoMessage();
        say(1, FIRST);
        say(2, SECOND);
        assertThat(append().event()).isEqualTo(FIRST);
        assertThat(append().event()).isEqualTo(SECOND);
        keeper.expectNoMessage();
    }

    @Test
    void law5_anEventThatComesAgainIsNotWrittenAgainAndIsToldHowFarAllIs() {
        say(1, FIRST);
        say(2, SECOND);
        acknowledge(append());
        receipts.expectMessage(new Ledger.Receipt(1));
        say(1, FIRST);
        receipts.expectMessage(new Ledger.Receipt(1));
        say(2, SECOND);
        receipts.expectMessage(new Ledger.Receipt(1));
        assertThat(append().event()).isEqualTo(SECOND);
        keeper.expectNoMessage();
    }

    @Test
    void aFileLiesInItsPlaceBeforeTheEventThatNamesItIsWritten() {
        chunk(1, 0, 3);
        receipts.expectMessage(new Ledger.Receipt(1));
        assertThat(folder.file(FILE)).doesNotExist();
        chunk(2, 3, 5);
        receipts.expectMessage(new Ledger.Receipt(2));
        assertThat(folder.file(FILE)).hasBinaryContent(BYTES);
        say(3, CHECKPOINT);
        assertThat(append().event()).isEqualTo(CHECKPOINT);
    }

    @Test
    void aPartOfAFileIsAcknowledgedAfterTheEventBeforeIt() {
        say(1, FIRST);
        chunk(2, 0, 5);
        var append = append();
        receipts.expectNoMessage();
        acknowledge(append);
        receipts.expectMessage(new Ledger.Receipt(2));
    }

    @Test
    void aPartThatComesAgainIsNotWrittenAgain() {
        chunk(1, 0, 3);
        chunk(1, 0, 3);
        chunk(2, 3, 5);
        chunk(2, 3, 5);
        receipts.receiveSeveralMessages(4);
        assertThat(folder.file(FILE)).hasBinaryContent(BYTES);
    }

    @Test
    void aFileThatIsNotTheOneOfItsDigestIsNotTaken() {
        chunk(1, 0, 5, Sha256.of(new byte[1]));
        receipts.expectTerminated(ledger);
        assertThat(folder.file(FILE)).doesNotExist();
        receipts.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEventThatTheTaskMayNotSayEndsIt() {
        say(1, TestEvents.started());
        keeper.expectTerminated(ledger);
        keeper.expectNoMessage(Duration.ZERO);
    }

    @Test
    void anEventOfAnotherRunsFilesEndsIt() {
        say(1, new Event.Checkpoint(WorldName.REAL, 2, "../other/" + FILE, "", 1, ""));
        keeper.expectTerminated(ledger);
        keeper.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aFileGoesWithTheEventThatSaysSoOnceThatIsInTheLog() throws Exception {
        var file = Files.write(folder.file(FILE), BYTES);
        say(1, new Event.Deleted(WorldName.REAL, 2, "keep=log"));
        var append = append();
        assertThat(file).exists();
        acknowledge(append);
        receipts.expectMessage(new Ledger.Receipt(1));
        assertThat(file).doesNotExist();
    }

    @Test
    void theOldestResumePointGoesWithTheThirdOfItsWorld() throws Exception {
        for (var step = 1; step <= 3; step++) {
            Files.write(folder.file(RunFolder.resumeFile(WorldName.REAL, step)), BYTES);
            Files.write(folder.file(RunFolder.resumeFile(WorldName.IDEAL, step)), BYTES);
        }
        say(1, new Event.ResumePoint(WorldName.REAL, 3, RunFolder.resumeFile(WorldName.REAL, 3), "", 5));
        acknowledge(append());
        receipts.expectMessage(new Ledger.Receipt(1));
        try (var left = Files.list(folder.resume())) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "real-00000002.safetensors",
                            "real-00000003.safetensors",
                            "ideal-00000001.safetensors",
                            "ideal-00000002.safetensors",
                            "ideal-00000003.safetensors");
        }
    }

    private Ledger.Entries follow(long from) {
        TestProbe<Ledger.Entries> answers = kit.createTestProbe();
        ledger.tell(new Ledger.Follow(from, answers.ref()));
        return answers.receiveMessage();
    }

    @Test
    void theLogIsFollowedFromAnIndexOn() throws Exception {
        TestEvents.write(folder, TestEvents.started(), FIRST, SECOND);
        var entries = of(follow(1).entries().getSource().take(2).runWith(Sink.seq(), kit.system()));
        assertThat(entries).extracting(LogEntry::index).containsExactly(1L, 2L);
        assertThat(entries).extracting(LogEntry::event).containsExactly(FIRST, SECOND);
    }

    @Test
    void aLedgerThatStopsEndsWhoFollows() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var ended = follow(0).entries().getSource().runWith(Sink.seq(), kit.system());
        kit.stop(ledger);
        assertThat(of(ended)).hasSizeLessThanOrEqualTo(1);
    }

    private Ledger.Bytes fetch(String file) {
        TestProbe<Ledger.Bytes> answers = kit.createTestProbe();
        ledger.tell(new Ledger.Fetch(file, answers.ref()));
        return answers.receiveMessage();
    }

    @Test
    void aFileIsFetchedWhole() throws Exception {
        Files.write(folder.file(FILE), BYTES);
        var source = fetch(FILE).bytes().orElseThrow().getSource();
        var bytes = of(source.runFold(ByteString.emptyByteString(), ByteString::concat, kit.system()));
        assertThat(bytes.toArray()).isEqualTo(BYTES);
    }

    @Test
    void aFileThatIsGoneIsFetchedAsNone() {
        assertThat(fetch(FILE).bytes()).isEmpty();
    }

    @Test
    void anotherRunsFileIsNotHandedOut() throws Exception {
        var other = Files.createDirectories(path.resolve("other/checkpoints")).resolve("real-00000002.safetensors");
        Files.write(other, BYTES);
        TestProbe<Ledger.Bytes> answers = kit.createTestProbe();
        ledger.tell(new Ledger.Fetch("../other/" + FILE, answers.ref()));
        answers.expectTerminated(ledger);
        answers.expectNoMessage(Duration.ZERO);
    }
}

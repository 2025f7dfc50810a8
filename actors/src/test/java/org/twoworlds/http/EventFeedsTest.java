package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.util.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/** What those who listen to a run are sent, and when they are let go of. */
class EventFeedsTest {
    private static final Pattern ID = Pattern.compile("(?m)^id:([0-9]+)$");

    private final ActorTestKit kit = ActorTestKit.create();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path home;

    private RunFolder folder;
    private EventLog log;
    private ActorRef<EventFeeds.Command> feeds;

    @BeforeEach
    void start() throws Exception {
        folder = new RunFolder(Files.createDirectories(home.resolve("run")));
        folder.create();
        log = EventLog.open(folder, 0, InstantSource.system());
        feeds = kit.spawn(EventFeeds.create(nanos::get));
    }

    @AfterEach
    void end() {
        kit.shutdownTestKit();
        log.close();
    }

    private void append(int count) {
        for (var i = 0; i < count; i++) {
            log.append(new Event.Step(WorldName.REAL, i + 1, 1, 1, 1, 0.1, 0, 0, 0));
        }
    }

    private SinkQueueWithCancel<ByteString> listen(long first) {
        return EventFeeds.events(feeds, folder, first, true)
                .runWith(Sink.<ByteString>queue().withAttributes(Attributes.inputBuffer(1, 1)), kit.system());
    }

    private static String next(SinkQueueWithCancel<ByteString> client) throws Exception {
        return client.pull()
                .toCompletableFuture()
                .get(120, TimeUnit.SECONDS)
                .map(ByteString::utf8String)
                .orElse("");
    }

    /** Takes what comes until an index has come. */
    private static List<Long> indices(SinkQueueWithCancel<ByteString> client, long last) throws Exception {
        List<Long> indices = new ArrayList<>();
        while (indices.isEmpty() || indices.get(indices.size() - 1) < last) {
            var text = next(client);
            assertThat(text).as("before the end").isNotEmpty();
            ID.matcher(text).results().forEach(m -> indices.add(Long.parseLong(m.group(1))));
        }
        return indices;
    }

    private static List<Long> range(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }

    @Test
    void eachOneWhoListensGetsEachEventOnceAndInOrder() throws Exception {
        append(1000);
        var clients = List.of(listen(0), listen(0), listen(700), listen(1000));
        assertThat(indices(clients.get(0), 999)).isEqualTo(range(0, 1000));
        append(500);
        var late = listen(1200);
        append(500);
        assertThat(indices(clients.get(0), 1999)).isEqualTo(range(1000, 2000));
        assertThat(indices(clients.get(1), 1999)).isEqualTo(range(0, 2000));
        assertThat(indices(clients.get(2), 1999)).isEqualTo(range(700, 2000));
        assertThat(indices(clients.get(3), 1999)).isEqualTo(range(1000, 2000));
        assertThat(indices(late, 1999)).isEqualTo(range(1200, 2000));
    }

    @Test
    void whoComesForWhatIsNotThereYetWaitsForIt() throws Exception {
        append(10);
        var client = listen(15);
        Thread.sleep(600);
        var other = listen(10);
        Thread.sleep(600);
        append(10);
        assertThat(indices(client, 19)).isEqualTo(range(15, 20));
        assertThat(indices(other, 19)).isEqualTo(range(10, 20));
    }

    @Test
    void oneWhoLeavesEventsUnreadIsToldSoAndMayComeBack() throws Exception {
        append(10);
        var slow = listen(0);
        var quick = listen(0);
        assertThat(indices(slow, 9)).isEqualTo(range(0, 10));
        assertThat(indices(quick, 9)).isEqualTo(range(0, 10));
        long read = 9;
        for (var i = 0; i < 4; i++) { // what the slow one does not take fills its buffers, and waits
            append(10);
            read += 10;
            assertThat(indices(quick, read)).hasSize(10);
        }
        for (var i = 0; i < 3; i++) { // a busy machine may have begun to count only after the first
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            append(10);
            read += 10;
            assertThat(indices(quick, read)).hasSize(10);
        }
        List<Long> got = new ArrayList<>();
        var text = next(slow);
        while (!text.contains("event:dropped")) {
            ID.matcher(text).results().forEach(m -> got.add(Long.parseLong(m.group(1))));
            text = next(slow);
        }
        assertThat(text).contains("left unread for 30 s");
        assertThat(next(slow)).as("the stream's end").isEmpty();
        var last = got.get(got.size() - 1);
        assertThat(got).isEqualTo(range(10, last + 1));
        assertThat(indices(listen(last + 1), read)).isEqualTo(range(last + 1, read + 1));
    }

    @Test
    void whoLeavesHarmsNobodyElse() throws Exception {
        append(10);
        var quick = listen(0);
        var leaving = listen(0);
        assertThat(indices(quick, 9)).hasSize(10);
        assertThat(indices(leaving, 9)).hasSize(10);
        for (long last = 19; last < 60; last += 10) {
            append(10);
            assertThat(indices(quick, last)).hasSize(10);
        }
        leaving.cancel();
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        append(10);
        assertThat(indices(quick, 69)).isEqualTo(range(60, 70));
        Thread.sleep(600);
        append(10);
        assertThat(indices(quick, 79)).isEqualTo(range(70, 80));
    }

    @Test
    void thoseWhoListenAreCountedUntilTheyLeave() throws Exception {
        append(10);
        var before = EventFeeds.listeners();
        var one = listen(0);
        var other = listen(0);
        indices(one, 9);
        indices(other, 9);
        assertThat(EventFeeds.listeners() - before).isEqualTo(2);
        one.cancel();
        while (EventFeeds.listeners() - before > 1) {
            Thread.sleep(5);
        }
        other.cancel();
    }

    @Test
    void nobodyIsSentNothingForTooLong() throws Exception {
        append(1);
        var client = listen(0);
        indices(client, 0);
        var beat = client.pull().toCompletableFuture();
        for (var i = 0; i < 400 && !beat.isDone(); i++) { // what is past comes first: only then is it listened to
            nanos.addAndGet(Duration.ofSeconds(11).toNanos());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(beat.get(1, TimeUnit.SECONDS).map(ByteString::utf8String)).contains(":\n\n");
    }
}

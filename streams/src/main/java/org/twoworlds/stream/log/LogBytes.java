package org.twoworlds.stream.log;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.twoworlds.stream.log.EventCodec.DamagedLogException;

/**
 * The events of a log as bytes, in which form a log goes to another home: each event as it was written, with its checksum,
 * time, attempt and index, behind its length in four bytes, little-endian. What Chronicle keeps beside the events is made anew there.
 */
public final class LogBytes {
    private LogBytes() {}

    /**
     * Writes the first events of a log.
     *
     * @throws EOFException where the log has fewer
     */
    public static void write(RunFolder run, long events, OutputStream out) throws IOException {
        var file = Queues.file(run.log());
        try (var frames = Frames.open(file).orElseThrow(() -> new NoSuchFileException(file.toString()))) {
            var data = new DataOutputStream(out);
            var walk = new Walk(frames, new EventCodec());
            List<ByteBuffer> found = new ArrayList<>(1);
            while (walk.index() < events) {
                if (!walk.next((index, position, bytes) -> found.add(bytes))) {
                    throw new EOFException("log of " + walk.index() + " events");
                }
                var bytes = found.remove(0);
                data.writeInt(Integer.reverseBytes(bytes.limit()));
                data.write(bytes.array(), 0, bytes.limit());
            }
            data.flush();
        }
    }

    /**
     * Makes a run's log of events that {@link #write} wrote. Not forced yet.
     *
     * @param run the folder of a run that has no log
     * @param each receives every entry, in order
     * @throws IOException where an event is not as it was written
     */
    public static void make(RunFolder run, InputStream in, Consumer<LogEntry> each) throws IOException {
        var codec = new EventCodec();
        try (var queue = Queues.open(run.log());
                var appender = queue.createAppender()) {
            var index = 0L;
            for (var bytes = next(in); bytes.isPresent(); bytes = next(in)) {
                each.accept(codec.decode(index++, bytes.get()));
                Mending.append(appender, bytes.get());
            }
        } catch (DamagedLogException e) {
            throw new IOException("an event of its log is damaged", e);
        }
    }

    private static Optional<ByteBuffer> next(InputStream in) throws IOException {
        var word = in.readNBytes(Frames.WORD);
        if (word.length == 0) {
            return Optional.empty();
        }
        var length = word.length < Frames.WORD
                ? 0
                : ByteBuffer.wrap(word).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length <= 0 || length > Frames.LONGEST) {
            throw new IOException("an event of its log has no length");
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("its log ends within an event");
        }
        return Optional.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }
}

package org.twoworlds.stream.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;

/**
 * Events as bytes: CRC-32C of the rest, kind, time, attempt, index, then steps in a fixed binary form (there are millions of
 * them) and everything else as JSON (which grows with grace). The index is the event's place, so that an event that is lost or
 * doubled is seen; logs of 0.1 have none, and kinds of their own. Not thread-safe.
 */
final class EventCodec {
    static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final byte OLD_STEP = 1;
    private static final byte OLD_TEXT = 2;
    private static final byte STEP = 3;
    private static final byte TEXT = 4;
    private static final int OLD_HEAD = 4 + 1 + 8 + 4;
    private static final int HEAD = OLD_HEAD + 8;
    private static final int STEP_BODY = 1 + 8 + 3 * 4 + 4 * 8;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    /** Encodes an event: the returned bytes are valid until the next call. */
    ByteBuffer encode(long index, long micros, int attempt, Event event) {
        buffer.clear();
        if (event instanceof Event.Step step) {
            head(STEP, micros, attempt, index);
            buffer.put((byte) WorldName.BOTH.indexOf(step.world()));
            buffer.putLong(step.step());
            buffer.putFloat(step.loss()).putFloat(step.error()).putFloat(step.softError());
            buffer.putDouble(step.rate()).putLong(step.stepNanos()).putLong(step.waitNanos());
            buffer.putLong(step.hash());
        } else {
            var text = text(event);
            if (HEAD + text.length > Frames.LONGEST) {
                throw new IllegalArgumentException("An event of " + text.length + " bytes is too long for a log");
            }
            if (HEAD + text.length > buffer.capacity()) {
                buffer = ByteBuffer.allocate(2 * (HEAD + text.length)).order(ByteOrder.LITTLE_ENDIAN);
            }
            head(TEXT, micros, attempt, index);
            buffer.put(text);
        }
        buffer.putInt(0, crc(buffer.array(), buffer.position()));
        return buffer.flip();
    }

    private void head(byte kind, long micros, int attempt, long index) {
        buffer.position(4);
        buffer.put(kind).putLong(micros).putInt(attempt).putLong(index);
    }

    private int crc(byte[] bytes, int length) {
        crc.reset();
        crc.update(bytes, 4, length - 4);
        return (int) crc.getValue();
    }

    private static byte[] text(Event event) {
        try {
            return JSON.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an event's bytes are as they were written. */
    boolean isWhole(ByteBuffer bytes) {
        if (bytes.limit() < OLD_HEAD || !isKind(bytes.get(4)) || bytes.limit() < head(bytes)) {
            return false;
        }
        return bytes.getInt(0) == crc(bytes.array(), bytes.limit());
    }

    private static boolean isKind(byte kind) {
        return kind >= OLD_STEP && kind <= TEXT;
    }

    /** Whether undamaged bytes hold their event's index, as those of version 0.2 and later do. */
    static boolean isIndexed(ByteBuffer bytes) {
        return bytes.get(4) >= STEP;
    }

    private static int head(ByteBuffer bytes) {
        return isIndexed(bytes) ? HEAD : OLD_HEAD;
    }

    /** Checks that bytes are those of the event of an index. */
    void check(long index, ByteBuffer bytes) throws DamagedLogException {
        if (!isWhole(bytes) || isIndexed(bytes) && bytes.getLong(OLD_HEAD) != index) {
            throw new DamagedLogException();
        }
    }

    /** The entry of an index. */
    LogEntry decode(long index, ByteBuffer bytes) throws DamagedLogException {
        check(index, bytes);
        var kind = bytes.get(4);
        var micros = bytes.getLong(5);
        var attempt = bytes.getInt(13);
        bytes.position(head(bytes));
        if (kind == TEXT || kind == OLD_TEXT) {
            return new LogEntry(index, micros, attempt, event(index, bytes));
        }
        if (bytes.remaining() < STEP_BODY || !isWorld(bytes.get(bytes.position()))) {
            throw new DamagedLogException();
        }
        var step = new Event.Step(
                WorldName.BOTH.get(bytes.get()),
                bytes.getLong(),
                bytes.getFloat(),
                bytes.getFloat(),
                bytes.getFloat(),
                bytes.getDouble(),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getLong());
        return new LogEntry(index, micros, attempt, step);
    }

    private static boolean isWorld(byte number) {
        return number >= 0 && number < WorldName.BOTH.size();
    }

    /**
     * The event of an index.
     *
     * @throws FailureException where it is whole and has a word that there is not: only another version writes that
     */
    private static Event event(long index, ByteBuffer bytes) throws DamagedLogException {
        try {
            return JSON.readValue(bytes.array(), bytes.position(), bytes.remaining(), Event.class);
        } catch (IOException e) {
            if (e.getCause() instanceof RequestException unknown) {
                var problem = unknown.problems().get(0);
                throw new FailureException(
                        Problem.of(
                                problem.name() + " in event " + index + " of the log",
                                problem.value(),
                                problem.rule(),
                                "read it with the version that wrote it"),
                        e);
            }
            throw new DamagedLogException();
        }
    }

    /** Thrown where an entry's bytes are not those that were written. */
    static final class DamagedLogException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}

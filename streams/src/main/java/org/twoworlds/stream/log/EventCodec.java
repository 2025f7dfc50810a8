package org.twoworlds.stream.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Events as bytes: CRC-32C of the rest, kind, time, attempt, then steps in a fixed binary form (there are millions of
 * them) and everything else as JSON (which grows with grace). Not thread-safe.
 */
final class EventCodec {
    static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final byte STEP = 1;
    private static final byte TEXT = 2;
    private static final int HEAD = 4 + 1 + 8 + 4;
    private static final int STEP_BYTES = HEAD + 1 + 8 + 3 * 4 + 4 * 8;
    private static final int LONGEST = 16 << 20;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    /** The bytes of an event, valid until the next call. */
    ByteBuffer encode(long micros, int attempt, Event event) {
        buffer.clear();
        if (event instanceof Event.Step step) {
            head(STEP, micros, attempt);
            buffer.put((byte) Event.WORLDS.indexOf(step.world()));
            buffer.putLong(step.step());
            buffer.putFloat(step.loss()).putFloat(step.error()).putFloat(step.softError());
            buffer.putDouble(step.rate()).putLong(step.stepNanos()).putLong(step.waitNanos());
            buffer.putLong(step.hash());
        } else {
            var text = text(event);
            if (HEAD + text.length > buffer.capacity()) {
                buffer = ByteBuffer.allocate(2 * (HEAD + text.length)).order(ByteOrder.LITTLE_ENDIAN);
            }
            head(TEXT, micros, attempt);
            buffer.put(text);
        }
        crc.reset();
        crc.update(buffer.array(), 4, buffer.position() - 4);
        buffer.putInt(0, (int) crc.getValue());
        return buffer.flip();
    }

    private void head(byte kind, long micros, int attempt) {
        buffer.position(4);
        buffer.put(kind).putLong(micros).putInt(attempt);
    }

    private static byte[] text(Event event) {
        try {
            return JSON.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A buffer for an entry of some bytes. */
    ByteBuffer bufferFor(long length) throws DamagedLogException {
        if (length < HEAD || length > LONGEST) {
            throw new DamagedLogException();
        }
        if (length > buffer.capacity()) {
            buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        }
        return buffer.clear().limit((int) length);
    }

    /** The entry in a filled buffer. */
    LogEntry decode(long index, ByteBuffer bytes) throws DamagedLogException {
        crc.reset();
        crc.update(bytes.array(), 4, bytes.limit() - 4);
        if (bytes.getInt(0) != (int) crc.getValue()) {
            throw new DamagedLogException();
        }
        bytes.position(4);
        var kind = bytes.get();
        var micros = bytes.getLong();
        var attempt = bytes.getInt();
        if (kind == STEP && bytes.limit() >= STEP_BYTES) {
            var world = Event.WORLDS.get(bytes.get());
            var step = bytes.getLong();
            return new LogEntry(
                    index,
                    micros,
                    attempt,
                    new Event.Step(
                            world,
                            step,
                            bytes.getFloat(),
                            bytes.getFloat(),
                            bytes.getFloat(),
                            bytes.getDouble(),
                            bytes.getLong(),
                            bytes.getLong(),
                            bytes.getLong()));
        }
        try {
            var event = JSON.readValue(bytes.array(), HEAD, bytes.limit() - HEAD, Event.class);
            return new LogEntry(index, micros, attempt, event);
        } catch (IOException e) {
            throw new DamagedLogException();
        }
    }

    /** An entry's bytes are not what was written. */
    static final class DamagedLogException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}

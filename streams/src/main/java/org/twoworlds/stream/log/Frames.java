package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The frames of a log's file as Chronicle Queue lays them out: every frame begins at a multiple of four with a
 * little-endian word that holds the length of what follows in its lower 30 bits, bit 30 for what is no event, and bit 31 while
 * the frame is being written; a word of 0 is the end. Chronicle's own tailer believes each such word, so a flipped bit makes it
 * pass events over, stop early or wait for ever; here nothing is believed that lies beyond the file or was not closed. Reads
 * by positions, never through a mapping: a file that is cut under a reader is an end, not a fault of memory. Not thread-safe.
 */
final class Frames implements AutoCloseable {
    /** The longest frame. */
    static final int LONGEST = 16 << 20;

    static final int WORD = 4;
    static final int NO_EVENT = 1 << 30;
    static final int UNFINISHED = 1 << 31;
    private static final int LENGTH = NO_EVENT - 1;
    private static final int WINDOW = 1 << 18;

    /** A frame that Chronicle itself keeps in a file: how it begins, and its length, which never differs. */
    private record Own(byte[] begin, int length) {}

    private static final List<Own> OWN = List.of(
            new Own(named("header"), 0xc1), new Own(named("index2index"), 0x40024), new Own(named("index"), 0x4001c));

    /** The kind of frame at a place of the file. */
    enum Kind {
        /** An event. */
        EVENT,
        /** A frame that is no event: one of Chronicle's own, or a {@link Mark}. */
        OTHER,
        /** The end of the file's frames: nothing yet, or an event that is being written. */
        END,
        /** Bytes that no writer leaves. */
        FAULT
    }

    private final FileChannel channel;
    private final Optional<Object> identity;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
    private long windowAt;
    private long knownSize;

    private Frames(FileChannel channel, Optional<Object> identity) {
        this.channel = channel;
        this.identity = identity;
        window.limit(0);
    }

    /** Opens a log's file to read it; empty where there is none yet. */
    static Optional<Frames> open(Path file) throws IOException {
        try {
            var identity = identity(file);
            return Optional.of(new Frames(FileChannel.open(file, StandardOpenOption.READ), identity));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> identity(Path file) throws IOException {
        return Optional.ofNullable(Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey());
    }

    /** Whether this is still the file of that name: a mended log is another file. */
    boolean isStill(Path file) throws IOException {
        try {
            return identity(file).equals(identity);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Forgets the bytes that were read, so that frames which a writer has added since are seen. */
    void refresh() {
        window.limit(0);
        knownSize = 0;
    }

    private static byte[] named(String name) {
        var text = name.getBytes(StandardCharsets.US_ASCII);
        var bytes = new byte[2 + text.length];
        bytes[0] = (byte) 0xb9; // Chronicle Wire's code of an event's name
        bytes[1] = (byte) text.length;
        System.arraycopy(text, 0, bytes, 2, text.length);
        return bytes;
    }

    /** The word at a place; 0 where the file has none. */
    int word(long position) throws IOException {
        return fill(position, WORD) ? window.getInt((int) (position - windowAt)) : 0;
    }

    /** The number of eight bytes at a place; 0 where the file has none. */
    long number(long position) throws IOException {
        return fill(position, Long.BYTES) ? window.getLong((int) (position - windowAt)) : 0;
    }

    /** The number of eight bytes at a place as it is now, read past the window; 0 where the file has none. */
    long peek(long position) throws IOException {
        var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        read(bytes, position);
        return bytes.position() < Long.BYTES ? 0 : bytes.getLong(0);
    }

    /** Whether the window holds some bytes, after reading them where it does not. */
    private boolean fill(long position, int bytes) throws IOException {
        if (position < windowAt || position + bytes > windowAt + window.limit()) {
            window.clear();
            windowAt = position;
            read(window, position);
            window.flip();
        }
        return window.limit() - (position - windowAt) >= bytes;
    }

    /** Fills a buffer as far as the file goes. */
    private void read(ByteBuffer into, long position) throws IOException {
        var at = position;
        while (into.hasRemaining()) {
            var read = channel.read(into, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }

    /** The length of a frame's content in bytes, as the frame's word tells. */
    static int length(int word) {
        return word & LENGTH;
    }

    /** The place at which the next frame begins. */
    static long after(long position, int word) {
        return position + WORD + ((length(word) + WORD - 1L) & -WORD);
    }

    /** The kind of frame at a place, as the word there tells. */
    Kind kind(long position) throws IOException {
        var word = word(position);
        if (word == 0 || word == UNFINISHED) {
            return Kind.END;
        }
        if ((word & UNFINISHED) != 0 || length(word) == 0 || length(word) > LONGEST) {
            return Kind.FAULT;
        }
        if (position + WORD + length(word) > knownSize) {
            knownSize = size();
        }
        if (position + WORD + length(word) > knownSize) {
            return Kind.FAULT;
        }
        return (word & NO_EVENT) == 0 ? Kind.EVENT : Kind.OTHER;
    }

    /** The bytes of a frame that has a length, without its word. */
    ByteBuffer bytes(long position) throws IOException {
        var length = length(word(position));
        return bytes(position + WORD, length);
    }

    /** Reads bytes at a place; fewer than asked for where the file ends. */
    ByteBuffer bytes(long position, int length) throws IOException {
        if (length <= WINDOW && fill(position, length)) {
            var from = (int) (position - windowAt);
            return ByteBuffer.wrap(Arrays.copyOfRange(window.array(), from, from + length))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(bytes, position);
        return bytes.flip();
    }

    /** Whether a frame that is no event is one of Chronicle's own. */
    boolean isOwn(long position) throws IOException {
        var length = length(word(position));
        var begin = bytes(position + WORD, Math.min(length, 16)).array();
        return OWN.stream()
                .anyMatch(own -> own.length() == length
                        && begin.length >= own.begin().length
                        && Arrays.equals(begin, 0, own.begin().length, own.begin(), 0, own.begin().length));
    }

    /** The place behind the last byte that is not 0, from a place on; that place itself where all bytes are 0. */
    long used(long from) throws IOException {
        var block = ByteBuffer.allocate(WINDOW);
        var end = from;
        for (var at = from; at < size(); at += WINDOW) {
            block.clear();
            read(block, at);
            for (var i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) != 0) {
                    end = at + i + 1;
                    break;
                }
            }
        }
        return end;
    }

    /** Copies bytes to another file; on return that file survives a power cut. */
    void copy(long from, long to, Path file) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (var at = from; at < to; ) {
                at += channel.transferTo(at, to - at, out);
            }
            out.force(true);
        }
        Durable.forceFolder(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

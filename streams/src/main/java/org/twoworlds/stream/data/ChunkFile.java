package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.hashing.LongHashFunction;

/**
 * A file of chunks that were made once, named by the digest of their source. Chunk c has its place in the file, behind a hash:
 * a place that was never written, or not to its end, counts as absent. Several processes may read and write one file,
 * since they would write the same bytes. A chunk beyond the file's greatest size, or for which the disk has no room, is not kept.
 */
final class ChunkFile {
    private static final long LEAST_FREE_BYTES = 256L << 20;

    private final Path file;
    private final long mostBytes;
    private volatile boolean full;

    /** A file of at most so many bytes, which is made with its first chunk. */
    ChunkFile(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    private static long hash(byte[] pixels, int[] labels) {
        return LongHashFunction.xx3(LongHashFunction.xx3().hashInts(labels) | 1).hashBytes(pixels);
    }

    /** Reads a chunk, and returns whether the file has it. */
    boolean read(long chunk, byte[] pixels, int[] labels) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        var bytes = buffer(pixels, labels);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var from = chunk * bytes.capacity();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, from + bytes.position()) < 0) {
                    return false;
                }
            }
        } catch (IOException e) {
            return false;
        }
        bytes.flip();
        var stated = bytes.getLong();
        for (var i = 0; i < labels.length; i++) {
            labels[i] = bytes.getInt();
        }
        bytes.get(pixels);
        return stated != 0 && stated == hash(pixels, labels);
    }

    private static ByteBuffer buffer(byte[] pixels, int[] labels) {
        return ByteBuffer.allocate(Math.addExact(8 + 4 * labels.length, pixels.length))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Keeps a chunk, where there is room for it. */
    void write(long chunk, byte[] pixels, int[] labels) {
        var bytes = buffer(pixels, labels);
        var from = Math.multiplyExact(chunk, (long) bytes.capacity());
        if (full || from + bytes.capacity() > mostBytes) {
            return;
        }
        bytes.putLong(hash(pixels, labels));
        for (var label : labels) {
            bytes.putInt(label);
        }
        bytes.put(pixels).flip();
        try {
            Files.createDirectories(file.getParent());
            if (Files.getFileStore(file.getParent()).getUsableSpace() < LEAST_FREE_BYTES) {
                throw new IOException("the disk is nearly full");
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes, from + bytes.position());
                }
            }
        } catch (IOException e) {
            full = true;
            System.err.println("Samples are made and no longer kept in " + file + ": " + e.getMessage());
        }
    }
}

package org.twoworlds.stream.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Samples that are made many at a time: chunk c holds samples c·G … (c + 1)·G − 1 and is always made as a whole, so that
 * a network's output for a sample does not depend on the other samples that are asked for. The newest chunks are kept in
 * memory, and all chunks in a file where there is one. Thread-safe: a chunk is made once, and other threads that want it wait.
 */
final class Chunks {
    private static final long MOST_MEMORY_BYTES = 32L << 20;

    private final int size;
    private final int sampleBytes;
    private final ChunkMaker maker;
    private final Optional<ChunkFile> file;
    private final Map<Long, Chunk> newest;

    /** The maker of a chunk's samples: pixels row by row, and their labels. */
    interface ChunkMaker {
        void make(long chunk, byte[] pixels, int[] labels);
    }

    /**
     * Chunks of a size.
     *
     * @param size samples of a chunk
     * @param file the file in which made chunks are kept; empty for none
     */
    Chunks(int size, int sampleBytes, Optional<ChunkFile> file, ChunkMaker maker) {
        this.size = size;
        this.sampleBytes = sampleBytes;
        this.maker = maker;
        this.file = file;
        var most = (int) Math.max(4, MOST_MEMORY_BYTES / (size * (sampleBytes + 4L)));
        newest = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Chunk> eldest) {
                return size() > most;
            }
        };
    }

    /** Copies sample i's pixels and returns its label. */
    int sample(long i, byte[] pixels) {
        var chunk = chunk(i / size);
        System.arraycopy(chunk.pixels, (int) (i % size) * sampleBytes, pixels, 0, sampleBytes);
        return chunk.labels[(int) (i % size)];
    }

    /** The label of sample i. */
    int label(long i) {
        return chunk(i / size).labels[(int) (i % size)];
    }

    private Chunk chunk(long number) {
        Chunk chunk;
        synchronized (newest) {
            chunk = newest.computeIfAbsent(number, n -> new Chunk(size, sampleBytes));
        }
        synchronized (chunk) {
            if (!chunk.made) {
                if (file.isEmpty() || !file.get().read(number, chunk.pixels, chunk.labels)) {
                    maker.make(number, chunk.pixels, chunk.labels);
                    file.ifPresent(f -> f.write(number, chunk.pixels, chunk.labels));
                }
                chunk.made = true;
            }
        }
        return chunk;
    }

    private static final class Chunk {
        private final byte[] pixels;
        private final int[] labels;
        private boolean made;

        private Chunk(int size, int sampleBytes) {
            pixels = new byte[size * sampleBytes];
            labels = new int[size];
        }
    }
}

package org.twoworlds.stream.fuzz;

import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/**
 * Gives a reader a file's bytes, mutated a number of times, and fails where it throws anything but a request's or a failure's
 * message, takes over ten seconds, allocates more than the bytes justify, or accepts what must be refused. The seed is
 * printed; {@code -Dtwoworlds.fuzz.seed=N} repeats it.
 */
public final class Mutations {
    private static final long PATIENCE_SECONDS = 10;
    private static final int[] ODD = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    private final String name;
    private final byte[] seedInput;
    private long base = 64L << 20;
    private long factor = 64;
    private UnaryOperator<byte[]> repair = UnaryOperator.identity();
    private Predicate<byte[]> mustRefuse = bytes -> false;

    /**
     * The number of mutations that a reader read, and of those that it refused by a message.
     *
     * @param read those that were read
     * @param refused those that were refused
     */
    public record Tally(int read, int refused) {
        /** The numbers of two readers together. */
        public Tally plus(Tally other) {
            return new Tally(read + other.read, refused + other.refused);
        }
    }

    /** A reader of a file's bytes. */
    public interface Reader {
        void read(byte[] bytes) throws Exception;
    }

    private Mutations(String name, byte[] seedInput) {
        this.name = name;
        this.seedInput = seedInput.clone();
    }

    /** Mutations of a good input of a reader. */
    public static Mutations of(String name, byte[] seedInput) {
        return new Mutations(name, seedInput);
    }

    /** Allows {@code base + factor · size} bytes on the reader's thread; as it comes 64 MiB and 64. */
    public Mutations allowing(long base, long factor) {
        this.base = base;
        this.factor = factor;
        return this;
    }

    /** Makes every second mutation whole again, such as its checksums, so that what lies behind them is reached. */
    public Mutations repairedBy(UnaryOperator<byte[]> repair) {
        this.repair = repair;
        return this;
    }

    /** Names what another judge refuses, so that the reader must. */
    public Mutations refusedBy(Predicate<byte[]> mustRefuse) {
        this.mustRefuse = mustRefuse;
        return this;
    }

    /** Runs the reader on so many mutations, each of which it reads or refuses. */
    public Tally run(int count, Reader reader) {
        var seed = Long.getLong("twoworlds.fuzz.seed", System.nanoTime());
        System.out.println("fuzz " + name + " seed " + seed);
        var random = new Random(seed);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var worker = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "fuzz " + name);
            thread.setDaemon(true); // one that hangs does not keep the tests from ending
            return thread;
        });
        var read = 0;
        try {
            for (var i = 0; i < count; i++) {
                var made = mutated(random);
                var bytes = i % 2 == 0 ? made : repair.apply(made);
                var accepted = worker.submit(() -> {
                    var before = threads.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                    var accepts = accepts(reader, bytes);
                    var allocated = threads.getThreadAllocatedBytes(
                                    Thread.currentThread().getId())
                            - before;
                    if (allocated > base + factor * bytes.length) {
                        throw new IllegalStateException("allocates " + allocated + " bytes for " + bytes.length);
                    }
                    return accepts;
                });
                try {
                    if (accepted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                        read++;
                        if (mustRefuse.test(bytes)) {
                            fail(where(seed, i, bytes) + " accepts what must be refused");
                        }
                    }
                } catch (TimeoutException e) {
                    fail(where(seed, i, bytes) + " takes over " + PATIENCE_SECONDS + " seconds", e);
                } catch (ExecutionException e) {
                    fail(where(seed, i, bytes) + " throws", e.getCause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    fail(where(seed, i, bytes) + " was interrupted", e);
                }
            }
        } finally {
            worker.shutdownNow();
        }
        return new Tally(read, count - read);
    }

    private static boolean accepts(Reader reader, byte[] bytes) throws Exception {
        try {
            reader.read(bytes);
            return true;
        } catch (RequestException | FailureException e) {
            return false;
        }
    }

    private String where(long seed, int number, byte[] bytes) {
        var shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 2_000));
        return "%s, seed %d, mutation %d, %d bytes (%s):".formatted(name, seed, number, bytes.length, shown);
    }

    /** One to four changes: bits, bytes, odd numbers, cuts, blocks that are gone, twice there, zeroed or moved. */
    private byte[] mutated(Random random) {
        var bytes = seedInput.clone();
        for (var changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            var at = random.nextInt(bytes.length);
            var length = 1 + random.nextInt(Math.min(64, bytes.length - at));
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> odd(random, bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, at);
                case 4 -> bytes = joined(bytes, at, at + length); // a block is gone
                case 5 -> bytes = joined(bytes, at + length, at); // a block is there twice
                case 6 -> Arrays.fill(bytes, at, at + length, (byte) 0);
                default -> {
                    var from = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(seedInput, Math.min(from, seedInput.length - length), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    private static void odd(Random random, byte[] bytes, int at) {
        var number = ODD[random.nextInt(ODD.length)];
        var width = Math.min(bytes.length - at, 1 << random.nextInt(4));
        var big = random.nextBoolean();
        for (var i = 0; i < width; i++) {
            var shift = 8 * (big ? width - 1 - i : i);
            bytes[at + i] = (byte) (shift < 32 ? number >> shift : number < 0 ? -1 : 0);
        }
    }

    private static byte[] joined(byte[] bytes, int to, int from) {
        var made = Arrays.copyOf(bytes, to + bytes.length - from);
        System.arraycopy(bytes, from, made, to, bytes.length - from);
        return made;
    }
}

package org.twoworlds.model.onnx;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Memory outside of Java's heap, taken only where it fits into the bytes that Java allows itself there and into those that the
 * machine has free. Threads that ask at the same time are served one after the other.
 */
final class DirectMemory {
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");
    private static final int MOST_COLLECTIONS = 10;

    private DirectMemory() {}

    /** Thrown where the pieces that were asked for do not fit. */
    static final class Short extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient long free;

        private Short(long free) {
            super("free: " + free);
            this.free = free;
        }

        /** The number of bytes that are free. */
        long free() {
            return free;
        }
    }

    /**
     * Allocates two pieces of so many bytes, zeroed.
     *
     * @throws Short where the two together do not fit
     */
    static synchronized ByteBuffer[] pieces(long first, long second) throws Short {
        var needed = Math.addExact(first, second);
        var free = free(needed);
        if (needed > free || first > Integer.MAX_VALUE || second > Integer.MAX_VALUE) {
            throw new Short(free);
        }
        try {
            return new ByteBuffer[] {ByteBuffer.allocateDirect((int) first), ByteBuffer.allocateDirect((int) second)};
        } catch (OutOfMemoryError e) { // of direct memory alone: other code took it meanwhile, and the heap is well
            throw new Short(free(needed));
        }
    }

    /** The free bytes; where they would not suffice, those that are no longer in use are collected first. */
    private static long free(long needed) {
        var free = allowed() - taken();
        for (var i = 0; i < MOST_COLLECTIONS && free < needed && needed <= allowed(); i++) {
            System.gc();
            LockSupport.parkNanos(20_000_000L);
            free = allowed() - taken();
        }
        return Math.max(0, Math.min(free, machine()));
    }

    /** The bytes that Java allows itself outside of the heap: as many as the heap has, where no option says otherwise. */
    private static long allowed() {
        var set = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        var bytes = Long.parseLong(set);
        return bytes > 0 ? bytes : Runtime.getRuntime().maxMemory();
    }

    private static long taken() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** The bytes that the machine could give without paging, as Linux says; elsewhere all its memory. */
    private static long machine() {
        try {
            var found = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            if (found.find()) {
                return Long.parseLong(found.group(1)) << 10;
            }
        } catch (IOException e) {
            // The machine has no Linux.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}

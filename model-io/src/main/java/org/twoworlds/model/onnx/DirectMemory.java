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
 * Memory outside of Java's heap, asked for before it is taken: of what Java allows itself there, and of what the machine has
 * free. What one asks for while another takes is seen by both, one after the other.
 */
final class DirectMemory {
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");
    private static final int LOOKS = 10;

    private DirectMemory() {}

    /** Some pieces of it would not fit. */
    static final class Short extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient long free;

        private Short(long free) {
            super("free: " + free);
            this.free = free;
        }

        /** How many bytes there are. */
        long free() {
            return free;
        }
    }

    /**
     * Two pieces, zeroed.
     *
     * @throws Short where both together would not fit
     */
    static synchronized ByteBuffer[] pieces(long first, long second) throws Short {
        var needed = Math.addExact(first, second);
        var free = free(needed);
        if (needed > free || first > Integer.MAX_VALUE || second > Integer.MAX_VALUE) {
            throw new Short(free);
        }
        try {
            return new ByteBuffer[] {ByteBuffer.allocateDirect((int) first), ByteBuffer.allocateDirect((int) second)};
        } catch (OutOfMemoryError e) { // of direct memory alone: others took it meanwhile, and the heap is well
            throw new Short(free(needed));
        }
    }

    /** What is free, once what nobody holds any more was let go of, where that matters. */
    private static long free(long needed) {
        var free = allowed() - taken();
        for (var i = 0; i < LOOKS && free < needed && needed <= allowed(); i++) {
            System.gc();
            LockSupport.parkNanos(20_000_000L);
            free = allowed() - taken();
        }
        return Math.max(0, Math.min(free, machine()));
    }

    /** What Java allows itself outside of the heap: as much as the heap, where nothing else is said. */
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

    /** What the machine could give without paging; all that it has, where only Linux would say. */
    private static long machine() {
        try {
            var found = AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            if (found.find()) {
                return Long.parseLong(found.group(1)) << 10;
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}

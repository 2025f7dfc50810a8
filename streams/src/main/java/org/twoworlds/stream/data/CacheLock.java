package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The right to make a file of the cache, which one thread of one process has at a time. Any other thread waits, and
 * reports that; a process that dies gives up the right. The right is closed by its taker, in the same thread.
 */
final class CacheLock implements AutoCloseable {
    private static final int REPORT_EVERY_SECONDS = 10;

    /** The locks within this process, where the operating system's locks do not count. */
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel channel;

    private CacheLock(ReentrantLock here, FileChannel channel) {
        this.here = here;
        this.channel = channel;
    }

    /**
     * Waits for the right to make the file of a name.
     *
     * @param what the thing that is made, in words
     * @param progress the progress of the right's holder, asked every ten seconds
     */
    static CacheLock take(Path folder, String name, String what, Supplier<String> progress) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(name + ".lock").toAbsolutePath().normalize();
        var here = HERE.computeIfAbsent(file, f -> new ReentrantLock());
        here.lock();
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                lock(channel, what, progress);
                return new CacheLock(here, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            here.unlock();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, String what, Supplier<String> progress) throws IOException {
        var free = channel.tryLock();
        if (free != null) {
            return free;
        }
        System.err.println("Another process is at work on " + what + ": waiting for it");
        var telling = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "waiting for " + what);
            thread.setDaemon(true);
            return thread;
        });
        try {
            telling.scheduleAtFixedRate(
                    () -> System.err.println("  waiting for " + what + ": " + progress.get()),
                    REPORT_EVERY_SECONDS,
                    REPORT_EVERY_SECONDS,
                    TimeUnit.SECONDS);
            return channel.lock();
        } finally {
            telling.shutdownNow();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // gives up the operating system's lock too
        } finally {
            here.unlock();
        }
    }
}

package org.twoworlds.stream.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.LoggedFile;

/**
 * The folder of a run: the run's log, its checkpoints, the outcomes of its scores, and an inbox through which other processes
 * hand scores to the log's one writer.
 *
 * @param path the folder, whose name is the run's id
 */
public record RunFolder(Path path) {
    /**
     * The locks that this process has, and the monitor under which lock files are opened. These are not opened again: a
     * process that closes any channel to a file loses its lock of it.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private static final Pattern IN_SWEEP = Pattern.compile(".+\\.([1-9][0-9]{0,9})");
    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** The run's id. */
    public String id() {
        return path.getFileName().toString();
    }

    /** The id of the sweep that this run belongs to, whose runs are named SWEEP.1, SWEEP.2, …. */
    public String sweep() {
        return id().substring(0, id().lastIndexOf('.'));
    }

    /** The id without a sweep's number, by which runs are listed. */
    public String family() {
        return number() == 0 ? id() : sweep();
    }

    /** The number in a sweep; 0 for a run that belongs to none. */
    public long number() {
        var number = IN_SWEEP.matcher(id());
        return number.matches() ? Long.parseLong(number.group(1)) : 0;
    }

    /** Another run of the same home. */
    public RunFolder beside(String id) {
        return new RunFolder(path.resolveSibling(id));
    }

    /** The log's folder. */
    public Path log() {
        return path.resolve("log");
    }

    /** The folder of scored checkpoints. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /** The folder of resume checkpoints. */
    public Path resume() {
        return path.resolve("resume");
    }

    /** The folder of the files of each sample's outcome, named by their digests. */
    public Path scores() {
        return path.resolve("scores");
    }

    /** The folder of scores that other processes offer. */
    public Path inbox() {
        return path.resolve("inbox");
    }

    /** A file named in the log. */
    public Path file(String relative) {
        return path.resolve(relative);
    }

    /** A checkpoint's file in this folder. */
    public LoggedFile logged(Event.Checkpoint checkpoint) {
        return checkpoint.logged(id(), file(checkpoint.file()));
    }

    /** The file of a score's outcomes in this folder. */
    public LoggedFile logged(Event.Score score) {
        return new LoggedFile(
                "score of the %s world at step %d on %s of run %s"
                        .formatted(score.world(), score.step(), score.set(), id()),
                file(score.file()),
                score.sha256());
    }

    /** A scored checkpoint's file, relative. */
    public static String checkpointFile(WorldName world, long step) {
        return "checkpoints/%s-%08d.safetensors".formatted(world, step);
    }

    /** A resume checkpoint's file, relative. */
    public static String resumeFile(WorldName world, long step) {
        return "resume/%s-%08d.safetensors".formatted(world, step);
    }

    /** Makes the folders; on return they survive a power cut. */
    public void create() {
        try {
            for (var folder : new Path[] {log(), checkpoints(), resume(), scores(), inbox()}) {
                Durable.createFolders(folder);
            }
        } catch (IOException e) {
            throw new FailureException("folder", path, "be writable", "choose another one by --home");
        }
    }

    /** Whether there is a log, with or without events. */
    boolean hasLog() {
        return Files.isRegularFile(Queues.file(log()));
    }

    /** Removes checkpoints that a dead process had not finished; the caller has the right to write the run. */
    public void removeUnfinished() {
        for (var folder : new Path[] {checkpoints(), resume()}) {
            try (var files = Files.newDirectoryStream(folder, "*" + Durable.TEMPORARY)) {
                for (var file : files) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new FailureException("folder", folder, "be writable", "check its permissions");
            }
        }
    }

    /** Removes every unfinished file of a folder, links among them. */
    private Path lockFile() {
        try {
            return path.toRealPath().resolve("lock");
        } catch (IOException e) {
            return path.resolve("lock"); // there is no such folder
        }
    }

    /**
     * Whether a process writes this run now. The question changes nothing, and may be asked where nothing may be written.
     *
     * @throws FailureException where the lock's file may not be read
     */
    public boolean isLocked() {
        synchronized (HELD) {
            if (HELD.contains(lockFile())) {
                return true;
            }
            try (var channel = FileChannel.open(lockFile(), StandardOpenOption.READ);
                    var lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return lock == null;
            } catch (NoSuchFileException e) {
                return false;
            } catch (OverlappingFileLockException e) {
                return true; // held by this process by another mount of the folder
            } catch (IOException e) {
                throw new FailureException(
                        Problem.of(
                                "file",
                                lockFile(),
                                "be readable, to tell whether a process writes the run",
                                "see its rights and those of its folders"),
                        e);
            }
        }
    }

    /**
     * Takes the right to write this run. The operating system gives it back when the process dies.
     *
     * @throws FailureException where another process has it
     */
    public Lock lock() {
        for (var i = 0; i < TRIES; i++) {
            var lock = tryLock();
            if (lock.isPresent()) {
                return lock.get();
            }
            LockSupport.parkNanos(PAUSE.toNanos()); // somebody may only have asked whether it is locked
        }
        throw new FailureException(
                "run", id(), "be written by one process at a time, and one is writing it", "wait for it or stop it");
    }

    /**
     * Takes the right to write this run, unless another process has it.
     *
     * @throws FailureException where the folder may not be written
     */
    public Optional<Lock> tryLock() {
        synchronized (HELD) {
            if (HELD.contains(lockFile())) {
                return Optional.empty();
            }
            try {
                var channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock();
                if (lock == null) {
                    channel.close();
                    return Optional.empty();
                }
                HELD.add(lockFile());
                return Optional.of(new Lock(lockFile(), channel, lock));
            } catch (OverlappingFileLockException e) {
                return Optional.empty(); // held by this process by another mount of the folder
            } catch (IOException e) {
                throw new FailureException("folder", path, "be writable", "check its permissions");
            }
        }
    }

    /** The right to write a run, until it is closed. */
    public static final class Lock implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;
        private final FileLock lock;

        private Lock(Path file, FileChannel channel, FileLock lock) {
            this.file = file;
            this.channel = channel;
            this.lock = lock;
        }

        @Override
        public void close() {
            synchronized (HELD) {
                try {
                    lock.release();
                    channel.close();
                    HELD.remove(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

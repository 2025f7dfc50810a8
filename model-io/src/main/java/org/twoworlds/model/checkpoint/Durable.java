package org.twoworlds.model.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/**
 * Files and folders that survive a power cut. A file's bytes survive once the file was forced, and its name once its folder
 * was forced: a rename alone is lost with the power.
 */
public final class Durable {
    /** The ending of the names of unfinished files. */
    public static final String TEMPORARY = ".tmp";

    private Durable() {}

    /**
     * Writes a file so that it is whole or absent, whatever happens: the bytes go to a temporary name beside it and are
     * forced, then the name is changed and the folder forced. On return the file survives a power cut.
     *
     * @throws IOException where the disk refuses, naming the file; the temporary file is then removed
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        var temporary = temporary(file);
        try {
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            move(temporary, file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e instanceof FileSystemException ? e : new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    /** Copies a file, which is then whole or absent as one that {@link #write} writes. */
    public static void copy(Path from, Path to) throws IOException {
        var temporary = temporary(to);
        Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING);
        force(temporary);
        move(temporary, to);
    }

    /** A name that no other writer of the same file takes at the same time. */
    private static Path temporary(Path file) {
        var writer =
                ProcessHandle.current().pid() + "-" + Thread.currentThread().getId();
        return file.resolveSibling(file.getFileName() + "." + writer + TEMPORARY);
    }

    /** Renames a file whose bytes were forced, in one step and over any older one, and forces the folder. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(to);
    }

    /** Makes a folder and the missing folders above it, and forces every folder in which a name is new. */
    public static void createFolders(Path folder) throws IOException {
        var absolute = folder.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        createFolders(absolute.getParent());
        Files.createDirectories(absolute);
        forceFolder(absolute);
    }

    /** Removes a folder with all that lies in it; nothing where there is none. Not forced: after a power cut some may be back. */
    public static void remove(Path folder) throws IOException {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Forces a file's bytes to disk, bytes that a process wrote through a mapping among them. */
    public static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Forces the folder in which a file or a folder has its name. */
    public static void forceFolder(Path named) throws IOException {
        try (var folder = FileChannel.open(named.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}

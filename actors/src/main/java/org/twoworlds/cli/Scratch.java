package org.twoworlds.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;

/**
 * This process's temporary folder, beside the unpacked libraries: nothing that a library leaves there outlives the process for
 * long. It goes when the process ends; what a killed one left goes when the next one starts.
 */
final class Scratch {
    private static final String LOCK = ".lock";
    private static final List<FileChannel> HELD = new CopyOnWriteArrayList<>();

    private Scratch() {}

    /** Makes it the temporary folder of all that asks for one from now on. Where it cannot be made, the system's stays. */
    static void claim() {
        ImageIO.setUseCache(false);
        var natives = System.getProperty("org.bytedeco.javacpp.cachedir");
        if (natives == null) {
            return;
        }
        try {
            var folder = claimed(Path.of(natives).resolve("tmp"));
            System.setProperty("java.io.tmpdir", folder.toString());
            System.setProperty("jna.tmpdir", folder.toString());
            // Chronicle would make a folder of this name in the current one's place.
            System.setProperty("project.build.directory", folder.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "scratch"));
        } catch (IOException e) {
            // As it was.
        }
    }

    /** One process at a time makes and removes folders, so that none takes another's new one for an old one. */
    static Path claimed(Path all) throws IOException {
        Files.createDirectories(all);
        try (var channel = open(all);
                var alone = channel.lock()) {
            for (var folder : all.toFile().listFiles(File::isDirectory)) {
                if (isLeft(folder.toPath())) {
                    remove(folder.toPath());
                }
            }
            // Not by createTempDirectory, which would settle for ever where such folders are made.
            var folder = Files.createDirectory(all.resolve(UUID.randomUUID().toString()));
            // Held, by a descriptor that nobody closes, as long as the process lives.
            var held = open(folder);
            held.lock();
            HELD.add(held);
            return folder;
        }
    }

    private static FileChannel open(Path folder) throws IOException {
        return FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static boolean isLeft(Path folder) {
        try (var channel = open(folder);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // The next process tries again.
        }
    }
}

package org.twoworlds.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The program's own temporary folder, beside the unpacked libraries, where the launcher lets all of Java put what it needs for
 * a moment. A killed process may leave something there; the next one to start a day later removes it. A process
 * that loaded a library from there does not need the file any more.
 */
final class Scratch {
    private static final Duration KEPT = Duration.ofDays(1);

    private Scratch() {}

    /** Lets libraries with ideas of their own use it too, and removes what is old in it. */
    static void claim() {
        ImageIO.setUseCache(false);
        var folder = Path.of(System.getProperty("java.io.tmpdir"));
        var natives = System.getProperty("org.bytedeco.javacpp.cachedir");
        if (natives == null || !folder.equals(Path.of(natives).resolve("tmp"))) {
            return;
        }
        System.setProperty("jna.tmpdir", folder.toString());
        // Chronicle would make a folder of this name where the process was started.
        System.setProperty("project.build.directory", folder.toString());
        sweep(folder, Instant.now().minus(KEPT));
    }

    /** Removes what was last changed before a time. */
    static void sweep(Path folder, Instant before) {
        try (var all = Files.list(folder)) {
            for (var each : all.toList()) {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    Durable.remove(each);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // Another process was faster, or may not: it is tried again.
        }
    }
}

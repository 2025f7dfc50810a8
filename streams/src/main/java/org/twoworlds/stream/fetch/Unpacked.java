package org.twoworlds.stream.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.twoworlds.config.FailureException;

/** Unpacks a tar.gz: regular files alone, and none outside the folder. */
public final class Unpacked {
    private static final long MOST_BYTES = 64L << 30;

    private Unpacked() {}

    /**
     * Unpacks an archive into a folder.
     *
     * @throws FailureException where it is damaged, or holds what it must not
     */
    public static void into(Path folder, Path archive) {
        var root = folder.toAbsolutePath().normalize();
        try (var tar = new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16))) {
            var total = 0L;
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = root.resolve(entry.getName()).normalize();
                total += Math.max(0, entry.getSize());
                if (!file.startsWith(root) || entry.isSymbolicLink() || entry.isLink() || total > MOST_BYTES) {
                    throw new FailureException(
                            "entry " + entry.getName() + " of archive",
                            archive,
                            "be a plain file inside the folder",
                            "do not trust this archive");
                }
                if (entry.isFile()) {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new FailureException(
                    "archive", archive, "be a whole tar.gz (" + e.getMessage() + ")", "delete it and fetch it again");
        }
    }
}

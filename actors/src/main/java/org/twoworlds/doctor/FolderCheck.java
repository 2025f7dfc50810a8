package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.twoworlds.config.Problem;

/**
 * The check of a folder to which libraries are unpacked, and from which they are loaded.
 *
 * @param name the folder's name in findings
 * @param mounts the kernel's list of the file systems
 * @param room the number of bytes that are to be free
 */
record FolderCheck(String name, Path folder, Path mounts, long room) implements Check {
    @Override
    public List<Finding> look() {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            return List.of(Finding.fault(
                    name,
                    Problem.of(name, folder, "be a folder that can be written", "set TWOWORLDS_CACHE to another one")));
        }
        if (isWithoutPrograms()) {
            return List.of(Finding.fault(
                    name,
                    Problem.of(
                            name,
                            folder,
                            "be on a file system that lets libraries be loaded (it is mounted noexec)",
                            "set TWOWORLDS_CACHE to a folder on another one")));
        }
        return new RoomCheck(folder, room).look(name);
    }

    /** Whether the innermost file system above the folder forbids to run programs from it. */
    private boolean isWithoutPrograms() {
        if (Files.notExists(mounts)) {
            return false;
        }
        try (var lines = Files.lines(mounts)) {
            var here = folder.toRealPath();
            return lines.map(line -> line.split(" "))
                    .filter(words -> words.length > 3 && here.startsWith(words[1].replace("\\040", " ")))
                    .max(Comparator.comparingInt(words -> words[1].length()))
                    .filter(words -> List.of(words[3].split(",")).contains("noexec"))
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

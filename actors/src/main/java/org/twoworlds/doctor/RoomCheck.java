package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.twoworlds.config.Problem;

/**
 * The check of the free space on the disk of a folder.
 *
 * @param folder the folder, which need not be there yet
 * @param least the number of bytes that are to be free
 */
record RoomCheck(Path folder, long least) implements Check {
    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> look() {
        return look(name());
    }

    List<Finding> look(String check) {
        var there = folder.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            var free = Files.getFileStore(there).getUsableSpace();
            return List.of(
                    free < least
                            ? Finding.fault(
                                    check,
                                    Problem.of(
                                            "free disk space at " + folder,
                                            SizeText.of(free),
                                            "be at least " + SizeText.of(least),
                                            "see the files that could go by: twoworlds gc"))
                            : Finding.ok(check, "%s are free at %s.".formatted(SizeText.of(free), folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

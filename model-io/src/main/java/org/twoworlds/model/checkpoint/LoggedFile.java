package org.twoworlds.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import org.twoworlds.config.FailureException;

/**
 * A file that a run's log names with its digest. The one door to checkpoints, resume points and outcomes of scores: the bytes
 * that are read through it are those that were logged, whatever the file's name.
 *
 * @param what the file in words, with the run, the world and the step
 * @param path the file's place
 * @param sha256 the SHA-256 that the log names, in hex
 */
public record LoggedFile(String what, Path path, String sha256) {
    /** Whether the file is there, with the bytes that were logged. */
    public boolean isWhole() {
        return Files.isRegularFile(path) && Sha256.of(path).equals(sha256);
    }

    /**
     * Checks that the file is there, with the bytes that were logged.
     *
     * @return the file's place
     * @throws FailureException naming run, step and file, where the file is missing or has other bytes
     */
    public Path checked() {
        if (!Files.isRegularFile(path)) {
            throw new FailureException("file of the " + what, path, "be there", "restore it, or choose another step");
        }
        if (!Sha256.of(path).equals(sha256)) {
            throw new FailureException(
                    "file of the " + what,
                    path,
                    "be the file that the log names (SHA-256 " + sha256 + "), and is not",
                    "it was damaged or replaced: restore it, or choose another step");
        }
        return path;
    }

    /**
     * Reads the file.
     *
     * @throws FailureException as {@link #checked} does
     */
    public SafeTensors.Content read() {
        return SafeTensors.read(checked());
    }
}

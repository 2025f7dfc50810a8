package org.twoworlds.actor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Where an evaluator or a trainer finds the files that a run's log names. */
@FunctionalInterface
public interface RunFiles {
    /**
     * A file to read; empty where it was removed.
     *
     * @param file relative to the run's folder
     * @param sha256 of the file
     */
    Optional<Path> find(String file, String sha256);

    /**
     * A checkpoint's file to read; empty where it was removed.
     *
     * @param folder the folder of the checkpoint's run
     */
    default Optional<LoggedFile> checkpoint(RunFolder folder, Event.Checkpoint checkpoint) {
        return find(checkpoint.file(), checkpoint.sha256()).map(path -> checkpoint.logged(folder.id(), path));
    }

    /** The files of a run that lies on this machine. */
    static RunFiles in(RunFolder folder) {
        return (file, sha256) -> Optional.of(folder.file(file)).filter(Files::exists);
    }
}

package org.twoworlds.stream.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.log.LogBytes;
import org.twoworlds.stream.log.RunFolder;

/** A run of a bundle that the home has already. */
record PresentRun(RunFolder folder, Manifest.Part part) {
    /** Refuses a run that is not the one of the bundle. */
    void check() throws IOException {
        var difference = difference();
        if (difference.isPresent()) {
            throw new FailureException(
                    "run",
                    part.run(),
                    "not be here already as another one: " + difference.get(),
                    "that one is an older or a later copy: see twoworlds show " + part.run()
                            + ", and remove it first if it may go");
        }
    }

    private Optional<String> difference() throws IOException {
        if (!Files.isDirectory(folder.path())) {
            return Optional.of("a sweep's plan here names it");
        }
        var digest = new DigestStream(OutputStream.nullOutputStream());
        try {
            LogBytes.write(folder, part.events(), digest);
        } catch (EOFException e) {
            return Optional.of("its log here has fewer events");
        }
        if (!digest.sha256().equals(part.log().sha256())) {
            return Optional.of("its log here tells other events");
        }
        return part.files().stream()
                .filter(item ->
                        item.path().startsWith("checkpoints/") || item.path().startsWith("scores/"))
                .filter(this::isAnother)
                .findFirst()
                .map(item -> "its file here " + item.path() + " has other bytes");
    }

    private boolean isAnother(Manifest.Item item) {
        var file = folder.file(item.path());
        return Files.isRegularFile(file) && !Sha256.of(file).equals(item.sha256());
    }

    /** The number of the bundle's checkpoints that are not here. */
    int lacking() {
        return (int) part.files().stream()
                .filter(item -> item.path().startsWith("checkpoints/"))
                .filter(item -> !Files.isRegularFile(folder.file(item.path())))
                .count();
    }
}

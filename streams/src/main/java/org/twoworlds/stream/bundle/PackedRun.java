package org.twoworlds.stream.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.LogBytes;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run as it goes into a bundle: its log up to a point, and the files that the log names there. The files are held open, so
 * that they may be removed meanwhile; closed by its maker.
 */
final class PackedRun implements AutoCloseable {
    private static final int TRIES = 5;
    private static final String OFFER = ".json";

    private final RunFolder folder;
    private final LogExtent extent;
    private final List<HeldFile> files = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int left;
    private Optional<Manifest.Item> log = Optional.empty();

    private PackedRun(RunFolder folder, LogExtent extent) {
        this.folder = folder;
        this.extent = extent;
    }

    /**
     * Packs a run. Of one that is being written a file may go that its log has just named: then its log is read again.
     *
     * @throws FailureException where a chosen checkpoint is missing or damaged
     */
    static PackedRun of(RunFolder folder, CheckpointChoice choice) throws IOException {
        for (var i = 1; ; i++) {
            var packed = new PackedRun(folder, LogExtent.of(folder));
            try {
                packed.gather(choice);
                return packed;
            } catch (NoSuchFileException e) {
                packed.close();
                if (i == TRIES) {
                    throw e;
                }
            } catch (IOException | RuntimeException e) {
                packed.close();
                throw e;
            }
        }
    }

    RunView view() {
        return extent.view();
    }

    boolean isUnderWay() {
        return extent.isUnderWay();
    }

    /** How many checkpoints are on disk and were not chosen. */
    int left() {
        return left;
    }

    /** What is missing in the run itself. */
    List<String> notes() {
        return notes;
    }

    Manifest.Part part() {
        var items = new ArrayList<>(List.of(log.orElseThrow()));
        files.forEach(f -> items.add(f.item()));
        return new Manifest.Part(folder.id(), view().annotations().name(), view().next(), List.copyOf(items));
    }

    List<HeldFile> files() {
        return files;
    }

    /** Copies the log's events. */
    void copyLog(OutputStream out) throws IOException {
        LogBytes.write(folder, view().next(), out);
    }

    private void gather(CheckpointChoice choice) throws IOException {
        for (var name : view().worlds()) {
            var world = view().world(name);
            var chosen = choice.of(world.onDisk());
            left += world.onDisk().size() - chosen.size();
            for (var checkpoint : chosen) {
                hold(folder.logged(checkpoint), checkpoint.file(), true);
            }
            if (!view().isCompleted()) {
                for (var point : world.resumePoints()) {
                    hold(point.logged(folder.id(), folder.file(point.file())), point.file(), false);
                }
            }
        }
        var seen = new LinkedHashSet<String>();
        for (var score : view().scores()) {
            if (!score.file().isEmpty() && seen.add(score.file())) {
                hold(folder.logged(score), score.file(), false);
            }
        }
        offers();
        log = Optional.of(log());
    }

    private Manifest.Item log() throws IOException {
        var digest = new DigestStream(OutputStream.nullOutputStream());
        copyLog(digest);
        return new Manifest.Item(Manifest.EVENTS, digest.bytes(), digest.sha256());
    }

    /** Holds a file that the log names; one that is not as it was logged is left out with a note, unless the user chose it. */
    private void hold(LoggedFile logged, String path, boolean isChosen) throws IOException {
        if (!Manifest.isFile(path)) {
            throw new FailureException(
                    "file of the " + logged.what(),
                    path,
                    "lie in the run's folder",
                    "leave it out: --checkpoints last");
        }
        Optional<HeldFile> held = open(logged.path(), path, isChosen);
        if (held.filter(h -> h.item().sha256().equals(logged.sha256())).isPresent()) {
            files.add(held.get());
            return;
        }
        if (held.isPresent()) {
            held.get().close();
        }
        if (isChosen) {
            logged.checked(); // says what is wrong
            throw new NoSuchFileException(logged.path().toString()); // it was whole just now: somebody replaces it
        }
        notes.add("The file of the " + logged.what() + " (" + path + ") is not as its log names it, and is left out.");
    }

    private Optional<HeldFile> open(Path file, String path, boolean isChosen) throws IOException {
        try {
            return Optional.of(HeldFile.open(file, path));
        } catch (NoSuchFileException e) {
            if (isUnderWay() && isChosen) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Holds what other processes offered and no writer has taken in; of a run that is being written its writer takes it. */
    private void offers() throws IOException {
        if (isUnderWay() || !Files.isDirectory(folder.inbox())) {
            return;
        }
        try (var offered = Files.newDirectoryStream(folder.inbox(), "*" + OFFER)) {
            for (var file : offered) {
                var path = "inbox/" + file.getFileName();
                if (Manifest.isFile(path) && Files.isRegularFile(file)) {
                    files.add(HeldFile.open(file, path));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var file : files) {
            file.close();
        }
        files.clear();
    }
}

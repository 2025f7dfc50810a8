package org.twoworlds.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.http.LabFile;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Runs that are to go for ever: all of them, or none where one must stay. */
final class Removal {
    private final Home home;
    private final List<RunFolder> folders;
    private final List<String> sweeps;
    private final List<Part> parts = new ArrayList<>();

    private Removal(Home home, List<RunFolder> folders, List<String> sweeps) {
        this.home = home;
        this.folders = folders;
        this.sweeps = sweeps;
    }

    /** One run's files. */
    record Part(String run, int files, long bytes) {}

    /**
     * The removal of some runs.
     *
     * @param sweeps the sweeps all of whose runs are among them
     * @throws RequestException where a run is under way, or others need it
     */
    static Removal of(Home home, List<RunFolder> folders, List<String> sweeps) {
        var removal = new Removal(home, folders, sweeps);
        List<Problem> problems = new ArrayList<>();
        var hasLab = LabFile.read(home.path()).isPresent();
        folders.forEach(folder -> removal.checkIdle(folder, hasLab, problems));
        removal.checkUnneeded(problems);
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        folders.forEach(folder -> removal.parts.add(part(folder)));
        return removal;
    }

    /** What goes, run by run. */
    List<Part> parts() {
        return parts;
    }

    private void checkIdle(RunFolder folder, boolean hasLab, List<Problem> problems) {
        var isMade = Files.isDirectory(folder.path());
        var isOfWholeSweep = folder.number() > 0 && sweeps.contains(folder.sweep());
        if (isMade && folder.isLocked()) {
            problems.add(Problem.of(
                    "run",
                    folder.id(),
                    "be over: a process writes it",
                    "stop it first: twoworlds stop " + folder.id()));
        } else if (!isMade && !isOfWholeSweep) {
            problems.add(Problem.of(
                    "run", folder.id(), "be made: it is a line of its sweep's plan", "remove the whole sweep"));
        } else if (hasLab && Look.at(folder, Removal::goesOn).seen().orElse(false)) {
            problems.add(Problem.of(
                    "run",
                    folder.id(),
                    "be over: it waits in the lab",
                    "stop it first: twoworlds stop " + folder.id()));
        }
    }

    private static boolean goesOn(RunFolder folder) {
        var view = RunView.of(folder);
        return view.started().lineage().lab() && view.state(false).goesOn();
    }

    private void checkUnneeded(List<Problem> problems) {
        try (var catalogue = HomeCatalogue.open(home)) {
            var ids = folders.stream().map(RunFolder::id).collect(Collectors.toSet());
            catalogue
                    .needing(ids)
                    .forEach((run, reason) -> problems.add(Problem.of(
                            "run", run, "not need what is to go: " + reason, "remove it too, or neither of both")));
        }
    }

    private static Part part(RunFolder folder) {
        if (!Files.isDirectory(folder.path())) {
            return new Part(folder.id(), 0, 0);
        }
        try (var files = Files.walk(folder.path())) {
            var count = 0;
            var bytes = 0L;
            for (var file : files.filter(Files::isRegularFile).toList()) {
                count++;
                bytes += Files.size(file);
            }
            return new Part(folder.id(), count, bytes);
        } catch (IOException e) {
            throw unreadable(folder.path(), e);
        }
    }

    /**
     * Removes them. The sweeps' plans go first, so that no run comes back; then each folder loses its name in one step, so that
     * a run is there whole or not at all, and what is left of a removal that died goes with the next.
     */
    void run() {
        try {
            sweeps.forEach(home::forgetPlan);
            for (var folder : folders) {
                if (Files.isDirectory(folder.path())) {
                    take(folder);
                }
            }
            for (var left : home.removed()) {
                Durable.remove(left);
            }
        } catch (IOException e) {
            throw new FailureException(
                    Problem.of(
                            "home", home.path(), "be writable: " + Fault.of(e).message(), "check its permissions"),
                    e);
        }
    }

    /** Nobody takes the run up while it loses its name. */
    private void take(RunFolder folder) throws IOException {
        try (var lock = folder.lock()) {
            Durable.move(folder.path(), home.removed(folder));
        }
    }

    private static FailureException unreadable(Path folder, IOException e) {
        return new FailureException(
                Problem.of("folder", folder, "be readable: " + Fault.of(e).message(), "check its permissions"), e);
    }
}

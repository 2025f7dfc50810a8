package org.twoworlds.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.twoworlds.config.Problem;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The check that the files which a run's log names are there: checkpoints and scores, and, for a run that is to go on, resume
 * points whose digests are the log's. {@code verify} checks all digests.
 */
final class FilesOfRun implements RunCheck {
    private static final String NAME = "files";
    private static final int MOST_SHOWN = 3;

    @Override
    public List<Finding> look(RunFolder folder, RunView view) {
        List<Finding> found = new ArrayList<>();
        var missing = new ArrayList<String>();
        for (var world : view.worlds()) {
            missing.addAll(missing(view.world(world).onDisk().values(), Event.Checkpoint::file, folder));
        }
        missing.addAll(missing(view.scores(), Event.Score::file, folder));
        if (!missing.isEmpty()) {
            found.add(Finding.fault(
                    NAME,
                    Problem.of(
                            "files of run " + folder.id(),
                            shown(missing),
                            "be there, as its log names them",
                            "restore them from a copy; else the scores that they lack stay missing")));
        }
        if (!view.isCompleted()) {
            for (var world : view.worlds()) {
                resume(folder, view, world).ifPresent(found::add);
            }
        }
        return found;
    }

    private static <E> List<String> missing(Iterable<E> events, Function<E, String> file, RunFolder folder) {
        List<String> missing = new ArrayList<>();
        for (var event : events) {
            var name = file.apply(event);
            if (!name.isEmpty() && !Files.isRegularFile(folder.file(name))) {
                missing.add(name);
            }
        }
        return missing;
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }

    /**
     * Checks the resume point from which a world goes on: of a run that is written now, the older of two suffices, since
     * newer ones come soon.
     */
    private static java.util.Optional<Finding> resume(RunFolder folder, RunView view, WorldName world) {
        var points = view.world(world).resumePoints();
        var newest = points.stream().findFirst().map(p -> p.logged(folder.id(), folder.file(p.file())));
        if (newest.isEmpty() || newest.get().isWhole() || folder.isLocked()) {
            return java.util.Optional.empty();
        }
        var older = points.stream().skip(1).map(p -> p.logged(folder.id(), folder.file(p.file())));
        var problem = Problem.of(
                "newest resume point of the " + world + " world of run " + folder.id(),
                newest.get().path(),
                "be the file that its log names",
                older.anyMatch(LoggedFile::isWhole)
                        ? "restore it from a copy; else the world goes on from the one before, with the same weights"
                        : "restore it from a copy; else the world begins again, with the same weights");
        return java.util.Optional.of(Finding.fault(NAME, problem));
    }
}

package org.twoworlds.stream.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.twoworlds.config.RecipeHeader;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.export.Table;
import org.twoworlds.stream.export.Tables;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.report.MainFigure;

/**
 * What was measured of a recipe, written as small files that depend on the runs' logs alone: the same runs give the same bytes.
 */
public final class Results {
    /** The most bytes that the files of a recipe should take. */
    public static final long MOST_BYTES = 1_000_000;

    private static final int MOST_THINNED = 1 << 10;
    private static final Comparator<RunFolder> ORDER = Comparator.comparing(RunFolder::family)
            .thenComparingLong(RunFolder::number)
            .thenComparing(RunFolder::id);

    private final List<RunFolder> folders;
    private final Measured measured;
    private final RecordedLosses losses;

    private Results(List<RunFolder> folders, Measured measured, RecordedLosses losses) {
        this.folders = folders;
        this.measured = measured;
        this.losses = losses;
    }

    /**
     * What was written.
     *
     * @param recipe the recipe that the runs are of
     * @param bytes the bytes of all files
     * @param every losses were kept of each update of a multiple of this number, so that the files are small
     */
    public record Written(String recipe, int runs, long bytes, int every) {
        /** Whether the files take more than they should. */
        public boolean isLarge() {
            return bytes > MOST_BYTES;
        }
    }

    /**
     * Writes the results of some runs, in place of earlier ones, and the table of all results beside the folder.
     *
     * @param found completed runs of one recipe; other runs' Ideal Worlds with which they are compared come along
     * @param to the folder
     * @throws RequestException where a run is not completed, or the folder holds something else
     */
    public static Written write(List<RunFolder> found, Path to, ClaimsFile claims) {
        var files = new ResultFiles(to.toAbsolutePath().normalize());
        files.requireOwn();
        var results = of(found);
        try {
            Files.createDirectories(files.folder().getParent());
            var temporary = new ResultFiles(
                    Files.createTempDirectory(files.folder().getParent(), "." + files.name() + Durable.TEMPORARY));
            try {
                var every = results.write(temporary, files.name(), claims);
                files.replace(temporary);
                var table = temporary.file(ResultFiles.TABLE);
                Files.writeString(table, ResultsTable.text(files.folder().getParent()));
                ResultFiles.move(table, files.table());
                return new Written(results.measured.recipe(), results.folders.size(), files.bytesBeside(""), every);
            } finally {
                Durable.remove(temporary.folder());
            }
        } catch (IOException e) {
            throw files.unwritable();
        }
    }

    private static Results of(List<RunFolder> found) {
        var views = completed(found);
        var folders = List.copyOf(views.keySet());
        var recipes = views.values().stream()
                .map(v -> v.started().identity().recipe())
                .distinct()
                .toList();
        if (recipes.size() > 1) {
            throw new RequestException(
                    "runs", String.join(", ", recipes), "be of one recipe", "write the results of each by themselves");
        }
        var recipe = recipes.get(0);
        var header = RecipeHeader.of(recipe);
        var runs = views.values().stream().map(RunRecord::of).toList();
        var outcomes = Outcomes.of(folders).all();
        var measured = new Measured(
                recipe,
                header,
                runs,
                Claims.of(outcomes, Limits.OURS),
                Prediction.parse(recipe, header.field("Claims").orElse("")),
                MainFigure.of(outcomes),
                views.values().stream().mapToDouble(Results::seconds).sum());
        return new Results(folders, measured, RecordedLosses.of(folders, runs));
    }

    private static double seconds(RunView view) {
        return view.worlds().stream().mapToDouble(w -> view.world(w).seconds()).sum();
    }

    /** The runs with those with whose Ideal Worlds they are compared, in the order of their ids, all completed. */
    private static Map<RunFolder, RunView> completed(List<RunFolder> found) {
        Map<RunFolder, RunView> views = new TreeMap<>(ORDER);
        found.forEach(f -> views.put(f, completed(f)));
        for (var folder : found) {
            var ideal = views.get(folder).config().world().ideal();
            if (!ideal.isEmpty()) {
                views.computeIfAbsent(folder.beside(ideal), Results::completed);
            }
        }
        return views;
    }

    private static RunView completed(RunFolder folder) {
        var view = RunView.of(folder);
        if (!view.isMade() || !view.isCompleted()) {
            throw new RequestException(
                    "run",
                    folder.id(),
                    "be completed, and is " + view.state(folder.isLocked()),
                    "wait for it, or go on with it: twoworlds run --resume " + folder.id());
        }
        return view;
    }

    /** Writes all files into a folder, and returns which losses were kept. */
    private int write(ResultFiles into, String folder, ClaimsFile claims) throws IOException {
        if (measured.figure().isPresent()) {
            Files.writeString(
                    into.file(ResultFiles.FIGURE), measured.figure().get().svg());
        }
        var judged = measured.claims().stream()
                .map(c -> new ClaimsFile.Judged(c, Prediction.about(c, measured.predictions())))
                .toList();
        Files.writeString(into.file(ResultFiles.CLAIMS), claims.text(judged));
        new Tables(folders).parquet(Table.SCORES, into.file(ResultFiles.SCORES));
        RecordedRuns.write(measured.runs(), into.file(ResultFiles.RUNS));
        Files.writeString(into.file(ResultFiles.PAGE), ResultPage.text(measured, folder, 1));
        var room = MOST_BYTES - into.bytesBeside(ResultFiles.LOSSES);
        var every = 1;
        losses.write(measured.runs(), every, into.file(ResultFiles.LOSSES));
        while (room > 0 && Files.size(into.file(ResultFiles.LOSSES)) > room && every < MOST_THINNED) {
            every *= 2;
            losses.write(measured.runs(), every, into.file(ResultFiles.LOSSES));
        }
        Files.writeString(into.file(ResultFiles.PAGE), ResultPage.text(measured, folder, every));
        return every;
    }
}

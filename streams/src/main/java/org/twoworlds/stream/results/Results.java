package org.twoworlds.stream.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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
                return new Written(
                        results.measured.recipe(), results.folders.size(), files.bytesBeside(""), every);
            } finally {
                Durable.remove(temporary.folder());
            }
        } catch (IOException e) {
            throw files.unwritable();
        }
    }

    private static Results of(List<RunFolder> found) {
        var folders = withIdeals(found);
        var views = folders.stream().map(RunView::of).toList();
        var recipes = views.stream().map(v -> v.started().identity().recipe()).distinct().toList();
        if (recipes.size() > 1) {
            throw new RequestException(
                    "runs", String.join(", ", recipes), "be of one recipe", "write the results of each by themselves");
        }
        var runs = folders.stream().map(RunRecord::of).toList();
        var losses = RecordedLosses.of(folders, runs);
        var outcomes = Outcomes.of(folders).all();
        var header = RecipeHeader.of(recipes.get(0));
        var measured = new Measured(
                recipes.get(0),
                header,
                runs,
                Claims.of(outcomes, Limits.OURS),
                Prediction.parse(recipes.get(0), header.field("Claims").orElse("")),
                MainFigure.of(outcomes),
                views.stream()
                        .flatMap(v -> v.config().world().worlds().stream().map(v::world))
                        .mapToDouble(w -> w.seconds())
                        .sum());
        return new Results(folders, measured, losses);
    }

    /** The runs with those of whose Ideal Worlds they are compared with, in the order of their ids, all completed. */
    private static List<RunFolder> withIdeals(List<RunFolder> found) {
        found.forEach(Results::requireCompleted);
        var all = found.stream()
                .flatMap(f -> {
                    var ideal = RunView.of(f).config().world().ideal();
                    return ideal.isEmpty() ? Stream.of(f) : Stream.of(f, f.beside(ideal));
                })
                .distinct()
                .sorted(ORDER)
                .toList();
        all.forEach(Results::requireCompleted);
        return all;
    }

    private static void requireCompleted(RunFolder folder) {
        var view = RunView.of(folder);
        if (!view.isMade() || !view.isCompleted()) {
            throw new RequestException(
                    "run",
                    folder.id(),
                    "be completed, and is " + view.state(folder.isLocked()),
                    "wait for it, or go on with it: twoworlds run --resume " + folder.id());
        }
    }

    /** Writes all files into a folder, and returns which losses were kept. */
    private int write(ResultFiles into, String folder, ClaimsFile claims) throws IOException {
        if (measured.figure().isPresent()) {
            Files.writeString(into.file(ResultFiles.FIGURE), measured.figure().get().svg());
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

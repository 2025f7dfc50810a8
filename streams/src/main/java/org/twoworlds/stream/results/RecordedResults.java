package org.twoworlds.stream.results;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.config.RequestException;

/**
 * The results of a recipe as they were written: what is needed to train its runs again, and to compare.
 *
 * @param runs the records of all runs
 * @param losses their batch losses
 * @param scores their scores
 */
public record RecordedResults(List<RunRecord> runs, RecordedLosses losses, List<RecordedScore> scores) {
    /**
     * Reads a folder that {@link Results#write} wrote.
     *
     * @throws RequestException where the folder is none
     * @throws org.twoworlds.config.FailureException where a file of it is damaged
     */
    public static RecordedResults read(Path folder) {
        var files = new ResultFiles(folder.toAbsolutePath().normalize());
        for (var name : List.of(ResultFiles.RUNS, ResultFiles.LOSSES, ResultFiles.SCORES)) {
            if (!Files.isRegularFile(files.file(name))) {
                throw new RequestException(
                        "folder",
                        folder,
                        "be one that results wrote, and has no " + name,
                        "make it by twoworlds results RECIPE|SWEEP --to " + folder);
            }
        }
        return new RecordedResults(
                RecordedRuns.read(files.file(ResultFiles.RUNS)),
                RecordedLosses.read(files.file(ResultFiles.LOSSES)),
                RecordedScore.read(files.file(ResultFiles.SCORES)));
    }

    /** The scores of a run. */
    public List<RecordedScore> scoresOf(String run) {
        return scores.stream().filter(s -> s.run().equals(run)).toList();
    }

    /** The keys of folders and files that stand as {@code DIR} in any configuration. */
    public Set<String> blanks() {
        return runs.stream().flatMap(r -> r.blanks().stream()).collect(Collectors.toSet());
    }
}

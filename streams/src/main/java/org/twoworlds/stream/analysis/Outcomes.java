package org.twoworlds.stream.analysis;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.RunFolder;

/**
 * The outcomes of several runs.
 *
 * @param all the outcomes of the runs that can be read
 * @param unreadable the other runs, each with the reason
 */
public record Outcomes(List<Outcome> all, List<Look<Outcome>> unreadable) {
    /**
     * The outcomes of runs, by their own criteria, or by another criterion where one is given.
     *
     * @throws FailureException where no run can be read
     */
    public static Outcomes of(List<RunFolder> folders, Optional<Criterion> criterion) {
        return of(folders, criterion, RunView.OWN_EVALUATOR);
    }

    /**
     * The outcomes of runs by the scores of one of their evaluators.
     *
     * @throws FailureException where no run can be read
     */
    public static Outcomes of(List<RunFolder> folders, Optional<Criterion> criterion, String evaluator) {
        var looks = folders.stream()
                .map(folder -> Look.at(folder, f -> Outcome.of(f, criterion, evaluator)))
                .toList();
        var unreadable = looks.stream().filter(l -> !l.isReadable()).toList();
        if (!looks.isEmpty() && unreadable.size() == looks.size()) {
            throw FailureException.inWords(looks.get(0).reason());
        }
        return new Outcomes(looks.stream().flatMap(l -> l.seen().stream()).toList(), unreadable);
    }

    /** The outcomes of runs, by their own criteria. */
    public static Outcomes of(List<RunFolder> folders) {
        return of(folders, Optional.empty());
    }

    /** A line for each run that is left out. */
    public List<String> leftOut() {
        return unreadable.stream()
                .map(l -> "Run " + l.folder().id() + " is left out: " + l.reason())
                .toList();
    }
}

package org.twoworlds.stream.analysis;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.RunFolder;

/**
 * What came of several runs.
 *
 * @param all of those that can be read
 * @param unreadable the others, each with its reason
 */
public record Outcomes(List<Outcome> all, List<Look<Outcome>> unreadable) {
    /**
     * What came of runs, by their own criteria, or by another one where one is given.
     *
     * @throws FailureException where none of them can be read
     */
    public static Outcomes of(List<RunFolder> folders, Optional<Criterion> criterion) {
        var looks = folders.stream()
                .map(folder -> Look.at(folder, f -> Outcome.of(f, criterion)))
                .toList();
        var unreadable = looks.stream().filter(l -> !l.isReadable()).toList();
        if (!looks.isEmpty() && unreadable.size() == looks.size()) {
            throw FailureException.inWords(looks.get(0).reason());
        }
        return new Outcomes(looks.stream().flatMap(l -> l.seen().stream()).toList(), unreadable);
    }

    /** What came of runs, by their own criteria. */
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

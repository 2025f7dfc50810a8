package org.twoworlds.actor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The task of an evaluator: whose checkpoints it scores, on which sets.
 *
 * @param name the evaluator's name in the log
 * @param folder the run's folder, or its replica
 * @param files the way to the checkpoints' files
 * @param sets the sets of a world's checkpoints
 * @param loadSet the way to a set's samples
 * @param asksForAll whether a score asks for one of the same checkpoint on {@code train-all}
 * @param retries failures of a set before its score is missing
 * @param first the step before which checkpoints are left out, by world
 * @param metrics the metrics beside SoftError, error and loss
 * @param memory the scores that are taken over where weights and samples are equal
 */
public record ScoringTask(
        String name,
        RunFolder folder,
        RunFiles files,
        Function<WorldName, List<ScoredSet>> sets,
        SetLoader loadSet,
        Predicate<Event.Score> asksForAll,
        int retries,
        Map<WorldName, Long> first,
        Set<FurtherMetric> metrics,
        ScoreMemory memory) {
    /** The same task with another memory. */
    ScoringTask with(ScoreMemory other) {
        return new ScoringTask(name, folder, files, sets, loadSet, asksForAll, retries, first, metrics, other);
    }

    /** The key of a checkpoint's score on a set. */
    ScoreKey key(Event.Checkpoint checkpoint, ScoredSet set) {
        return new ScoreKey(name, checkpoint.world(), checkpoint.step(), set);
    }

    /** Whether the log says that a checkpoint was let go: it is not to be scored any more, and nothing is wrong. */
    boolean isGivenUp(Event.Checkpoint checkpoint) {
        return !RunView.of(folder).world(checkpoint.world()).onDisk().containsKey(checkpoint.step());
    }

    /** The event of a checkpoint whose file is gone. */
    Event.Missing gone(Event.Checkpoint checkpoint, ScoredSet set) {
        var file = folder.logged(checkpoint);
        return missing(
                checkpoint,
                set,
                "The file of the %s (%s) must be there, and is gone.".formatted(file.what(), file.path()));
    }

    /** The event of a score that cannot be had. */
    Event.Missing missing(Event.Checkpoint checkpoint, ScoredSet set, String reason) {
        return new Event.Missing(name, checkpoint.world(), checkpoint.step(), set, reason);
    }
}

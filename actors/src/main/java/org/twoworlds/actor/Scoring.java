package org.twoworlds.actor;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.Fault;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.log.Event;

/**
 * The scoring of a task's checkpoints, one set after another. The score of equal weights on equal samples is taken over where the
 * task's memory has it; it names the score that it repeats. Belongs to one evaluator.
 */
final class Scoring {
    private static final Logger LOG = LoggerFactory.getLogger(Scoring.class);

    private final ScoringTask task;
    private final CheckpointScorer scorer;
    private final LongSupplier nanoTime;

    Scoring(ScoringTask task, CheckpointScorer scorer, LongSupplier nanoTime) {
        this.task = task;
        this.scorer = scorer;
        this.nanoTime = nanoTime;
    }

    /**
     * The score of a checkpoint on a set, or that there is none.
     *
     * @param file the checkpoint's file
     */
    Event outcome(Event.Checkpoint checkpoint, ScoredSet set, LoggedFile file) {
        var reason = "";
        for (var i = 0; i < task.retries(); i++) {
            try {
                return score(checkpoint, set, file);
            } catch (RuntimeException | Error e) {
                LOG.debug("Scoring {} failed", task.key(checkpoint, set), e);
                reason = Fault.of(e).message();
            }
        }
        return task.missing(checkpoint, set, reason);
    }

    private Event.Score score(Event.Checkpoint checkpoint, ScoredSet set, LoggedFile file) {
        var first = task.loadSet().first(set, checkpoint.step());
        var earlier = task.memory().find(checkpoint, set, first).flatMap(known -> repeated(checkpoint, set, known));
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var made = made(checkpoint, set, file);
        task.memory().add(checkpoint, first, made);
        return made;
    }

    /** The same score for another checkpoint; empty where the outcomes of its samples are not there any more. */
    private Optional<Event.Score> repeated(Event.Checkpoint checkpoint, ScoredSet set, ScoreMemory.Known known) {
        var began = nanoTime.getAsLong();
        var score = known.score();
        if (!score.file().isEmpty() && !SampleScores.keep(task.folder(), score)) {
            return Optional.empty();
        }
        return Optional.of(new Event.Score(
                task.name(),
                checkpoint.world(),
                checkpoint.step(),
                set,
                score.softError(),
                score.error(),
                score.loss(),
                score.count(),
                score.file().isEmpty() ? "" : SampleScores.file(score.sha256()),
                score.sha256(),
                nanoTime.getAsLong() - began,
                score.further(),
                known.place().toString()));
    }

    private Event.Score made(Event.Checkpoint checkpoint, ScoredSet set, LoggedFile file) {
        var began = nanoTime.getAsLong();
        var samples = task.loadSet().load(set, checkpoint.step());
        var score = scorer.score(file, samples);
        var kept = SampleScores.write(task.folder(), score);
        return new Event.Score(
                task.name(),
                checkpoint.world(),
                checkpoint.step(),
                set,
                score.softError(),
                score.error(),
                score.loss(),
                score.count(),
                kept.file(),
                kept.sha256(),
                nanoTime.getAsLong() - began,
                FurtherMetric.all(task.metrics(), score, samples),
                "");
    }

    /** Lets go of what is held for the last checkpoint. */
    void release() {
        scorer.release();
    }
}

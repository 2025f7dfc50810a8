package org.twoworlds.actor;

import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.config.KeptScores;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;

/**
 * Scoring by one session of ONNX Runtime for all sets of a checkpoint: its file is read once. It owns the session, and closes it
 * when it is released, when the next checkpoint comes, and when scoring fails. Thread-safe: evaluators that share it wait for each
 * other, since a session that is closed while it is at work takes the process with it.
 */
public final class SessionScorer implements CheckpointScorer {
    private final Function<LoggedFile, Scorer> opening;
    private Optional<Open> open = Optional.empty();

    private record Open(LoggedFile checkpoint, Scorer scorer) {}

    /** Scoring by sessions that are opened in a given way. */
    SessionScorer(Function<LoggedFile, Scorer> opening) {
        this.opening = opening;
    }

    /**
     * Scoring of a network's checkpoints by ONNX Runtime.
     *
     * @param batch samples of a session call
     * @param kept what is kept of each sample
     */
    public static SessionScorer onnxRuntime(
            Outline outline, Objective objective, Placement placement, int batch, KeptScores kept) {
        return new SessionScorer(
                checkpoint -> new Scorer(outline, objective, checkpoint.read().weights(), placement, batch, kept));
    }

    @Override
    public synchronized SetScore score(LoggedFile checkpoint, ScoringSet set) {
        if (open.filter(o -> o.checkpoint().equals(checkpoint)).isEmpty()) {
            release();
            open = Optional.of(new Open(checkpoint, opening.apply(checkpoint)));
        }
        try {
            return open.get().scorer().score(set);
        } catch (RuntimeException | Error e) {
            release();
            throw e;
        }
    }

    @Override
    public synchronized void release() {
        var closing = open;
        open = Optional.empty();
        closing.ifPresent(o -> o.scorer().close());
    }
}

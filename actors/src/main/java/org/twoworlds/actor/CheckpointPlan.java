package org.twoworlds.actor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.stream.analysis.RunView;

/**
 * Which steps of both worlds are written down, decided a block of steps at a time: the configured cadence, and denser ones
 * while the Real World's batch error is near the threshold of T(n). Both worlds get the same, so that their gap can be
 * taken at every one.
 */
final class CheckpointPlan {
    private final ExperimentConfig config;
    private final TreeMap<Long, Boolean> dense = new TreeMap<>();
    private final Deque<Double> errors = new ArrayDeque<>();
    private final int block;
    private long decided;
    private Optional<Long> endAt = Optional.empty();

    CheckpointPlan(ExperimentConfig config) {
        this.config = config;
        block = config.stoppingTime().dense();
    }

    /** Goes on where an earlier process of the run stopped, repeating what it decided. */
    void resume(RunView view) {
        var reached = Math.max(view.world("real").step(), view.world("ideal").step());
        var written = new TreeSet<Long>(view.world("real").checkpoints().keySet());
        written.addAll(view.world("ideal").checkpoints().keySet());
        while (decided < reached) {
            decide(written.contains(decided + block));
        }
        errors.addAll(view.world("real").recentErrors());
    }

    /** Takes in an update of the Real World, and decides the next block in time. */
    void stepped(long step, double batchError, boolean reached) {
        errors.addLast(batchError);
        if (errors.size() > RunView.RECENT) {
            errors.removeFirst();
        }
        while (decided < Math.min(config.steps(), step + block)) {
            decide(!reached && isNear());
        }
    }

    private boolean isNear() {
        var mean = errors.stream().mapToDouble(e -> e).average().orElse(1);
        return errors.size() == RunView.RECENT && mean < config.stoppingTime().near();
    }

    private void decide(boolean denser) {
        decided += block;
        dense.put(decided, denser);
    }

    /** The last step that both worlds may know about. */
    long decided() {
        return Math.min(endAt.orElse(config.steps()), decided);
    }

    /** The run ends at a step. */
    void endAt(long step) {
        endAt = Optional.of(step);
    }

    /** The steps of (from, to] that are written down. */
    Set<Long> checkpoints(long from, long to) {
        Set<Long> steps = new TreeSet<>();
        for (var step = from + 1; step <= to; step++) {
            if (config.checkpoints().includes(step, config.steps()) || dense.getOrDefault(step, false)) {
                steps.add(step);
            }
        }
        return steps;
    }
}

package org.twoworlds.actor;

import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;

/**
 * The steps at which both worlds' weights are written down, decided a block of steps at a time: those of the configured
 * cadence, and every block's end while the Real World's batch error is near the threshold of T(n). Both worlds get the same
 * steps, so that their gap can be taken at every one. A block is decided by the Real World's errors alone: a run that was
 * cut decides again what it had decided.
 */
final class CheckpointPlan {
    /** The errors of so many batches are averaged. */
    private static final int RECENT = 10;

    private final ExperimentConfig config;
    private final TreeMap<Long, Boolean> dense = new TreeMap<>();

    /** The errors of the Real World's newest batches, by step. */
    private final TreeMap<Long, Float> errors = new TreeMap<>();

    private final int block;
    private long decided;
    private Optional<Long> endAt = Optional.empty();

    CheckpointPlan(ExperimentConfig config) {
        this.config = config;
        block = config.stoppingTime().dense();
    }

    /**
     * Goes on where an earlier process of the run stopped.
     *
     * @param log the run's log from its begin on
     * @param reached whether T(n) is known
     */
    void resume(LogReader log, boolean reached) {
        Set<Long> written = new TreeSet<>();
        var last = new AtomicLong();
        log.forEach(entry -> {
            if (entry.event() instanceof Event.Checkpoint checkpoint) {
                written.add(checkpoint.step());
            } else if (entry.event() instanceof Event.Step step) {
                last.accumulateAndGet(step.step(), Math::max);
                if (step.world() == WorldName.REAL) {
                    stepped(step.step(), step.error(), reached);
                }
            }
        });
        // At the very last step a checkpoint may have been due, and its trainer died just before.
        dense.headMap(last.get(), false).replaceAll((step, decision) -> written.contains(step));
    }

    /** Decides the first blocks of worlds that begin after a step, by the cadence alone. */
    void begin(long step) {
        decide(step, () -> false);
    }

    /**
     * Takes in an update of the Real World, and decides the next block in time.
     *
     * @param reached whether T(n) is known
     */
    void stepped(long step, float batchError, boolean reached) {
        errors.put(step, batchError);
        if (errors.size() > RECENT) {
            errors.pollFirstEntry();
        }
        decide(step, () -> !reached && isNear());
    }

    private boolean isNear() {
        var mean = errors.values().stream().mapToDouble(e -> e).average().orElse(1);
        return config.world().law().reused().isPresent()
                && errors.size() == RECENT
                && mean < config.stoppingTime().near();
    }

    /** Decides blocks until one is ahead of a step. */
    private void decide(long step, BooleanSupplier denser) {
        while (decided < Math.min(config.steps(), step + block)) {
            decided += block;
            dense.put(decided, denser.getAsBoolean());
        }
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

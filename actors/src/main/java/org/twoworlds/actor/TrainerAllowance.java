package org.twoworlds.actor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;

/**
 * The allowance of a run's trainers: how far each may go on. A trainer goes as far as it is decided which checkpoints are
 * written, and no farther than the evaluator keeps up: at most {@code backlog} checkpoints of a world are written or allowed and
 * not scored.
 */
final class TrainerAllowance {
    private final RunView view;
    private final CheckpointPlan plan;
    private final ScoringPlan scoring;
    private final int backlog;

    /** The step at which each trainer began: a fork has no checkpoints from before. */
    private final Map<WorldName, Long> begun = new EnumMap<>(WorldName.class);

    private final Map<WorldName, Long> granted = new EnumMap<>(WorldName.class);

    /**
     * The allowance of trainers that begin later.
     *
     * @param backlog checkpoints of a world that may wait for their scores, at least 1
     */
    TrainerAllowance(RunView view, CheckpointPlan plan, ScoringPlan scoring, int backlog) {
        this.view = view;
        this.plan = plan;
        this.scoring = scoring;
        this.backlog = backlog;
    }

    /** A world's trainer begins at a step. */
    void begin(WorldName world, long step) {
        begun.put(world, step);
        granted.put(world, step);
    }

    /** Grants a trainer more updates, with the checkpoints to write on the way; empty where it has to wait. */
    Optional<Trainer.Proceed> grant(WorldName world) {
        var from = granted.get(world);
        var until = plan.decided();
        if (until <= from) {
            return Optional.empty();
        }
        var room = backlog - waiting(world);
        for (var checkpoint : plan.checkpoints(from, until)) {
            if (room-- <= 0) {
                until = checkpoint - 1;
                break;
            }
        }
        if (until <= from) {
            return Optional.empty();
        }
        granted.put(world, until);
        var steps = plan.checkpoints(from, until);
        steps.removeAll(view.world(world).checkpoints().keySet());
        return Optional.of(new Trainer.Proceed(until, steps));
    }

    /** Checkpoints that are granted or written and not scored yet. */
    private long waiting(WorldName world) {
        var written = view.world(world).checkpoints();
        var from = Math.max(begun.get(world), written.isEmpty() ? 0 : written.lastKey());
        var coming = plan.checkpoints(from, granted.get(world)).size();
        return coming
                + view.world(world).onDisk().keySet().stream()
                        .filter(step -> !scoring.isSettled(view, world, step))
                        .count();
    }
}

package org.twoworlds.actor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The choice of checkpoints that may go: those that retention does not keep, and the oldest over the disk budget. A checkpoint that
 * an attached evaluator has not scored yet is leased to that evaluator for a while.
 *
 * @param nowMicros the time, in microseconds since 1970
 */
record Housekeeping(ExperimentConfig config, RunView view, long nowMicros) {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** A file to delete, and the event that says so. */
    record Deletion(String file, Event.Deleted event) {}

    List<Deletion> deletable(Optional<StoppingTime> stopping, BiPredicate<WorldName, Long> settled) {
        List<Deletion> deletions = new ArrayList<>();
        var bracket = bracket(stopping);
        for (var world : WorldName.BOTH) {
            var onDisk = view.world(world).onDisk();
            if (onDisk.isEmpty()) {
                continue;
            }
            long newer = onDisk.size();
            for (var checkpoint : onDisk.values()) {
                newer--;
                var step = checkpoint.step();
                if (!isFixed(world, step, bracket)
                        && !config.keep().keeps(step, config.steps(), newer)
                        && !isLeased(world, step)
                        && settled.test(world, step)) {
                    deletions.add(deletion(checkpoint, "keep=" + config.keep()));
                }
            }
        }
        return overBudget(deletions, bracket, settled);
    }

    private List<Deletion> overBudget(
            List<Deletion> deletions, Set<Long> bracket, BiPredicate<WorldName, Long> settled) {
        var gone = deletions.stream().map(Deletion::file).toList();
        var left = WorldName.BOTH.stream()
                .flatMap(world -> view.world(world).onDisk().values().stream())
                .filter(c -> !gone.contains(c.file()))
                .sorted(java.util.Comparator.comparingLong(Event.Checkpoint::step))
                .toList();
        var bytes = left.stream().mapToLong(Event.Checkpoint::bytes).sum();
        for (var checkpoint : left) {
            if (bytes <= config.disk().budget()) {
                break;
            }
            if (!isFixed(checkpoint.world(), checkpoint.step(), bracket)
                    && settled.test(checkpoint.world(), checkpoint.step())) {
                bytes -= checkpoint.bytes();
                deletions.add(deletion(checkpoint, "disk.budget"));
            }
        }
        return deletions;
    }

    private boolean isLeased(WorldName world, long step) {
        var age = nowMicros - view.world(world).writtenMicros(step);
        return age < config.evaluator().leaseNanos() / 1_000
                && !view.waiting(world, step).isEmpty();
    }

    /** The first, the newest, and those next to T(n). */
    private boolean isFixed(WorldName world, long step, Set<Long> bracket) {
        return step == 0 || step == view.world(world).onDisk().lastKey() || bracket.contains(step);
    }

    /** The checkpoints next to T(n): while that is unknown, the two that were scored last. */
    private Set<Long> bracket(Optional<StoppingTime> stopping) {
        if (stopping.isPresent()) {
            return new HashSet<>(List.of(stopping.get().step(), stopping.get().after()));
        }
        return view.curve(WorldName.REAL, Criterion.of(config).set()).descendingKeySet().stream()
                .limit(2)
                .collect(Collectors.toSet());
    }

    private Deletion deletion(Event.Checkpoint checkpoint, String reason) {
        var waiting = view.waiting(checkpoint.world(), checkpoint.step());
        var why = waiting.isEmpty() ? reason : reason + ", before it was scored by " + String.join(", ", waiting);
        return new Deletion(checkpoint.file(), new Event.Deleted(checkpoint.world(), checkpoint.step(), why));
    }

    /** Removes a checkpoint's file, once the log says so and that survives a power cut: no reader then misses the file. */
    static void remove(RunFolder folder, Event.Deleted deleted) {
        var file = RunFolder.checkpointFile(deleted.world(), deleted.step());
        try {
            Files.deleteIfExists(folder.file(file));
        } catch (IOException e) {
            LOG.warn("Cannot delete {}", file, e);
        }
    }
}

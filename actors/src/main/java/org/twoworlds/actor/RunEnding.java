package org.twoworlds.actor;

import java.util.stream.Collectors;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;

/** The last events of runs: the state in which a run ends, and why. */
final class RunEnding {
    private RunEnding() {}

    /** Whether nothing is left to do: both worlds have ended, and every checkpoint is scored or let go. */
    static boolean isOver(RunView view, ScoringPlan scoring) {
        return view.worlds().stream()
                .allMatch(world -> view.world(world).ended().isPresent()
                        && view.world(world).onDisk().keySet().stream()
                                .allMatch(step -> scoring.isSettled(view, world, step)));
    }

    /** The end of a run whose worlds have ended: completed as long as one world is; where none stayed finite, there is nothing to compare. */
    static Event.RunEnded ofWorlds(RunView view) {
        var lost = view.worlds().stream()
                .flatMap(world -> view.world(world).ended().stream())
                .filter(ended -> ended.reason() == WorldEnding.NON_FINITE)
                .toList();
        return lost.size() < view.worlds().size()
                ? new Event.RunEnded(RunState.COMPLETED, "")
                : failed(lost.stream()
                        .map(Event.WorldEnded::message)
                        .collect(Collectors.joining(System.lineSeparator())));
    }

    /** The message of a world whose loss at a step is no finite number. */
    static String notFinite(WorldName world, long step) {
        return "The loss of the %s world at step %d must be finite; this world ends here. Maybe lower optimizer.rate."
                .formatted(world, step);
    }

    /** The end of a run that one of its actors brought down. */
    static Event.RunEnded ofFault(String actor, Throwable cause) {
        var fault = Fault.of(cause);
        return failed(
                !fault.isOurs()
                        ? fault.message()
                        : "The run must not fail, but " + actor + " did: " + cause + System.lineSeparator()
                                + "  Maybe run it again with --resume.");
    }

    /** The end of a run whose disk has less room than its reserve. */
    static Event.RunEnded ofFullDisk(LogWriter.DiskLow disk) {
        return failed(CheckpointWriter.diskFull(disk.usable(), disk.reserve()).getMessage());
    }

    private static Event.RunEnded failed(String message) {
        return new Event.RunEnded(RunState.FAILED, message);
    }
}

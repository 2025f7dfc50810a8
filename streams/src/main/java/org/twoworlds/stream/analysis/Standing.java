package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Event;

/**
 * The standing of a run: a fold over the events of processes that took the run up and left it, and of users' requests. All other
 * events leave the standing as it is.
 *
 * @param taken the attempt of the process that took the run up last
 * @param ended the run's last end; empty where a process has taken it up since
 * @param asked the state in which a user asked that the run be left; empty once it was left so
 * @param isQueuedAgain whether a user asked that the run be taken up again, and no process has taken it up yet
 * @param isForked whether the run went on on an unequal machine
 */
public record Standing(
        Optional<Event.Attempt> taken,
        Optional<Event.RunEnded> ended,
        Optional<Event.Asked> asked,
        boolean isQueuedAgain,
        boolean isForked) {
    /** The standing of a run that no process has taken up. */
    public static final Standing NEW = new Standing(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /** The standing after one more event. */
    public Standing after(Event event) {
        if (event instanceof Event.Attempt a) {
            return new Standing(
                    Optional.of(a),
                    Optional.empty(),
                    asked.filter(x -> x.ofAttempt() >= a.number()),
                    false,
                    isForked || a.forked());
        }
        if (event instanceof Event.RunEnded r) {
            return new Standing(
                    taken, Optional.of(r), r.state().isAsAsked() ? Optional.empty() : asked, false, isForked);
        }
        if (event instanceof Event.Asked a && a.ofAttempt() >= attempt() && !isCompleted()) {
            var isQueued = a.state() == RunState.QUEUED;
            return new Standing(
                    taken,
                    isQueued ? Optional.empty() : ended,
                    isQueued ? Optional.empty() : Optional.of(a),
                    isQueued,
                    isForked);
        }
        return this;
    }

    /** The number of processes that have taken the run up. */
    public int attempt() {
        return taken.map(Event.Attempt::number).orElse(0);
    }

    /** Whether the run ended with all its work done. */
    public boolean isCompleted() {
        return ended.filter(e -> e.state().isOver()).isPresent();
    }

    /**
     * The run's state.
     *
     * @param isLocked whether a process writes the run
     * @param isForLater whether a lab or a sweep takes the run up where no process has
     */
    public RunState state(boolean isLocked, boolean isForLater) {
        var isQueued = isQueuedAgain || taken.isEmpty() && isForLater;
        return ended.map(Event.RunEnded::state)
                .orElse(isLocked ? RunState.RUNNING : isQueued ? RunState.QUEUED : RunState.INTERRUPTED);
    }

    /** The fewest events that lead from {@link #NEW} to this standing, as which it is kept. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        taken.ifPresent(a -> {
            if (isForked && !a.forked()) {
                events.add(new Event.Attempt(
                        a.number(), a.pid(), true, a.machine(), a.processStart(), a.command(), a.node()));
            }
            events.add(a);
        });
        ended.ifPresent(events::add);
        asked.ifPresent(events::add);
        if (isQueuedAgain) {
            events.add(new Event.Asked(RunState.QUEUED, attempt()));
        }
        return events;
    }
}

package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Event;

/**
 * How a run stands: a fold over the events that tell which processes took it up, how these let go of it, and what somebody
 * asked of it. All other events leave it as it is.
 *
 * @param taken the process that took it up last
 * @param ended how it ended last, if no process has taken it up since
 * @param asked how somebody asked that it be left, as long as it was not
 * @param isQueuedAgain whether somebody asked that it be taken up again, and nobody has
 * @param isForked whether it went on on an unequal machine
 */
public record Standing(
        Optional<Event.Attempt> taken,
        Optional<Event.RunEnded> ended,
        Optional<Event.Asked> asked,
        boolean isQueuedAgain,
        boolean isForked) {
    /** Of a run that nobody has taken up. */
    public static final Standing NEW = new Standing(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /** How it stands after one more event. */
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

    /** How many processes have taken it up. */
    public int attempt() {
        return taken.map(Event.Attempt::number).orElse(0);
    }

    /** Whether it ended with all its work done. */
    public boolean isCompleted() {
        return ended.filter(e -> e.state().isOver()).isPresent();
    }

    /**
     * Its state.
     *
     * @param isLocked whether a process writes it
     * @param isForLater whether a lab or a sweep takes it up where nobody has
     */
    public RunState state(boolean isLocked, boolean isForLater) {
        var isQueued = isQueuedAgain || taken.isEmpty() && isForLater;
        return ended.map(Event.RunEnded::state)
                .orElse(isLocked ? RunState.RUNNING : isQueued ? RunState.QUEUED : RunState.INTERRUPTED);
    }

    /** The fewest events that lead here from {@link #NEW}: how it is kept. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        taken.ifPresent(a -> {
            if (isForked && !a.forked()) {
                events.add(new Event.Attempt(a.number(), a.pid(), true, a.machine(), a.processStart(), a.command()));
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

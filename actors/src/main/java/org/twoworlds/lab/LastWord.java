package org.twoworlds.lab;

import java.time.InstantSource;
import java.util.List;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/** The last word of a run that a lab leaves: promised while a process still writes the run, said once nobody does. */
final class LastWord {
    private LastWord() {}

    /**
     * Writes down that a run is to be left, for a later lab to do it if this one dies; on return that survives a power cut.
     * The promise is asked of the process that has taken the run up, or else of the one that is only starting.
     */
    static void promise(RunFolder folder, RunView view, RunState state, InstantSource clock) {
        if (!view.isMade()) {
            SweepPlan.leave(folder, new Event.RunEnded(state, ""));
            if (!LogReader.isMade(folder)) {
                return;
            }
        }
        var isTaken = view.ended().isEmpty()
                && view.taken()
                        .map(KnownProcess::of)
                        .flatMap(KnownProcess::find)
                        .isPresent();
        InboxKeeper.offer(folder, new Event.Asked(state, view.attempt() + (isTaken ? 0 : 1)), clock);
    }

    /** Says how a run that nobody writes is left: in its log, or in its sweep's plan where it is not made yet. */
    static void say(RunFolder folder, Event.RunEnded event, InstantSource clock) {
        if (!LogReader.isMade(folder)) {
            SweepPlan.leave(folder, event);
            return;
        }
        try (var lock = folder.lock()) {
            EventLog.append(folder, RunView.of(folder).attempt(), clock, List.of(event));
        }
    }
}

package org.twoworlds.start;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Annotations;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * Tags, notes and names that people put on a run: events that reach the run's log also while another process writes it. A run
 * that is planned is made first. What is written survives a power cut on return.
 */
public final class Annotating {
    private Annotating() {}

    /** A run's annotations as they are, also those that its writer has not logged yet. */
    public static Annotations of(RunFolder folder) {
        return InboxKeeper.view(folder).annotations();
    }

    /**
     * Puts tags on a run and takes others off.
     *
     * @return the annotations afterwards
     * @throws RequestException where a tag is not one word
     */
    public static Annotations tag(RunFolder folder, List<String> added, List<String> removed, InstantSource clock) {
        return write(folder, now -> now.tagging(added, removed), clock);
    }

    /**
     * Writes a note on a run, in place of any earlier one.
     *
     * @return the annotations afterwards
     * @throws RequestException where it is too long, or no text
     */
    public static Annotations note(RunFolder folder, String note, InstantSource clock) {
        return write(folder, now -> Annotations.noting(note), clock);
    }

    /**
     * Gives a run another name.
     *
     * @return the annotations afterwards
     * @throws RequestException where it is no name, or another run has it
     */
    public static Annotations rename(RunFolder folder, String name, InstantSource clock) {
        var before = of(folder);
        SweepRuns.make(folder, clock);
        RunName.give(folder, name, clock);
        return before.after(new Event.Renamed(name));
    }

    private static Annotations write(RunFolder folder, Function<Annotations, Event> writing, InstantSource clock) {
        var before = of(folder);
        var event = writing.apply(before);
        SweepRuns.make(folder, clock);
        InboxKeeper.write(folder, event, clock, RunName.PATIENCE);
        return before.after(event);
    }
}

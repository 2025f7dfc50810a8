package org.twoworlds.stream.analysis;

import java.util.Optional;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;

/** The events of another run's Ideal World, as the run that is compared with that world sees them. */
final class SharedIdeal {
    private SharedIdeal() {}

    /**
     * An event as the run sees it; empty where it is not of the Ideal World's training and scores.
     *
     * @param place the other run's folder, relative to the run's own
     */
    static Optional<Event> seen(Event event, String place) {
        if (event instanceof Event.Checkpoint c && c.world() == WorldName.IDEAL) {
            return Optional.of(c.under(place));
        }
        if (event instanceof Event.Score s && s.world() == WorldName.IDEAL) {
            return Optional.of(s.under(place));
        }
        var isSeen = event instanceof Event.Step s && s.world() == WorldName.IDEAL
                || event instanceof Event.Waited w && w.world() == WorldName.IDEAL
                || event instanceof Event.Deleted d && d.world() == WorldName.IDEAL
                || event instanceof Event.WorldEnded e && e.world() == WorldName.IDEAL;
        return Optional.of(event).filter(e -> isSeen);
    }
}

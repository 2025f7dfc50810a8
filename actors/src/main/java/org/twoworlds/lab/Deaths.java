package org.twoworlds.lab;

import java.time.Duration;
import java.util.Optional;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The deaths of a run since it last got on: it is started again more and more slowly, and given up on at the fifth. */
final class Deaths {
    private static final int MOST_DEATHS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final RunFolder folder;
    private int count;
    private long reached;

    Deaths(RunFolder folder) {
        this.folder = folder;
        reached = steps();
    }

    private long steps() {
        var view = RunView.of(folder);
        return WorldName.BOTH.stream().mapToLong(w -> view.world(w).step()).sum();
    }

    int count() {
        return count;
    }

    /** Counts one more, and says how long to wait; empty where the run is to be given up on. */
    Optional<Duration> next() {
        var now = steps();
        if (now > reached) {
            count = 0;
            reached = now;
        }
        count++;
        return count >= MOST_DEATHS ? Optional.empty() : Optional.of(FIRST_PAUSE.multipliedBy(1L << (count - 1)));
    }

    /** The last word of a run that is given up on. */
    Event.RunEnded lastWord(String reason) {
        return new Event.RunEnded(RunState.FAILED, "It died " + count + " times without getting on: " + reason, count);
    }
}

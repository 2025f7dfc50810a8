package org.twoworlds.stream.bundle;

import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * How much of a run's log goes into a bundle: all of it, or, of a run that is being written, what was forced to the disk.
 *
 * @param view the view of those events
 * @param isUnderWay whether a process writes the run
 */
record LogExtent(RunView view, boolean isUnderWay) {
    static LogExtent of(RunFolder folder) {
        var isLocked = folder.isLocked();
        var all = new RunView();
        var forced = 0L;
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(all::apply);
            forced = reader.forced();
        }
        var isUnderWay = isLocked || folder.isLocked();
        var view = isUnderWay ? first(folder, forced) : all;
        if (view.next() == 0) {
            throw isUnderWay
                    ? new RequestException(
                            "run",
                            folder.id(),
                            "have something that survives a power cut",
                            "wait a moment: it has just begun")
                    : new RequestException(
                            "run", folder.id(), "be made: nothing of it is there yet", "wait until it was begun");
        }
        return new LogExtent(view, isUnderWay);
    }

    private static RunView first(RunFolder folder, long events) {
        var view = new RunView();
        try (var reader = new LogReader(folder.log(), 0)) {
            while (view.next() < events) {
                view.apply(reader.next().orElseThrow());
            }
        }
        return view;
    }
}

package org.twoworlds.start;

import java.time.InstantSource;
import java.util.List;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/**
 * What a run needs before it goes to another machine: weights that it begins with lie in a file here, and become resume
 * points of step 0, which travel with its log.
 */
public final class Departure {
    private Departure() {}

    /**
     * Writes them down, where there are any and the worlds have not begun.
     *
     * @param folder of a run that the caller has the right to write
     * @return the view of the log as it is then
     */
    public static RunView prepare(RunFolder folder, RunView view, InstantSource clock) {
        var config = view.config();
        var worlds = view.worlds().stream()
                .filter(w -> view.world(w).resumePoints().isEmpty())
                .toList();
        if (config.modelInit().isEmpty() || worlds.isEmpty()) {
            return view;
        }
        var experiment = Experiment.open(config);
        var points = worlds.stream()
                .map(world -> new CheckpointWriter(folder, world, config.disk().reserve(), List.of())
                        .resumePoint(0, experiment.initialWeights(world), List.of()))
                .toList();
        EventLog.append(folder, view.attempt(), clock, points);
        return RunView.of(folder);
    }
}

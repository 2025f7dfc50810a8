package org.twoworlds.actor;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * The context in which a process takes a run up.
 *
 * @param folder the run's folder, or its replica
 * @param experiment the data, worlds and network that record 0's configuration describes
 * @param view the fold of the log so far; the run's actor alone changes it
 * @param attempt the event that says which process takes the run up
 * @param log the way to the log's writer
 * @param files the way to the files from which the run goes on
 * @param further evaluators beside the run's own
 */
public record RunContext(
        RunFolder folder,
        Experiment experiment,
        RunView view,
        Event.Attempt attempt,
        RunLog log,
        RunFiles files,
        List<FurtherEvaluator> further) {
    public RunContext {
        further = List.copyOf(further);
    }

    /** The run's configuration. */
    ExperimentConfig config() {
        return experiment.config();
    }

    /** The file of a resume point; empty where it was removed. */
    Optional<LoggedFile> find(Event.ResumePoint point) {
        return files.find(point.file(), point.sha256()).map(path -> point.logged(folder.id(), path));
    }
}

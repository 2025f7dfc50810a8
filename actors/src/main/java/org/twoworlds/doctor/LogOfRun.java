package org.twoworlds.doctor;

import java.util.List;
import java.util.Optional;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** The check that a run's log can be read to its end. */
final class LogOfRun implements Check {
    private final RunFolder folder;
    private Optional<RunView> view = Optional.empty();

    LogOfRun(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "log";
    }

    @Override
    public List<Finding> look() {
        view = Optional.of(RunView.of(folder));
        return List.of();
    }

    /** The view of the run; empty where its log could not be read. */
    Optional<RunView> view() {
        return view;
    }
}

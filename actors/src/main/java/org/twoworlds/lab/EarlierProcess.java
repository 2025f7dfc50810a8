package org.twoworlds.lab;

import java.util.Optional;
import org.slf4j.Logger;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The process of an earlier lab that still writes a run: it is told to end only where the run's log names it for certain. */
final class EarlierProcess {
    private final RunFolder folder;
    private Optional<ProcessHandle> process = Optional.empty();

    EarlierProcess(RunFolder folder) {
        this.folder = folder;
    }

    /** The process that was told to end, while it lives. */
    Optional<ProcessHandle> process() {
        return process.filter(ProcessHandle::isAlive);
    }

    /** Whether a process is told to end now: each is told once, for a second signal would end it without a resume checkpoint. */
    boolean tellEnd() {
        if (process().isPresent()) {
            return false;
        }
        process = RunView.of(folder).taken().map(KnownProcess::of).flatMap(KnownProcess::find);
        process.ifPresent(ProcessHandle::destroy);
        return process.isPresent();
    }

    /** Says that a process which still writes the run is to be ended by hand. */
    void warn(Logger log) {
        if (folder.isLocked()) {
            log.warn(
                    "Run {} is written by a process that its log does not name for certain: end it by hand. It was"
                            + " process {}.",
                    folder.id(),
                    RunView.of(folder).taken().map(Event.Attempt::pid).orElse(0L));
        }
    }
}

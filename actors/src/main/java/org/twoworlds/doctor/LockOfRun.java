package org.twoworlds.doctor;

import java.util.List;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** The check of a run's lock: the process that the run's log names has it, or no process. */
final class LockOfRun implements RunCheck {
    private static final String NAME = "lock";

    @Override
    public List<Finding> look(RunFolder folder, RunView view) {
        var file = folder.path().resolve("lock");
        try {
            var named = view.taken().map(KnownProcess::of).filter(KnownProcess::lives);
            if (folder.isLocked() && named.isEmpty()) {
                return List.of(Finding.fault(
                        NAME,
                        Problem.of(
                                "run",
                                folder.id(),
                                "be written by the process that its log names, and another one has its lock",
                                "see which process: fuser " + file)));
            }
            return List.of();
        } catch (FailureException e) {
            return List.of(Finding.fault(
                    NAME, Problem.of("lock of run", file, "be readable", "see its rights and those of its folders")));
        }
    }
}

package org.twoworlds.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.Problem;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** The check that this program, on this machine, goes on with a run as the run began. */
final class VersionOfRun implements RunCheck {
    private static final String NAME = "version";

    @Override
    public List<Finding> look(RunFolder folder, RunView view) {
        List<Finding> found = new ArrayList<>();
        var theirs = view.started().machine().version();
        if (isNewer(theirs, Build.current().version())) {
            found.add(Finding.fault(
                    NAME,
                    Problem.of(
                            "version of run " + folder.id(),
                            theirs,
                            "be no newer than this program's, "
                                    + Build.current().version(),
                            "update the program before anything writes this run")));
        }
        var machine = view.started().machine().machine();
        if (!view.isCompleted() && !machine.isEmpty() && !Machine.isEqual(machine, Machine.describe())) {
            found.add(Finding.warning(
                    NAME,
                    Problem.of(
                            "machine of run " + folder.id(),
                            machine.getOrDefault("processor", "another one"),
                            "be equal to this one for the same weights; here the run goes on as a fork",
                            "resume it where it began")));
        }
        return found;
    }

    /** Whether one version is newer than the other, by major, minor and patch; false where either text is not a version. */
    static boolean isNewer(String one, String other) {
        return one.matches("[0-9].*") && other.matches("[0-9].*") && Arrays.compare(numbers(one), numbers(other)) > 0;
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("-", 2)[0].split("\\."))
                .filter(part -> part.matches("[0-9]{1,9}"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}

package org.twoworlds.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.doctor.Build;
import org.twoworlds.doctor.Doctor;
import org.twoworlds.doctor.Finding;
import org.twoworlds.doctor.LabCheck;
import org.twoworlds.http.LabFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doctor}: what is wrong with this machine and this home. */
@Command(
        name = "doctor",
        description = {
            "Looks at this machine (Java, libraries, processor, folders, limits, GPU) and at a home (disk, owners, secrets, lab,",
            "every run's lock, log, files and version), and says what to do. It changes nothing. Exit code 1 where it finds a",
            "fault. What it prints names files and runs, and holds no secret."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int PORT = 8642;

    @Option(names = "--all", description = "print what is well too")
    private boolean all;

    @Option(
            names = "--secret",
            paramLabel = "FILE",
            description = "a file with a token or a password of the lab's, to be looked at too; repeatable")
    private List<Path> secrets = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var path = home.home().path();
        var lab = LabFile.read(path);
        var tokens = lab.map(LabFile::tokenFile).filter(f -> !f.isEmpty()).map(Path::of);
        var findings = Doctor.examine(
                home.home(), new LabCheck(path, lab.map(LabFile::url), PORT), tokens, secrets, InstantSource.system());
        var isWell = findings.stream().noneMatch(f -> f.level() == Finding.Level.FAULT);
        if (json.isSet()) {
            var build = Build.current();
            Json.print(Json.ordered(
                    "ok", isWell, "version", build.version(), "commit", build.commit(), "findings", findings));
        } else {
            findings.stream().filter(f -> all || f.level() != Finding.Level.OK).forEach(DoctorCommand::print);
            Json.out().println(summary(findings, isWell));
        }
        return isWell ? 0 : 1;
    }

    private static void print(Finding finding) {
        Json.out().printf("%-8s %-18s %s%n", finding.level(), finding.check(), finding.message());
        if (!finding.hint().isEmpty()) {
            Json.out().printf("%-8s %-18s   Maybe %s.%n", "", "", finding.hint());
        }
    }

    private static String summary(List<Finding> findings, boolean isWell) {
        var faults =
                findings.stream().filter(f -> f.level() == Finding.Level.FAULT).count();
        return isWell
                ? "No fault in " + findings.size() + " findings."
                : faults + (faults == 1 ? " fault" : " faults") + " in " + findings.size() + " findings.";
    }
}

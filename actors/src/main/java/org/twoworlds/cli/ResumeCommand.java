package org.twoworlds.cli;

import java.util.Map;
import picocli.CommandLine.Command;

/** {@code resume}. */
@Command(
        name = "resume",
        description =
                "Lets the lab take a run up again, or all of a sweep that are not completed: those that failed too.")
final class ResumeCommand extends LabRunCommand {
    @Override
    public Integer call() {
        for (var sweep : lab().get("sweeps")) {
            if (sweep.path("sweep").asText().equals(run())) {
                lab().post("sweeps/" + LabClient.segment(run()) + "/resume", Map.of());
                return 0;
            }
        }
        return post("resume");
    }
}

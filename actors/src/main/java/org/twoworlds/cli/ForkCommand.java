package org.twoworlds.cli;

import java.util.OptionalLong;
import org.twoworlds.api.ForkRequest;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code fork}. */
@Command(
        name = "fork",
        description = {
            "A new run of the lab, which goes on from any step that a run was trained to; prints its id.",
            "Weights and optimizer slots that were not kept are made again before it trains."
        })
final class ForkCommand extends LabRunCommand {
    @Option(names = "--at", required = true, paramLabel = "STEP", description = "the step to go on from")
    private long step;

    @Option(
            names = "--without-slots",
            description = "begin at once with a checkpoint on disk, and with optimizer slots at zero")
    private boolean withoutSlots;

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
    private String name = "";

    @Override
    public Integer call() {
        var request = new ForkRequest(OptionalLong.of(step), settings.all(), name, !withoutSlots);
        Json.out()
                .println(lab().post(path() + "/fork", request.document())
                        .path("run")
                        .asText());
        return 0;
    }
}

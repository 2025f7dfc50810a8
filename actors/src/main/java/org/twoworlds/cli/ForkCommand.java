package org.twoworlds.cli;

import java.util.OptionalLong;
import org.twoworlds.api.ForkRequest;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code fork}. */
@Command(name = "fork", description = "A new run of the lab, from a checkpoint of both worlds; prints its id.")
final class ForkCommand extends LabRunCommand {
    @Option(names = "--at", required = true, paramLabel = "STEP", description = "a checkpoint's step")
    private long step;

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
    private String name = "";

    @Override
    public Integer call() {
        var request = new ForkRequest(OptionalLong.of(step), settings.all(), name);
        Json.out()
                .println(lab().post(path() + "/fork", request.document())
                        .path("run")
                        .asText());
        return 0;
    }
}

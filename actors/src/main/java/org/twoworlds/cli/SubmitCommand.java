package org.twoworlds.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.SubmitRequest;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code submit}. */
@Command(
        name = "submit",
        description = "Submits a recipe or a file to the lab, and prints the run's id, or the sweep's.")
final class SubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RECIPE|FILE", description = "a recipe's name, or a file of your own")
    private String recipe = "";

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call the run (default: its id)")
    private String name = "";

    @Option(names = "--size", paramLabel = "SIZE", description = "smoke, lab or full, where the recipe has sizes")
    private String size = "";

    @Option(names = "--smoke", description = "short for --size smoke")
    private boolean smoke;

    @Option(names = "--until", paramLabel = "WISH", hidden = true, description = "told that run has it")
    private Optional<String> until = Optional.empty();

    @Mixin
    private LabClient lab = new LabClient();

    @Override
    public Integer call() {
        if (until.isPresent()) {
            throw new RequestException(
                    "option --until",
                    until.get(),
                    "be given to run: a lab adds no seeds to a sweep",
                    "submit a range of seeds: --set seed=1..5");
        }
        var made = lab.post("runs", request().document());
        var waiting = made.path("waiting").asText();
        if (!waiting.isEmpty()) {
            System.err.println("It waits: " + waiting + ".");
        }
        Json.out().println(made.path(made.has("sweep") ? "sweep" : "run").asText());
        return 0;
    }

    /** A file is resolved here: the lab does not see what it includes. */
    private SubmitRequest request() {
        return ConfigLoader.isFile(recipe)
                ? new SubmitRequest(
                        ConfigLoader.fileName(recipe),
                        Optional.of(new ConfigLoader().resolved(recipe, wanted(), settings.all())),
                        "",
                        List.of(),
                        name)
                : new SubmitRequest(recipe, Optional.empty(), wanted().orElse(""), settings.all(), name);
    }

    private Optional<String> wanted() {
        return smoke ? Optional.of("smoke") : Optional.of(size).filter(s -> !s.isEmpty());
    }
}

package org.twoworlds.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.start.RunChecks;
import org.twoworlds.start.RunProcess;
import org.twoworlds.stream.analysis.Differences;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reproduce}: a run once more. */
@Command(
        name = "reproduce",
        description = {
            "Runs a run again from its record 0, as a new run, and shows the first difference, or that there is none.",
            "Exit code 1 where there is one."
        })
final class ReproduceCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        var original = run.folder();
        var started = RunView.of(original).started();
        var raw = RunView.of(original)
                .config()
                .raw()
                .withValue(
                        "trainer.threads",
                        ConfigValueFactory.fromAnyRef(started.choices().threads()))
                .withValue(
                        "trainer.device",
                        ConfigValueFactory.fromAnyRef(started.choices().device()))
                .withValue(
                        "evaluator.device",
                        ConfigValueFactory.fromAnyRef(started.choices().evaluatorDevice()))
                .withValue(
                        "evaluator.threads",
                        ConfigValueFactory.fromAnyRef(started.choices().evaluatorThreads()));
        var config = new ConfigLoader()
                .check(RunChecks::check)
                .fromJson(started.identity().recipe(), raw.root().render(ConfigRenderOptions.concise()));
        try (var process = RunProcess.start(run.home(), config, "", InstantSource.system(), java.util.List.of())) {
            var signals = Signals.onFirst(process::interrupt);
            System.err.println("Run " + process.folder().id() + " repeats " + original.id());
            var ended = Progress.follow(process.folder(), process.outcome());
            if (!ended.state().isOver()) {
                System.err.println("The run is " + ended.state() + ". " + ended.message());
                return signals.exitCodeOr(1);
            }
            var differences = Differences.of(original, process.folder());
            if (json.isSet()) {
                Map<String, Object> document = CompareCommand.document(differences);
                document.put("run", process.folder().id());
                Json.print(document);
            } else {
                CompareCommand.print(differences);
            }
            return differences.none() ? 0 : 1;
        }
    }
}

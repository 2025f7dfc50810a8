package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.actor.CheckpointScorer;
import org.twoworlds.actor.EvaluationProcess;
import org.twoworlds.actor.Evaluator;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.RunParts;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.log.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}: attaches an evaluator to a run from this process. */
@Command(
        name = "evaluate",
        description = {
            "Scores a run's kept checkpoints on a set, also while it is in progress in another process.",
            "It never holds the run up."
        })
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run;

    @Option(
            names = "--on",
            required = true,
            paramLabel = "SOURCE[:SPLIT]",
            description = "a data type, and test (the default) or train")
    private String on;

    @Option(names = "--as", required = true, paramLabel = "NAME", description = "the evaluator's name in the log")
    private String as;

    @Option(names = "--from", paramLabel = "WHEN", description = "start (the default) or now")
    private String from = "start";

    @Option(names = "--follow", description = "go on until the run is completed")
    private boolean follow;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "sets a key such as data.path; repeatable")
    private List<String> settings = new ArrayList<>();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var folder = home.find(run);
        var view = RunView.of(folder);
        var config = view.config();
        check();
        var samples = Samples.parse(on);
        var set = samples.open(samples.config(config, settings));
        var outline = Outline.of(config.model(), DataSets.open(config.data()).shape());
        if (!set.shape().equals(outline.input())) {
            throw new RequestException(
                    "source", on, "have images and classes of the run's form " + outline.input(), "choose another");
        }
        var task = new Evaluator.Task(
                as,
                folder,
                world -> List.of(set.name()),
                name -> set,
                -1,
                config.evaluator().retries(),
                from.equals("now") ? afterNewest(view) : Map.of());
        var scorer = CheckpointScorer.onnxRuntime(
                outline,
                TrainingOptions.objective(config),
                RunParts.scoring(view),
                config.evaluator().batch());
        var clock = InstantSource.system();
        Signals.haltOnFirst();
        EvaluationProcess.start(task, scorer, follow, clock)
                .toCompletableFuture()
                .join();
        while (!InboxKeeper.settle(folder, clock)) {
            LockSupport.parkNanos(100_000_000L);
        }
        var scored = RunView.of(folder).scores().stream()
                .filter(s -> s.evaluator().equals(as))
                .count();
        System.err.println(as + " has " + scored + " scores of run " + folder.id() + ".");
        return 0;
    }

    private void check() {
        if (!as.matches("[A-Za-z0-9_.-]{1,64}") || as.equals(RunView.OWN_EVALUATOR)) {
            throw new RequestException(
                    "option --as", as, "be letters, digits, '_', '.' or '-', and not " + RunView.OWN_EVALUATOR, "");
        }
        if (!List.of("start", "now").contains(from)) {
            throw new RequestException("option --from", from, "be start or now", "");
        }
    }

    private static Map<String, Long> afterNewest(RunView view) {
        Map<String, Long> first = new HashMap<>();
        for (var world : Event.WORLDS) {
            first.put(
                    world,
                    view.world(world).checkpoints().isEmpty()
                            ? 0L
                            : view.world(world).checkpoints().lastKey() + 1);
        }
        return first;
    }
}

package org.twoworlds.actor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.KeptScores;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * A further evaluator of a run, from its name and what it scores on.
 *
 * @param task what it scores
 * @param scorer how
 */
public record Attachment(ScoringTask task, CheckpointScorer scorer) {
    /** Opens what it scores on, of a run that nobody reads on meanwhile. */
    public static Attachment open(
            RunFolder folder, RunFiles files, RunView view, Event.Attached attached, Optional<Device> device) {
        return open(folder, files, view, attached, device, config -> config);
    }

    /**
     * Opens what it scores on, of a run that nobody reads on meanwhile, on a machine that may have data elsewhere.
     *
     * @param here the same configuration with its data where this machine has them
     * @throws FailureException where the machine's own data are not those of the run
     */
    public static Attachment open(
            RunFolder folder,
            RunFiles files,
            RunView view,
            Event.Attached attached,
            Optional<Device> device,
            UnaryOperator<ExperimentConfig> here) {
        return open(folder, files, view.started(), view.config(), attached, device, here);
    }

    /**
     * Opens what it scores on. It is opened once, its form is compared, and then memory is asked for.
     *
     * @param files where the run's checkpoints are found
     * @param started the run's record 0
     * @param config what that says
     * @param device where to score; empty where that is as the run says
     * @throws RequestException where that has not the form of the run's data, or the name is none
     * @throws FailureException where there is no memory for the samples
     */
    public static Attachment open(
            RunFolder folder,
            RunFiles files,
            Event.Started started,
            ExperimentConfig config,
            Event.Attached attached,
            Optional<Device> device) {
        return open(folder, files, started, config, attached, device, same -> same);
    }

    private static Attachment open(
            RunFolder folder,
            RunFiles files,
            Event.Started started,
            ExperimentConfig recorded,
            Event.Attached attached,
            Optional<Device> device,
            UnaryOperator<ExperimentConfig> here) {
        var config = here.apply(recorded);
        var as = attached.evaluator();
        var isTaken = as.equals(RunView.OWN_EVALUATOR)
                || as.equals(RunView.AVERAGE_EVALUATOR) && config.evaluator().average() > 0;
        if (!as.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}") || isTaken) {
            throw new RequestException(
                    "evaluator's name",
                    as,
                    "be letters, digits, '_', '.' or '-', begin with neither '.' nor '-', and not be "
                            + (as.equals(RunView.AVERAGE_EVALUATOR)
                                    ? RunView.AVERAGE_EVALUATOR
                                    : RunView.OWN_EVALUATOR),
                    "choose another one by --as");
        }
        requireClasses(folder, config);
        var samples = Samples.parse(attached.on());
        // It keeps what the run keeps, unless its own settings say otherwise.
        List<String> settings = new ArrayList<>(List.of(KeptScores.KEY + "=" + config.keptScores()));
        settings.addAll(attached.settings());
        var source = here.apply(samples.config(config, settings));
        var data = DataSets.open(source.data());
        var ofRun = DataSets.open(config.data());
        if (!config.data().path().equals(recorded.data().path())) {
            RecordedData.require(ofRun, started, config.data().path());
        }
        var outline = Outline.of(config.model(), ofRun.shape());
        if (!data.shape().equals(outline.input())) {
            throw new RequestException(
                    "source",
                    attached.on(),
                    "have images and classes of the run's form " + outline.input(),
                    "choose another");
        }
        var metrics = FurtherMetric.parse(attached.metrics());
        if (!metrics.isEmpty() && TrainingOptions.objective(config) == Objective.NEXT_PIXEL) {
            throw new RequestException(
                    "metrics",
                    attached.metrics(),
                    "be softError, error and loss alone: a run that predicts pixels names no class",
                    "leave them out");
        }
        if (source.keptScores() == KeptScores.SOFTMAX && TrainingOptions.objective(config) == Objective.NEXT_PIXEL) {
            throw new RequestException(
                    "key " + KeptScores.KEY,
                    source.keptScores(),
                    "be " + KeptScores.OUTCOME + ": a run that predicts pixels names no class",
                    "leave it out");
        }
        var set = samples.of(data, source);
        var task = new ScoringTask(
                as,
                folder,
                files,
                world -> List.of(samples.set()),
                (name, step) -> set,
                score -> false,
                config.evaluator().retries(),
                attached.first(),
                metrics,
                ScoreMemory.empty());
        var asRun = RecordedDevices.scoring(started, config);
        var scorer = SessionScorer.onnxRuntime(
                outline,
                TrainingOptions.objective(config),
                device.map(d -> new Placement(d, asRun.threads(), asRun.gpuBytes()))
                        .orElse(asRun),
                config.evaluator().batch(),
                source.keptScores());
        return new Attachment(task, scorer);
    }

    /** The same evaluator, which takes no score over: it makes each anew. */
    public Attachment anew() {
        return new Attachment(task.with(ScoreMemory.none()), scorer);
    }

    /**
     * What an evaluator is called that has no name of its own: after its source, and what it measures beside the usual.
     */
    public static String name(String on, List<String> metrics) {
        var further =
                FurtherMetric.parse(metrics).stream().map(FurtherMetric::key).toList();
        return Stream.concat(Stream.of(on), further.stream())
                .collect(Collectors.joining("-"))
                .replaceAll("[^A-Za-z0-9_.-]", "-");
    }

    /**
     * Refuses a run of the toy, which has no classes and sees no minibatches.
     *
     * @throws RequestException naming the run
     */
    public static void requireClasses(RunFolder folder, ExperimentConfig config) {
        if (ToyDescent.isAsked(config)) {
            throw new RequestException(
                    "run",
                    folder.id(),
                    "be of a network that learns classes from minibatches, not gradient descent on whole losses",
                    "");
        }
    }

    /**
     * From which checkpoints on.
     *
     * @param from {@code start}, or {@code now} for those after the newest
     */
    public static Map<WorldName, Long> first(String from, RunView view) {
        if (!List.of("start", "now").contains(from)) {
            throw new RequestException("word after --from", from, "be start or now", "leave it out");
        }
        Map<WorldName, Long> first = new TreeMap<>(Comparator.comparing(WorldName::toString)); // as logs have them
        if (from.equals("now")) {
            for (var world : WorldName.BOTH) {
                var checkpoints = view.world(world).checkpoints();
                first.put(world, checkpoints.isEmpty() ? 0L : checkpoints.lastKey() + 1);
            }
        }
        return first;
    }
}

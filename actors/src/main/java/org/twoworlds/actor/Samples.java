package org.twoworlds.actor;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.experiment.Experiment;

/**
 * Samples to score on, as {@code SOURCE[:SPLIT]} names them.
 *
 * @param type a data source
 * @param split its test samples, or its train samples
 */
public record Samples(String type, Split split) {
    /** The parts of a source. */
    public enum Split {
        /** Its test samples. */
        TEST,
        /** Its train samples. */
        TRAIN;

        private static Split of(String text) {
            return Arrays.stream(values())
                    .filter(split -> split.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new RequestException("split", text, "be test or train", ""));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads the text. */
    public static Samples parse(String text) {
        var parts = text.split(":", 2);
        return new Samples(parts[0], parts.length == 2 ? Split.of(parts[1]) : Split.TEST);
    }

    /** A configuration of this source, with settings applied last. */
    public ExperimentConfig config(List<String> settings) {
        List<String> all = new ArrayList<>(List.of("data.type=" + ConfigUtil.quoteString(type)));
        all.addAll(settings);
        return new ConfigLoader().load("quickstart", Optional.empty(), all);
    }

    /** A configuration of this source, with the {@code data} keys of a run that has the same one. */
    public ExperimentConfig config(ExperimentConfig run, List<String> settings) {
        List<String> all = new ArrayList<>();
        if (type.equals(run.data().type())) {
            run.data()
                    .raw()
                    .root()
                    .forEach(
                            (key, value) -> all.add("data." + key + "=" + value.render(ConfigRenderOptions.concise())));
        }
        all.addAll(settings);
        return config(all);
    }

    /**
     * The further samples of a run, by the name of their set.
     *
     * @throws RequestException where one has another form than the run's own
     */
    public static Map<ScoredSet, Supplier<ScoringSet>> further(Experiment experiment) {
        Map<ScoredSet, Supplier<ScoringSet>> further = new LinkedHashMap<>();
        var run = experiment.config();
        for (var text : run.evaluator().on()) {
            var samples = parse(text);
            var settings = List.of(
                    "data.path=" + ConfigUtil.quoteString(run.data().path()),
                    "test.count=" + run.data().testCount());
            var config = samples.config(run, settings);
            if (!DataSets.open(config.data()).shape().equals(experiment.data().shape())) {
                throw new RequestException(
                        "key evaluator.on",
                        text,
                        "have samples and classes of the run's form "
                                + experiment.data().shape(),
                        "choose another source");
            }
            further.put(samples.set(), () -> samples.open(config));
        }
        return further;
    }

    /** The name of the set that these samples are. */
    ScoredSet set() {
        return ScoredSet.elsewhere(type, split.toString());
    }

    /** Opens the source and takes at most {@code test.count} samples of the split. */
    public ScoringSet open(ExperimentConfig config) {
        return of(DataSets.open(config.data()), config);
    }

    /**
     * Takes at most {@code test.count} samples of the split of a source that was opened.
     *
     * @throws FailureException where there is no memory for them
     */
    ScoringSet of(DataSet data, ExperimentConfig config) {
        Distribution samples = split == Split.TEST ? data.test() : data.train(config.seeds().stream());
        var count = (int) Math.min(samples.size(), config.data().testCount());
        return ScoringSet.of(set().toString(), data.shape(), count, samples::sample);
    }
}

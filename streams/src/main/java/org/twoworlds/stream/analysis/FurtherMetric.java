package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.log.Event;

/**
 * The further metrics that an evaluator may measure of a checkpoint, beside SoftError, error and loss, which it always
 * measures.
 */
public enum FurtherMetric {
    /** The expected calibration error over 15 bins (Guo et al. 2017): one number. */
    CALIBRATION("calibration") {
        @Override
        double[] of(SetScore score, int[] labels, int classes) {
            return new double[] {Calibration.expectedError(score.confidence(), score.logProbability())};
        }
    },
    /** The share of errors of each class, {@code [classes]}; NaN for a class without samples. */
    PER_CLASS("perClass") {
        @Override
        double[] of(SetScore score, int[] labels, int classes) {
            var wrong = new double[classes];
            var all = new double[classes];
            for (var i = 0; i < labels.length; i++) {
                all[labels[i]]++;
                wrong[labels[i]] += score.predicted()[i] == labels[i] ? 0 : 1;
            }
            for (var c = 0; c < classes; c++) {
                wrong[c] /= all[c];
            }
            return wrong;
        }
    },
    /**
     * The number of samples of each class that were taken for each class, {@code [classes, classes]} row by row: true
     * classes are rows.
     */
    CONFUSION("confusion") {
        @Override
        double[] of(SetScore score, int[] labels, int classes) {
            var counts = new double[classes * classes];
            for (var i = 0; i < labels.length; i++) {
                counts[labels[i] * classes + score.predicted()[i]]++;
            }
            return counts;
        }
    };

    private final String key;

    FurtherMetric(String key) {
        this.key = key;
    }

    abstract double[] of(SetScore score, int[] labels, int classes);

    /** The metric's name in logs and documents. */
    public String key() {
        return key;
    }

    /** The metric's first number in a score; empty where it was not measured. */
    public OptionalDouble in(Event.Score score) {
        var values = score.further().getOrDefault(key, List.of());
        return values.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(values.get(0));
    }

    /**
     * Reads the names of further metrics.
     *
     * @throws RequestException naming a metric that does not exist
     */
    public static Set<FurtherMetric> parse(List<String> names) {
        var found = EnumSet.noneOf(FurtherMetric.class);
        List<String> known = new ArrayList<>(Metric.words());
        Arrays.stream(values()).map(FurtherMetric::key).forEach(known::add);
        for (var name : names) {
            if (!known.contains(name)) {
                throw new RequestException(
                        "metric",
                        name,
                        "be one of " + String.join(", ", known),
                        ConfigLoader.nearest(name, known)
                                .map(n -> "you mean " + n)
                                .orElse(""));
            }
            Arrays.stream(values()).filter(m -> m.key.equals(name)).forEach(found::add);
        }
        return found;
    }

    /** The values of some metrics, by name. */
    public static Map<String, List<Double>> all(Set<FurtherMetric> metrics, SetScore score, ScoringSet set) {
        var labels = new int[set.count()];
        Arrays.setAll(labels, i -> (int) set.labels().get(i));
        Map<String, List<Double>> all = new TreeMap<>();
        metrics.forEach(m -> all.put(
                m.key,
                Arrays.stream(m.of(score, labels, set.shape().classes()))
                        .boxed()
                        .toList()));
        return all;
    }
}

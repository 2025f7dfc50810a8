package org.twoworlds.stream.analysis;

import java.util.Optional;
import java.util.regex.Pattern;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.stream.log.Event;

/**
 * The criterion by which the Real World has stopped: a metric on the train samples has fallen to a threshold.
 *
 * @param metric the metric that falls
 * @param set the train samples on which the metric is taken, as they are or with augmentation
 * @param threshold the value at or below which the Real World has stopped
 */
public record Criterion(Metric metric, ScoredSet set, double threshold) {
    private static final Pattern FORM = Pattern.compile("(?:(%s|%s)\\s+)?(%s)\\s*<=\\s*([0-9.eE+-]+)"
            .formatted(ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_SEEN, String.join("|", Metric.words())));

    /** The criterion of a run's configuration: {@code train-seen} is {@code train-clean} where nothing is augmented. */
    public static Criterion of(ExperimentConfig config) {
        var stopping = config.stoppingTime();
        return new Criterion(stopping.metric(), stopping.set(), stopping.threshold()).in(config);
    }

    /** This criterion in a run: {@code train-seen} is {@code train-clean} where nothing is augmented. */
    public Criterion in(ExperimentConfig config) {
        return config.augment().isEmpty() ? new Criterion(metric, ScoredSet.TRAIN_CLEAN, threshold) : this;
    }

    /**
     * Reads a criterion, such as {@code error<=0.01}, {@code softError<=0.05} or {@code train-seen loss<=0.1}.
     *
     * @throws RequestException where the text has another form
     */
    public static Criterion parse(String text) {
        var match = FORM.matcher(text.strip());
        if (match.matches()) {
            try {
                var set = Optional.ofNullable(match.group(1)).map(ScoredSet::of).orElse(ScoredSet.TRAIN_CLEAN);
                return new Criterion(Metric.of(match.group(2)), set, Double.parseDouble(match.group(3)));
            } catch (NumberFormatException e) {
                // The text is refused below.
            }
        }
        throw new RequestException(
                "criterion", text, "have a form such as error<=0.01 or train-seen softError<=0.05", "quote it");
    }

    /** The value of a score in this metric. */
    public double value(Event.Score score) {
        return score.in(metric);
    }

    /** Whether a score of the right set has fallen to the threshold. */
    public boolean reached(Event.Score score) {
        return value(score) <= threshold;
    }

    @Override
    public String toString() {
        return set + " " + metric + " <= " + threshold;
    }
}

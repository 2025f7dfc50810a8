package org.twoworlds.stream.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The files of each sample's outcome of a score, kept beside the log and named by their digests. */
public final class SampleScores {
    private static final Logger LOG = LoggerFactory.getLogger(SampleScores.class);
    private static final Set<String> REPORTED = ConcurrentHashMap.newKeySet();
    private static final String LOG_PROBABILITY = "logProbability";
    private static final String CONFIDENCE = "confidence";
    private static final String PROBABILITIES = "probabilities";
    private static final double MOST_ROUNDING = 1e-5;

    private SampleScores() {}

    /**
     * The file of a score's outcomes.
     *
     * @param file the file's path, relative to the run's folder
     * @param sha256 the SHA-256 of the file, in hex
     */
    public record OutcomesFile(String file, String sha256) {}

    /**
     * Writes the outcomes of a score: {@code logProbability} of the true class, {@code predicted} class and {@code confidence},
     * {@code [count]} each, and where the score has them the {@code probabilities} of all classes, {@code [count, classes]}.
     */
    public static OutcomesFile write(RunFolder folder, SetScore score) {
        var shape = new int[] {score.count()};
        var predicted = new float[score.count()];
        for (var i = 0; i < predicted.length; i++) {
            predicted[i] = score.predicted()[i];
        }
        List<Tensor> tensors = new ArrayList<>(List.of(
                new Tensor(LOG_PROBABILITY, shape, score.logProbability()),
                new Tensor("predicted", shape, predicted),
                new Tensor(CONFIDENCE, shape, score.confidence())));
        if (score.probabilities().length > 0) {
            var classes = score.probabilities().length / score.count();
            tensors.add(new Tensor(PROBABILITIES, new int[] {score.count(), classes}, score.probabilities()));
        }
        var sha = SafeTensors.write(sha256 -> folder.file(file(sha256)), tensors, Map.of());
        return new OutcomesFile(file(sha), sha);
    }

    /** The path of a file of outcomes, relative to the run's folder: the digest names it. */
    public static String file(String sha256) {
        return "scores/" + sha256 + ".safetensors";
    }

    /**
     * Sees to it that a run's folder has the file of a score that may be another run's: copies it where it is not there.
     *
     * @param score the score, its file relative to the folder
     * @return whether the file is there, as it was written
     */
    public static boolean keep(RunFolder folder, Event.Score score) {
        var kept = folder.file(file(score.sha256()));
        var from = folder.logged(score);
        if (new LoggedFile(from.what(), kept, score.sha256()).isWhole()) {
            return true;
        }
        if (!from.isWhole()) {
            return false;
        }
        try {
            Durable.copy(from.path(), kept);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the outcomes of a score by name; empty where none are kept. A file whose bytes are not those that were logged is
     * ignored, with one warning: the numbers that are computed from it are then absent.
     */
    static Optional<SafeTensors.Content> read(RunFolder folder, Event.Score score) {
        if (score.file().isEmpty() || !Files.isRegularFile(folder.file(score.file()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.logged(score).read());
        } catch (FailureException e) {
            if (REPORTED.add(score.sha256())) {
                LOG.warn(e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** The SoftError 1 − p(y) of each sample; empty where outcomes are not kept. */
    public static Optional<double[]> softErrors(RunFolder folder, Event.Score score) {
        return outcomes(folder, score, Metric.SOFT_ERROR);
    }

    /** The probability of every class for each sample, {@code [count, classes]}; empty where it is not kept. */
    public static Optional<Tensor> probabilities(RunFolder folder, Event.Score score) {
        return read(folder, score).flatMap(content -> content.weights().find(PROBABILITIES));
    }

    /** Whether a sample's true class has the largest probability. */
    static boolean isRight(float confidence, float logProbability) {
        return Math.exp(logProbability) >= confidence - MOST_ROUNDING;
    }

    /** The part of each sample in a metric, whose mean is the score's; empty where outcomes are not kept. */
    public static Optional<double[]> outcomes(RunFolder folder, Event.Score score, Metric metric) {
        return read(folder, score).map(content -> {
            Map<String, float[]> columns =
                    content.tensors().stream().collect(Collectors.toMap(Tensor::name, Tensor::data));
            var logProbability = columns.get(LOG_PROBABILITY);
            var confidence = columns.get(CONFIDENCE);
            var values = new double[logProbability.length];
            for (var i = 0; i < values.length; i++) {
                values[i] = switch (metric) {
                    case SOFT_ERROR -> -Math.expm1(logProbability[i]);
                    case ERROR -> isRight(confidence[i], logProbability[i]) ? 0 : 1;
                    case LOSS -> -logProbability[i];
                };
            }
            return values;
        });
    }
}

package org.twoworlds.stream.analysis;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.FailureException;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Each sample's outcome of a score, kept beside the log and named by its digest. */
public final class SampleScores {
    private static final Logger LOG = LoggerFactory.getLogger(SampleScores.class);
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();
    private static final String LOG_PROBABILITY = "logProbability";

    private SampleScores() {}

    /**
     * Where a score's samples lie.
     *
     * @param file relative to the run's folder
     * @param sha256 of the file
     */
    public record Kept(String file, String sha256) {}

    /** Writes the outcomes: log-probability of the true class, predicted class, confidence. */
    public static Kept write(RunFolder folder, SetScore score) {
        var shape = new int[] {score.count()};
        var predicted = new float[score.count()];
        for (var i = 0; i < predicted.length; i++) {
            predicted[i] = score.predicted()[i];
        }
        var sha = SafeTensors.write(
                sha256 -> folder.file(file(sha256)),
                List.of(
                        new Tensor(LOG_PROBABILITY, shape, score.logProbability()),
                        new Tensor("predicted", shape, predicted),
                        new Tensor("confidence", shape, score.confidence())),
                Map.of());
        return new Kept(file(sha), sha);
    }

    private static String file(String sha256) {
        return "scores/" + sha256 + ".safetensors";
    }

    /**
     * A score's outcomes by name; empty where none are kept. A file that is not what was logged is passed over, and said once:
     * what is computed from it is absent then.
     */
    static Optional<SafeTensors.Content> read(RunFolder folder, Event.Score score) {
        if (score.file().isEmpty() || !Files.isRegularFile(folder.file(score.file()))) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.logged(score).read());
        } catch (FailureException e) {
            if (TOLD.add(score.sha256())) {
                LOG.warn(e.getMessage());
            }
            return Optional.empty();
        }
    }

    /** Each sample's 1 − p(y), where it is kept. */
    public static Optional<double[]> softErrors(RunFolder folder, Event.Score score) {
        return read(folder, score).stream()
                .flatMap(content -> content.tensors().stream())
                .filter(t -> t.name().equals(LOG_PROBABILITY))
                .findFirst()
                .map(t -> {
                    var soft = new double[t.data().length];
                    for (var i = 0; i < soft.length; i++) {
                        soft[i] = -Math.expm1(t.data()[i]);
                    }
                    return soft;
                });
    }
}

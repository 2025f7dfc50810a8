package org.twoworlds.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.KeptScores;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * The scorer of one checkpoint: a session of ONNX Runtime. A scorer belongs to one thread, and is closed by its maker. Its
 * sums do not depend on threads or batch, since the optimisation level is fixed.
 */
public final class Scorer implements AutoCloseable {
    private final OrtEnvironment environment = OnnxRuntime.ENVIRONMENT;
    private final OrtSession session;
    private final int batch;
    private final KeptScores kept;

    /** The version of ONNX Runtime. */
    public static String runtimeVersion() {
        return OnnxRuntime.ENVIRONMENT.getVersion();
    }

    /**
     * Opens a session.
     *
     * @param objective the function of which the loss is the mean
     * @param placement the device, threads and memory of the session
     * @param batch samples of a session call
     */
    public Scorer(Outline outline, Objective objective, Weights weights, Placement placement, int batch) {
        this(outline, objective, weights, placement, batch, KeptScores.OUTCOME);
    }

    /**
     * Opens a session that keeps as much of each sample as is asked for.
     *
     * @param objective the function of which the loss is the mean
     * @param placement the device, threads and memory of the session
     * @param batch samples of a session call
     * @param kept whether a score has the probabilities of all classes, too
     */
    public Scorer(
            Outline outline, Objective objective, Weights weights, Placement placement, int batch, KeptScores kept) {
        this.batch = batch;
        this.kept = kept;
        try {
            session = OnnxRuntime.session(ScoringModel.of(outline, objective, weights, kept), placement);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Scores a set.
     *
     * @throws FailureException where the loss is not finite, so that a NaN never counts as correct
     */
    public SetScore score(ScoringSet set) {
        var count = set.count();
        var logProbability = new float[count];
        var predicted = new int[count];
        var confidence = new float[count];
        var probabilities = new float[isWhole() ? count * set.shape().classes() : 0];
        var sums = new double[3];
        for (var from = 0; from < count; from += batch) {
            var size = Math.min(batch, count - from);
            try {
                call(set, from, size, sums, logProbability, predicted, confidence, probabilities);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
        if (!Double.isFinite(sums[2])) {
            throw new FailureException(
                    "loss on set " + set.name(), sums[2] / count, "be finite", "the weights diverged: lower the rate");
        }
        return new SetScore(
                sums[0] / count,
                sums[1] / count,
                sums[2] / count,
                logProbability,
                predicted,
                confidence,
                probabilities);
    }

    private boolean isWhole() {
        return kept == KeptScores.SOFTMAX;
    }

    private Set<String> outputs() {
        Set<String> outputs = new LinkedHashSet<>(List.of(
                ScoringModel.SUMS, ScoringModel.LOG_PROBABILITY, ScoringModel.PREDICTED, ScoringModel.CONFIDENCE));
        if (isWhole()) {
            outputs.add(ScoringModel.PROBABILITIES);
        }
        return outputs;
    }

    private void call(
            ScoringSet set,
            int from,
            int size,
            double[] sums,
            float[] logProbability,
            int[] predicted,
            float[] confidence,
            float[] probabilities)
            throws OrtException {
        var shape = set.shape();
        var bytes = shape.bytes();
        var pixels = set.images().slice(from * bytes, size * bytes);
        var imageShape = new long[] {size, shape.height(), shape.width(), shape.channels()};
        try (var images = samples(pixels, imageShape, shape);
                var labels = OnnxTensor.createTensor(environment, set.labels().slice(from, size), new long[] {size});
                var result = session.run(Map.of(ScoringModel.IMAGES, images, ScoringModel.LABELS, labels), outputs())) {
            var s = (double[]) result.get(ScoringModel.SUMS).orElseThrow().getValue();
            var l = (double[])
                    result.get(ScoringModel.LOG_PROBABILITY).orElseThrow().getValue();
            var p = (long[]) result.get(ScoringModel.PREDICTED).orElseThrow().getValue();
            var c = (double[]) result.get(ScoringModel.CONFIDENCE).orElseThrow().getValue();
            for (var i = 0; i < 3; i++) {
                sums[i] += s[i];
            }
            for (var i = 0; i < size; i++) {
                logProbability[from + i] = (float) l[i];
                predicted[from + i] = (int) p[i];
                confidence[from + i] = (float) c[i];
            }
            if (isWhole()) {
                var rows = (double[][])
                        result.get(ScoringModel.PROBABILITIES).orElseThrow().getValue();
                var at = from * shape.classes();
                for (var row : rows) {
                    for (var probability : row) {
                        probabilities[at++] = (float) probability;
                    }
                }
            }
        }
    }

    private OnnxTensor samples(ByteBuffer bytes, long[] form, ImageShape shape) throws OrtException {
        return OnnxTensor.createTensor(
                environment,
                bytes.order(ByteOrder.nativeOrder()),
                form,
                shape.isImage() ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT);
    }

    /** The logits of a set, {@code [count, classes]} row-major. */
    public float[] logits(ScoringSet set) {
        var shape = set.shape();
        var all = new float[set.count() * shape.classes()];
        var imageShape = new long[] {set.count(), shape.height(), shape.width(), shape.channels()};
        try (var images = samples(set.images().duplicate(), imageShape, shape);
                var labels = OnnxTensor.createTensor(environment, set.labels().duplicate(), new long[] {set.count()});
                var result = session.run(
                        Map.of(ScoringModel.IMAGES, images, ScoringModel.LABELS, labels),
                        Set.of(ScoringModel.LOGITS))) {
            var rows = (float[][]) result.get(0).getValue();
            for (var i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, all, i * shape.classes(), shape.classes());
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}

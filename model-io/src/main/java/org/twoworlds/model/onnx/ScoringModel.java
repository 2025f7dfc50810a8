package org.twoworlds.model.onnx;

import static org.twoworlds.model.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.KeptScores;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * The scoring graph. In: uint8 images and labels. Out: logits, each sample's log-probability of its class, predicted class and
 * confidence, and the three sums. The head is in double.
 */
public final class ScoringModel {
    static final String IMAGES = "images";
    static final String LABELS = "labels";
    static final String LOGITS = "logits";
    static final String SUMS = "sums";
    static final String LOG_PROBABILITY = "logProbability";
    static final String PREDICTED = "predicted";
    static final String CONFIDENCE = "confidence";
    static final String PROBABILITIES = "probabilities";

    private ScoringModel() {}

    /** The ONNX file's bytes for one checkpoint, which are a function of the arguments alone. */
    public static byte[] of(Outline outline, Objective objective, Weights weights) {
        return of(outline, objective, weights, KeptScores.OUTCOME);
    }

    /**
     * The same with one more output where {@code kept} is SOFTMAX: each sample's {@code probabilities} of all classes.
     *
     * @throws IllegalArgumentException where pixels are predicted, and no class
     */
    static byte[] of(Outline outline, Objective objective, Weights weights, KeptScores kept) {
        if (kept == KeptScores.SOFTMAX && objective == Objective.NEXT_PIXEL) {
            throw new IllegalArgumentException("A network that predicts pixels has no probabilities of classes");
        }
        var graph = new OnnxGraph();
        if (objective == Objective.NEXT_PIXEL) {
            pixels(graph, outline, weights);
        } else {
            logits(graph, outline, weights);
            graph.input(LABELS, DataType.INT64, "B");
            classes(graph, objective, outline.input().classes(), kept);
        }
        return graph.model(Map.of());
    }

    /**
     * A network for use elsewhere, as an ONNX file's bytes: {@code images} {@code [B, H, W, C]} uint8 in,
     * {@code logits} {@code [B, classes]} float out.
     *
     * @param metadata texts that the file carries
     */
    public static byte[] network(Outline outline, Weights weights, Map<String, String> metadata) {
        var graph = new OnnxGraph();
        logits(graph, outline, weights);
        return graph.model(metadata);
    }

    /**
     * A network whose outputs are the running values of its batch normalisations over the batch.
     *
     * @param bytes the ONNX file's bytes
     * @param norms the layers, in order
     */
    record Measuring(byte[] bytes, List<OnnxBackend.MeasuredNorm> norms) {}

    static Measuring measuring(Outline outline, Weights weights) {
        var graph = new OnnxGraph();
        List<OnnxBackend.MeasuredNorm> norms = new ArrayList<>();
        if (outline.tensors().stream().noneMatch(t -> t.name().endsWith(".running_mean"))) {
            return new Measuring(new byte[0], norms);
        }
        var backend = OnnxBackend.measuring(graph, weights, norms);
        outline.network()
                .logits(
                        backend,
                        images(graph, backend, outline.input()),
                        outline.input().classes());
        return new Measuring(graph.model(Map.of()), norms);
    }

    private static OnnxValue images(OnnxGraph graph, OnnxBackend backend, ImageShape input) {
        graph.input(
                IMAGES,
                input.isImage() ? DataType.UINT8 : DataType.FLOAT,
                "B",
                input.height(),
                input.width(),
                input.channels());
        return backend.input(IMAGES, input);
    }

    private static void logits(OnnxGraph graph, Outline outline, Weights weights) {
        var input = outline.input();
        var backend = new OnnxBackend(graph, weights);
        var logits = outline.network().logits(backend, images(graph, backend, input), input.classes());
        graph.node("Identity", List.of(logits.name()), LOGITS);
        graph.output(LOGITS, DataType.FLOAT, "B", input.classes());
    }

    /**
     * The head of a network that predicts pixels: every pixel counts as a part of its image; no class is predicted, which
     * is written as −1.
     */
    private static void pixels(OnnxGraph graph, Outline outline, Weights weights) {
        var toDouble = attribute("to", DataType.DOUBLE.getNumber());
        var backend = new OnnxBackend(graph, weights);
        var images = images(graph, backend, outline.input());
        graph.input(LABELS, DataType.INT64, "B");
        var pixels = outline.autoregressive().pixels(backend, images);
        var exact = graph.node("Cast", List.of(pixels.logits().name()), toDouble);
        var logSoftmax = graph.node("LogSoftmax", List.of(exact), attribute("axis", 2));
        var column = graph.node("Unsqueeze", List.of(pixels.colours().name(), graph.longs(2)));
        var gathered = graph.node("GatherElements", List.of(logSoftmax, column), attribute("axis", 2));
        var truth = graph.node("Squeeze", List.of(gathered, graph.longs(2))); // [B, T]
        var arg = graph.node("ArgMax", List.of(pixels.logits().name()), attribute("axis", 2), attribute("keepdims", 0));
        var equal = graph.node("Equal", List.of(arg, pixels.colours().name()));
        var wrong = graph.node("Cast", List.of(graph.node("Not", List.of(equal))), toDouble);
        var unit = graph.node("Cast", List.of(graph.number(1)), toDouble);
        var soft = graph.node("Sub", List.of(unit, graph.node("Exp", List.of(truth))));
        var largest = graph.node(
                "Exp", List.of(graph.node("ReduceMax", List.of(logSoftmax, graph.longs(2)), attribute("keepdims", 0))));
        graph.node("Identity", List.of(mean(graph, truth)), LOG_PROBABILITY);
        graph.output(LOG_PROBABILITY, DataType.DOUBLE, "B");
        graph.node("Identity", List.of(mean(graph, largest)), CONFIDENCE);
        graph.output(CONFIDENCE, DataType.DOUBLE, "B");
        var none = graph.node("Mul", List.of(LABELS, graph.longs(0)));
        graph.node("Sub", List.of(none, graph.longs(1)), PREDICTED);
        graph.output(PREDICTED, DataType.INT64, "B");
        sums(graph, mean(graph, soft), mean(graph, wrong), graph.node("Neg", List.of(LOG_PROBABILITY)));
    }

    /** The mean over pixels: {@code [B, T]} to {@code [B]}. */
    private static String mean(OnnxGraph graph, String pixels) {
        return graph.node("ReduceMean", List.of(pixels, graph.longs(1)), attribute("keepdims", 0));
    }

    /** Adds the sums over the batch of three numbers of every sample. */
    private static void sums(OnnxGraph graph, String soft, String wrong, String loss) {
        var keep = attribute("keepdims", 1);
        var zero = graph.longs(0);
        var sums = List.of(
                graph.node("ReduceSum", List.of(soft, zero), keep),
                graph.node("ReduceSum", List.of(wrong, zero), keep),
                graph.node("ReduceSum", List.of(loss, zero), keep));
        graph.node("Concat", sums, SUMS, attribute("axis", 0));
        graph.output(SUMS, DataType.DOUBLE, 3);
    }

    private static void classes(OnnxGraph graph, Objective objective, int classes, KeptScores kept) {
        var toDouble = attribute("to", DataType.DOUBLE.getNumber());
        var one = graph.longs(1);
        var exact = graph.node("Cast", List.of(LOGITS), toDouble);
        var logSoftmax = graph.node("LogSoftmax", List.of(exact), attribute("axis", 1));
        var column = graph.node("Unsqueeze", List.of(LABELS, one));
        var truth = graph.node("GatherElements", List.of(logSoftmax, column), attribute("axis", 1));
        graph.node("Squeeze", List.of(truth, one), LOG_PROBABILITY);
        graph.output(LOG_PROBABILITY, DataType.DOUBLE, "B");
        graph.node("ArgMax", List.of(LOGITS), PREDICTED, attribute("axis", 1), attribute("keepdims", 0));
        graph.output(PREDICTED, DataType.INT64, "B");
        var largest = graph.node("ReduceMax", List.of(logSoftmax, one), attribute("keepdims", 0));
        graph.node("Exp", List.of(largest), CONFIDENCE);
        graph.output(CONFIDENCE, DataType.DOUBLE, "B");

        var probability = graph.node("Exp", List.of(LOG_PROBABILITY));
        var unit = graph.node("Cast", List.of(graph.number(1)), toDouble);
        var soft = graph.node("Sub", List.of(unit, probability));
        var equal = graph.node("Equal", List.of(PREDICTED, LABELS));
        var wrong = graph.node("Cast", List.of(graph.node("Not", List.of(equal))), toDouble);
        var loss = objective == Objective.CROSS_ENTROPY
                ? graph.node("Neg", List.of(LOG_PROBABILITY))
                : squaredError(graph, exact, classes);
        sums(graph, soft, wrong, loss);
        if (kept == KeptScores.SOFTMAX) {
            graph.node("Exp", List.of(logSoftmax), PROBABILITIES);
            graph.output(PROBABILITIES, DataType.DOUBLE, "B", classes);
        }
    }

    /** Adds the squared distance of each sample's logits, in double, from its one-hot target. */
    private static String squaredError(OnnxGraph graph, String logits, int classes) {
        var onOff = graph.constant(new float[] {0, 1}, 2); // ONNX Runtime has OneHot in float, not in double
        var hot = graph.node("OneHot", List.of(LABELS, graph.longs(classes), onOff), attribute("axis", -1));
        var target = graph.node("Cast", List.of(hot), attribute("to", DataType.DOUBLE.getNumber()));
        var difference = graph.node("Sub", List.of(logits, target));
        var squared = graph.node("Mul", List.of(difference, difference));
        return graph.node("ReduceSum", List.of(squared, graph.longs(1)), attribute("keepdims", 0));
    }
}

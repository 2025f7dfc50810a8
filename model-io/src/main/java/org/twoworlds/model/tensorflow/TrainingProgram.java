package org.twoworlds.model.tensorflow;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.StepMetrics;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * A network being trained: one graph, one session with its own threads, and the tensors that feed it. A program belongs
 * to one thread, and is closed by its maker. For one setting of threads its weights are a function of the batches and rates
 * alone.
 */
public final class TrainingProgram implements AutoCloseable {
    private final Outline outline;
    private final TrainingOptions options;
    private final Graph graph = new Graph();
    private final Session session;
    private final TrainingGraph descent;
    private final Placeholder<? extends TNumber> images;
    private final Placeholder<TInt32> labels;
    private final Placeholder<TInt32> otherLabels;
    private final Placeholder<TFloat32> shares;
    private final Placeholder<TInt64> key;
    private final Output<TFloat32> metrics;
    private final Output<TFloat32> inferredLogits;
    private final TNumber fedImages;
    private final TInt32 fedLabels;
    private final TInt32 fedOtherLabels;
    private final TFloat32 fedShares;
    private final TInt64 fedKey;
    private final TFloat32 fedNumbers;

    /** Builds graph and session, without weights until {@link #restore} gives them. */
    public TrainingProgram(Outline outline, TrainingOptions options) {
        this.outline = outline.requireTrainable();
        this.options = options;
        var tf = Ops.create(graph);
        descent = new TrainingGraph(graph, tf, outline, options);
        var shape = outline.input();
        images = TensorFlowBackend.placeholder(tf, shape);
        labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
        otherLabels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
        shares = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
        key = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));

        var backend = TensorFlowBackend.training(tf, descent.variables(), key, options.arithmetic());
        var prediction = options.objective() == Objective.NEXT_PIXEL
                ? pixels(tf, backend, backend.input(images, shape))
                : classes(tf, backend, backend.input(images, shape));
        var loss = loss(tf, prediction);
        metrics = metrics(tf, prediction, loss);
        descent.lower(loss, backend.updates());

        var inference = TensorFlowBackend.inference(tf, descent.variables(), options.arithmetic());
        inferredLogits = outline.network()
                .logits(inference, inference.input(images, shape), shape.classes())
                .op()
                .asOutput();

        session = descent.openSession();
        var size = options.batch() / options.microBatches();
        fedImages = TensorFlowBackend.tensor(shape, size);
        fedLabels = TInt32.tensorOf(Shape.of(size));
        fedOtherLabels = TInt32.tensorOf(Shape.of(size));
        fedShares = TFloat32.tensorOf(Shape.of(size, 1));
        fedKey = TInt64.tensorOf(Shape.of(2));
        fedNumbers = TFloat32.tensorOf(Shape.of(4));
    }

    private static Operand<TFloat32> oneHot(Ops tf, Operand<TInt32> labels, int classes) {
        return tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    }

    /**
     * The predictions of a batch, one behind the other: of each sample's class, or of each pixel's colour.
     *
     * @param logits {@code [N, K]}
     * @param truth the true classes or colours below K, {@code [N]}
     * @param target the targets as distributions, {@code [N, K]}
     * @param own {@code truth} as a distribution, {@code [N, K]}
     */
    private record Prediction(
            Operand<TFloat32> logits, Operand<TInt32> truth, Operand<TFloat32> target, Operand<TFloat32> own) {}

    private Prediction classes(Ops tf, TensorFlowBackend backend, Value input) {
        var classes = outline.input().classes();
        var logits = outline.network().logits(backend, input, classes).op();
        var own = oneHot(tf, labels, classes);
        return new Prediction(logits, labels, target(tf, own, classes), own);
    }

    private Prediction pixels(Ops tf, TensorFlowBackend backend, Value input) {
        var pixels = outline.autoregressive().pixels(backend, input);
        var colours = pixels.logits().size()[1];
        var logits = tf.reshape(pixels.logits().op(), tf.constant(new int[] {-1, colours}));
        var truth = tf.dtypes.cast(tf.reshape(pixels.colours().op(), tf.constant(new int[] {-1})), TInt32.class);
        var own = oneHot(tf, truth, colours);
        return new Prediction(logits, truth, own, own);
    }

    /** The labels as distributions over the classes: λ·y + (1 − λ)·y′ where samples are mixed. */
    private Operand<TFloat32> target(Ops tf, Operand<TFloat32> own, int classes) {
        if (!options.mixed()) {
            return own;
        }
        var rest = tf.math.sub(tf.constant(1f), shares);
        return tf.math.add(tf.math.mul(shares, own), tf.math.mul(rest, oneHot(tf, otherLabels, classes)));
    }

    private Operand<TFloat32> loss(Ops tf, Prediction p) {
        Operand<TFloat32> perSample = options.objective() == Objective.SQUARED_ERROR
                ? tf.reduceSum(tf.math.squaredDifference(p.logits(), p.target()), tf.constant(1))
                : tf.nn.softmaxCrossEntropyWithLogits(p.logits(), p.target()).loss();
        return tf.math.mean(perSample, tf.constant(0));
    }

    private static Output<TFloat32> metrics(Ops tf, Prediction p, Operand<TFloat32> loss) {
        var predicted = tf.math.argMax(p.logits(), tf.constant(1), TInt32.class);
        var wrong = tf.dtypes.cast(tf.math.notEqual(predicted, p.truth()), TFloat32.class);
        var error = tf.math.mean(wrong, tf.constant(0));
        var truth = tf.reduceSum(tf.math.mul(tf.nn.softmax(p.logits()), p.own()), tf.constant(1));
        var softError = tf.math.sub(tf.constant(1f), tf.math.mean(truth, tf.constant(0)));
        return tf.stack(List.of(loss, error, softError)).output();
    }

    /**
     * Does one update.
     *
     * @param batch as many samples as the options say, and the step that keys dropout's draws
     * @param rate the learning rate of this update
     */
    public StepMetrics step(MiniBatch batch, double rate) {
        fedNumbers.asRawTensor().data().asFloats().write(descent.numbers(rate, batch.step()));
        var parts = options.microBatches();
        var sum = new double[3];
        for (var part = 0; part < parts; part++) {
            feed(batch, part);
            var runner = session.runner()
                    .feed(images, fedImages)
                    .feed(labels, fedLabels)
                    .feed(key, fedKey)
                    .feed(descent.fedNumbers(), fedNumbers);
            if (options.mixed()) {
                runner.feed(otherLabels, fedOtherLabels).feed(shares, fedShares);
            }
            var out = new float[sum.length];
            try (var result = runner.fetch(metrics).addTarget(descent.train()).run()) {
                result.get(0).asRawTensor().data().asFloats().read(out);
            }
            for (var i = 0; i < sum.length; i++) {
                sum[i] += out[i] / parts;
            }
        }
        if (descent.apply().isPresent()) {
            var runner = session.runner()
                    .feed(descent.fedNumbers(), fedNumbers)
                    .addTarget(descent.apply().get());
            try (var result = runner.run()) {
                assert result.size() == 0;
            }
        }
        return new StepMetrics(sum[0], sum[1], sum[2]);
    }

    private void feed(MiniBatch batch, int part) {
        var size = options.batch() / options.microBatches();
        var bytes = size * outline.input().bytes();
        fedImages.asRawTensor().data().write(batch.images(), part * bytes, bytes);
        fedLabels.asRawTensor().data().asInts().write(batch.labels(), part * size, size);
        if (options.mixed()) {
            fedOtherLabels.asRawTensor().data().asInts().write(batch.otherLabels(), part * size, size);
            fedShares.asRawTensor().data().asFloats().write(batch.shares(), part * size, size);
        }
        fedKey.asRawTensor().data().asLongs().write(new long[] {
            options.seed(), batch.step() * options.microBatches() + part
        });
    }

    /**
     * The logits of images in evaluation mode, {@code [count, classes]} row-major.
     *
     * @param samples the images' bytes, one behind the other
     */
    public float[] logits(byte[] samples, int count) {
        var shape = outline.input();
        var out = new float[count * shape.classes()];
        try (var fed = TensorFlowBackend.tensor(shape, count)) {
            fed.asRawTensor().data().write(samples, 0, count * shape.bytes());
            try (var result =
                    session.runner().feed(images, fed).fetch(inferredLogits).run()) {
                result.get(0).asRawTensor().data().asFloats().read(out);
            }
        }
        return out;
    }

    /** The parameters and running values as they are now. */
    public Weights weights() {
        return descent.weights(session);
    }

    /** The optimizer's slots as they are now: with {@link #weights} the whole state from which training goes on. */
    public List<Tensor> slots() {
        return descent.slots(session);
    }

    /** Sets the weights, and the slots where there are any; absent slots become zero. */
    public void restore(Weights weights, List<Tensor> slots) {
        descent.restore(session, weights, slots);
    }

    @Override
    public void close() {
        fedImages.close();
        fedLabels.close();
        fedOtherLabels.close();
        fedShares.close();
        fedKey.close();
        fedNumbers.close();
        session.close();
        graph.close();
    }
}

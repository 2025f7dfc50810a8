package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;

/**
 * A velocity field being trained by flow matching (Lipman et al. 2022; Liu et al. 2022): of images x₁ and noise x₀ the mean
 * of (v(x_t, t, y) − (x₁ − x₀))², where x_t = (1 − t)·x₀ + t·x₁ and t is the logistic function of a normal number (Esser et
 * al. 2024). Noise and times are keyed by (seed, step). An exponential average of all weights is kept beside them. A program
 * belongs to one thread, and is closed by its maker.
 */
public final class FlowProgram implements AutoCloseable {
    private static final String AVERAGE = ".average";
    private static final double AVERAGE_DECAY = 0.999;

    private final Outline outline;
    private final TrainingOptions options;
    private final Graph graph = new Graph();
    private final Session session;
    private final TrainingGraph descent;
    private final Placeholder<? extends TNumber> images;
    private final Placeholder<TInt32> labels;
    private final Placeholder<TInt64> key;
    private final Placeholder<TFloat32> decay;
    private final Output<TFloat32> loss;
    private final NoOp average;
    private final TNumber fedImages;
    private final TInt32 fedLabels;
    private final TInt64 fedKey;
    private final TFloat32 fedNumbers;
    private final TFloat32 fedDecay;

    /** Builds graph and session, without weights until {@link #restore} gives them. */
    public FlowProgram(Outline outline, TrainingOptions options) {
        this.outline = outline.requireTrainable();
        this.options = options;
        var tf = Ops.create(graph);
        descent = new TrainingGraph(graph, tf, outline, options);
        var shape = outline.input();
        images = TensorFlowBackend.placeholder(tf, shape);
        labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(options.batch())));
        key = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
        decay = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

        var backend = TensorFlowBackend.training(tf, descent.variables(), key, options.arithmetic());
        var error = error(tf, backend);
        loss = error.asOutput();
        descent.lower(error, backend.updates());
        average = average(tf);

        session = descent.openSession();
        fedImages = TensorFlowBackend.tensor(shape, options.batch());
        fedLabels = TInt32.tensorOf(Shape.of(options.batch()));
        fedKey = TInt64.tensorOf(Shape.of(2));
        fedNumbers = TFloat32.tensorOf(Shape.of(4));
        fedDecay = TFloat32.tensorOf(Shape.scalar());
    }

    private Operand<TFloat32> error(Ops tf, TensorFlowBackend backend) {
        var shape = outline.input();
        var image = backend.input(images, shape);
        var noise = tf.random.statelessRandomNormal(tf.shape(image.op()), key, TFloat32.class);
        var other = tf.math.add(key, tf.constant(new long[] {0, 1L << 62}));
        var normal =
                tf.random.statelessRandomNormal(tf.constant(new int[] {options.batch(), 1}), other, TFloat32.class);
        var time = tf.math.sigmoid(normal);
        var share = tf.reshape(time, tf.constant(new int[] {-1, 1, 1, 1}));
        var target = tf.math.sub(image.op(), noise);
        var noisy = tf.math.add(noise, tf.math.mul(share, target));
        var label = tf.oneHot(labels, tf.constant(shape.classes()), tf.constant(1f), tf.constant(0f));
        var velocity = outline.velocityField()
                .velocity(
                        backend,
                        new Value(noisy, image.size()),
                        new Value(time, new int[] {1}),
                        new Value(label, new int[] {shape.classes()}));
        var squared = tf.math.squaredDifference(velocity.op(), target);
        return tf.math.mean(squared, tf.constant(new int[] {0, 1, 2, 3}));
    }

    /** Adds the operation by which the averages follow the new weights after an update. */
    private NoOp average(Ops tf) {
        var variables = descent.variables();
        var after = tf.withControlDependencies(List.<Op>of(descent.train()));
        List<Op> updates = new ArrayList<>();
        for (var tensor : outline.tensors()) {
            var kept = variables.variable(tensor.name() + AVERAGE, tensor.shape());
            var now = after.readVariableOp(variables.handle(tensor.name()), TFloat32.class);
            var step = tf.math.mul(tf.math.sub(tf.constant(1f), decay), tf.math.sub(kept.read(), now));
            updates.add(tf.assignSubVariableOp(kept.handle(), step));
        }
        return tf.withControlDependencies(updates).noOp();
    }

    /**
     * Does one update.
     *
     * @param batch as many samples as the options say, and the step that keys the noise
     * @return the loss before the update
     */
    public double step(MiniBatch batch, double rate) {
        var step = batch.step();
        fedImages.asRawTensor().data().write(batch.images(), 0, batch.images().length);
        fedLabels.asRawTensor().data().asInts().write(batch.labels(), 0, batch.size());
        fedKey.asRawTensor().data().asLongs().write(new long[] {options.seed(), step});
        fedNumbers.asRawTensor().data().asFloats().write(descent.numbers(rate, step));
        // A young average forgets faster, so that it does not hold the initial weights.
        var kept = Math.min(AVERAGE_DECAY, (1.0 + step) / (10.0 + step));
        fedDecay.asRawTensor().data().asFloats().write(new float[] {(float) kept});
        var out = new float[1];
        try (var result = session.runner()
                .feed(images, fedImages)
                .feed(labels, fedLabels)
                .feed(key, fedKey)
                .feed(descent.fedNumbers(), fedNumbers)
                .feed(decay, fedDecay)
                .fetch(loss)
                .addTarget(average)
                .run()) {
            result.get(0).asRawTensor().data().asFloats().read(out);
        }
        return out[0];
    }

    private List<String> averageNames() {
        return outline.tensors().stream().map(t -> t.name() + AVERAGE).toList();
    }

    /** The weights as they are now. */
    public Weights weights() {
        return descent.weights(session);
    }

    /** The averages of the weights, with which images are generated. */
    public Weights averages() {
        var kept = descent.variables().fetch(session, averageNames());
        return new Weights(kept.stream()
                .map(t -> new Tensor(t.name().substring(0, t.name().length() - AVERAGE.length()), t.shape(), t.data()))
                .toList());
    }

    /** The optimizer's slots and the averages: with {@link #weights} the whole state from which training goes on. */
    public List<Tensor> slots() {
        List<Tensor> slots = new ArrayList<>(descent.slots(session));
        slots.addAll(descent.variables().fetch(session, averageNames()));
        return slots;
    }

    /** Sets the weights, and the slots where there are any; without slots, the averages are the weights. */
    public void restore(Weights weights, List<Tensor> slots) {
        descent.restore(session, weights, slots);
        var names = averageNames();
        var averages = slots.stream().filter(t -> names.contains(t.name())).toList();
        descent.variables()
                .assign(
                        session,
                        averages.isEmpty()
                                ? weights.tensors().stream()
                                        .map(t -> new Tensor(t.name() + AVERAGE, t.shape(), t.data()))
                                        .toList()
                                : averages);
    }

    @Override
    public void close() {
        fedImages.close();
        fedLabels.close();
        fedKey.close();
        fedNumbers.close();
        fedDecay.close();
        session.close();
        graph.close();
    }
}

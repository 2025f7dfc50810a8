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
import org.tensorflow.op.train.ResourceApplyMomentum;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.StepMetrics;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;

/**
 * A network being trained: one graph, one session with its own threads, and the tensors it is fed. Belongs to one thread;
 * whoever makes it closes it. For one setting of threads its weights are a function of the batches and rates alone.
 */
public final class TrainingProgram implements AutoCloseable {
    private static final String SLOT = ".momentum";

    private final Outline outline;
    private final List<String> weightNames;
    private final List<String> slotNames = new ArrayList<>();
    private final Graph graph = new Graph();
    private final Session session;
    private final Variables variables;
    private final Placeholder<TUint8> images;
    private final Placeholder<TInt32> labels;
    private final Placeholder<TFloat32> rate;
    private final Output<TFloat32> metrics;
    private final Output<TFloat32> inferredLogits;
    private final NoOp train;
    private final TUint8 fedImages;
    private final TInt32 fedLabels;

    /** Builds graph and session; the weights are all absent until {@link #restore} gives them. */
    public TrainingProgram(Outline outline, TrainingOptions options) {
        this.outline = outline;
        weightNames = outline.tensors().stream().map(TensorSpec::name).toList();
        var tf = Ops.create(graph);
        variables = new Variables(tf);
        var shape = outline.input();
        images = tf.placeholder(
                TUint8.class, Placeholder.shape(Shape.of(-1, shape.height(), shape.width(), shape.channels())));
        labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
        rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

        var backend = new TensorFlowBackend(tf, variables, true);
        var logits = outline.network().logits(backend, backend.input(images, shape), shape.classes());
        var loss = loss(tf, logits.op(), shape.classes());
        metrics = metrics(tf, logits.op(), loss, shape.classes());
        List<Op> updates = new ArrayList<>(backend.updates());
        updates.addAll(optimizer(tf, loss, options));
        train = tf.withControlDependencies(updates).noOp();

        var inference = new TensorFlowBackend(tf, variables, false);
        inferredLogits = outline.network()
                .logits(inference, inference.input(images, shape), shape.classes())
                .op()
                .asOutput();

        session = new Session(graph, sessionConfig(options.threads()));
        fedImages = TUint8.tensorOf(Shape.of(options.batch(), shape.height(), shape.width(), shape.channels()));
        fedLabels = TInt32.tensorOf(Shape.of(options.batch()));
    }

    private static ConfigProto sessionConfig(int threads) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setUsePerSessionThreads(true)
                .build();
    }

    private Operand<TFloat32> oneHot(Ops tf, int classes) {
        return tf.oneHot(labels, tf.constant(classes), tf.constant(1f), tf.constant(0f));
    }

    private Operand<TFloat32> loss(Ops tf, Operand<TFloat32> logits, int classes) {
        var perSample = tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot(tf, classes));
        return tf.math.mean(perSample.loss(), tf.constant(0));
    }

    private Output<TFloat32> metrics(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> loss, int classes) {
        var predicted = tf.math.argMax(logits, tf.constant(1), TInt32.class);
        var error = tf.math.mean(tf.dtypes.cast(tf.math.notEqual(predicted, labels), TFloat32.class), tf.constant(0));
        var truth = tf.reduceSum(tf.math.mul(tf.nn.softmax(logits), oneHot(tf, classes)), tf.constant(1));
        var softError = tf.math.sub(tf.constant(1f), tf.math.mean(truth, tf.constant(0)));
        return tf.stack(List.of(loss, error, softError)).output();
    }

    private List<Op> optimizer(Ops tf, Operand<TFloat32> loss, TrainingOptions options) {
        var parameters = outline.tensors().stream()
                .filter(t -> t.kind() == TensorSpec.Kind.PARAMETER)
                .toList();
        var reads = parameters.stream()
                .map(p -> variables.value(p.name()).asOutput())
                .toArray(Output<?>[]::new);
        var gradients = graph.addGradients(loss.asOutput(), reads);
        List<Op> updates = new ArrayList<>();
        for (var i = 0; i < parameters.size(); i++) {
            var name = parameters.get(i).name();
            Operand<TFloat32> gradient = gradients[i].expect(TFloat32.class);
            if (options.weightDecay() != 0) {
                var decay = tf.constant((float) options.weightDecay());
                gradient = tf.math.add(gradient, tf.math.mul(decay, variables.value(name)));
            }
            updates.add(update(tf, name, parameters.get(i).shape(), gradient, options));
        }
        return updates;
    }

    private Op update(Ops tf, String name, int[] shape, Operand<TFloat32> gradient, TrainingOptions options) {
        if (options.momentum() == 0) {
            return tf.train.resourceApplyGradientDescent(variables.handle(name), rate, gradient);
        }
        var slot = variables.variable(name + SLOT, shape);
        slotNames.add(slot.name());
        return tf.train.resourceApplyMomentum(
                variables.handle(name),
                slot.handle(),
                rate,
                gradient,
                tf.constant((float) options.momentum()),
                ResourceApplyMomentum.useNesterov(options.nesterov()));
    }

    /**
     * One update.
     *
     * @param batch as many samples as the options say
     * @param rate the learning rate of this update
     */
    public StepMetrics step(MiniBatch batch, double rate) {
        fedImages.asRawTensor().data().write(batch.images());
        fedLabels.asRawTensor().data().asInts().write(batch.labels());
        var out = new float[3];
        try (var fedRate = TFloat32.scalarOf((float) rate);
                var result = session.runner()
                        .feed(images, fedImages)
                        .feed(labels, fedLabels)
                        .feed(this.rate, fedRate)
                        .fetch(metrics)
                        .addTarget(train)
                        .run()) {
            result.get(0).asRawTensor().data().asFloats().read(out);
        }
        return new StepMetrics(out[0], out[1], out[2]);
    }

    /**
     * The logits of images in evaluation mode, {@code [count, classes]} row-major.
     *
     * @param pixels {@code [count, H, W, C]} uint8
     */
    public float[] logits(byte[] pixels, int count) {
        var shape = outline.input();
        var out = new float[count * shape.classes()];
        try (var fed = TUint8.tensorOf(Shape.of(count, shape.height(), shape.width(), shape.channels()))) {
            fed.asRawTensor().data().write(pixels, 0, count * shape.bytes());
            try (var result =
                    session.runner().feed(images, fed).fetch(inferredLogits).run()) {
                result.get(0).asRawTensor().data().asFloats().read(out);
            }
        }
        return out;
    }

    /** The parameters and running values as they are now. */
    public Weights weights() {
        return new Weights(variables.fetch(session, weightNames));
    }

    /** The optimizer's slots as they are now: with {@link #weights} all that training goes on from. */
    public List<Tensor> slots() {
        return slotNames.isEmpty() ? List.of() : variables.fetch(session, slotNames);
    }

    /** Starts from weights, and from slots where there are any; absent slots become zero. */
    public void restore(Weights weights, List<Tensor> slots) {
        variables.assign(session, weights.tensors());
        for (var name : slotNames) {
            var parameter = name.substring(0, name.length() - SLOT.length());
            var shape = weights.find(parameter).orElseThrow().shape();
            var slot = slots.stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .orElseGet(() -> new Tensor(name, shape, new float[Tensor.count(shape)]));
            variables.assign(session, List.of(slot));
        }
    }

    @Override
    public void close() {
        fedImages.close();
        fedLabels.close();
        session.close();
        graph.close();
    }
}

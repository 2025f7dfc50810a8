package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.network.Backend;
import org.twoworlds.model.network.Layers;
import org.twoworlds.model.network.TensorSpec;

/** Interprets a network as a TensorFlow graph, in NHWC. */
final class TensorFlowBackend implements Backend<Value> {
    private final Ops tf;
    private final Variables variables;
    private final boolean training;
    private final List<Op> updates = new ArrayList<>();

    /** With {@code training}, batch normalisation uses the batch's moments and notes updates of the running values. */
    TensorFlowBackend(Ops tf, Variables variables, boolean training) {
        this.tf = tf;
        this.variables = variables;
        this.training = training;
    }

    /** Pixels scaled to [−1, 1]. */
    Value input(Operand<TUint8> images, ImageShape shape) {
        var scaled = tf.math.sub(
                tf.math.mul(tf.dtypes.cast(images, TFloat32.class), tf.constant(1 / 127.5f)), tf.constant(1f));
        return new Value(scaled, new int[] {shape.channels(), shape.height(), shape.width()});
    }

    /** The updates of running values that belong to a training step. */
    List<Op> updates() {
        return updates;
    }

    @Override
    public int[] size(Value x) {
        return x.size();
    }

    @Override
    public Value conv(Value x, String name, int channels, int kernel) {
        var p = read(Layers.conv(name, x.size()[0], channels, kernel));
        var y = tf.nn.conv2d(x.op(), p.get(0), List.of(1L, 1L, 1L, 1L), "SAME");
        return new Value(tf.nn.biasAdd(y, p.get(1)), new int[] {channels, x.size()[1], x.size()[2]});
    }

    @Override
    public Value dense(Value x, String name, int width) {
        var p = read(Layers.dense(name, x.size()[0], width));
        var y = tf.linalg.matMul(x.op(), p.get(0), new MatMul.Options[0]);
        return new Value(tf.nn.biasAdd(y, p.get(1)), new int[] {width});
    }

    @Override
    public Value batchNorm(Value x, String name) {
        var p = read(Layers.batchNorm(name, x.size()[0]));
        var isVector = x.size().length == 1;
        var image = isVector ? tf.reshape(x.op(), tf.constant(new int[] {-1, 1, 1, x.size()[0]})) : x.op();
        var empty = tf.constant(new float[0]);
        var norm = tf.nn.fusedBatchNorm(
                image,
                p.get(0),
                p.get(1),
                training ? empty : p.get(2),
                training ? empty : p.get(3),
                FusedBatchNorm.isTraining(training),
                FusedBatchNorm.epsilon((float) EPSILON));
        if (training) {
            follow(name + ".running_mean", norm.batchMean());
            follow(name + ".running_var", norm.batchVariance());
        }
        var y = isVector ? tf.reshape(norm.y(), tf.constant(new int[] {-1, x.size()[0]})) : norm.y();
        return new Value(y, x.size());
    }

    private void follow(String name, Operand<TFloat32> batchValue) {
        var step = tf.math.mul(tf.math.sub(variables.value(name), batchValue), tf.constant((float) MOMENTUM));
        updates.add(tf.assignSubVariableOp(variables.handle(name), step));
    }

    @Override
    public Value relu(Value x) {
        return new Value(tf.nn.relu(x.op()), x.size());
    }

    @Override
    public Value maxPool(Value x, int kernel) {
        var window = tf.constant(new int[] {1, kernel, kernel, 1});
        var y = tf.nn.maxPool(x.op(), window, window, "VALID");
        return new Value(y, new int[] {x.size()[0], x.size()[1] / kernel, x.size()[2] / kernel});
    }

    @Override
    public Value flatten(Value x) {
        var width = Tensor.count(x.size());
        var channelsFirst = x.size()[1] == 1 && x.size()[2] == 1
                ? x.op()
                : tf.linalg.transpose(x.op(), tf.constant(new int[] {0, 3, 1, 2}));
        return new Value(tf.reshape(channelsFirst, tf.constant(new int[] {-1, width})), new int[] {width});
    }

    private List<Operand<TFloat32>> read(List<TensorSpec> specs) {
        List<Operand<TFloat32>> values = new ArrayList<>();
        for (var spec : specs) {
            values.add(variables.variable(spec.name(), spec.shape()).read());
        }
        return values;
    }
}

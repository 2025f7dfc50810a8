package org.twoworlds.bench;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** The matrix multiplication rate of this process: what a network's training rate is a share of. */
final class Sgemm implements AutoCloseable {
    private static final int SIZE = 2048;

    private final Graph graph = new Graph();
    private final Session session;
    private final Operand<TFloat32> product;

    Sgemm(int threads) {
        var tf = Ops.create(graph);
        var a = tf.random.randomUniform(tf.constant(new int[] {SIZE, SIZE}), TFloat32.class);
        var left = tf.varHandleOp(TFloat32.class, Shape.of(SIZE, SIZE));
        var set = tf.assignVariableOp(left, a);
        var value = tf.readVariableOp(left, TFloat32.class);
        var full = tf.linalg.matMul(value, value, new MatMul.Options[0]);
        product = tf.slice(full, tf.constant(new int[] {0, 0}), tf.constant(new int[] {1, 1}));
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(threads)
                        .setInterOpParallelismThreads(1)
                        .setUsePerSessionThreads(true)
                        .build());
        session.runner().addTarget(set).run().close();
    }

    /** Floating-point operations a second, of one multiplication. */
    double flops() {
        var began = System.nanoTime();
        session.runner().fetch(product).run().close();
        return 2.0 * SIZE * SIZE * SIZE / ((System.nanoTime() - began) / 1e9);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}

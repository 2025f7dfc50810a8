package org.twoworlds.bench;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.twoworlds.config.Precision;
import org.twoworlds.model.tensorflow.Arithmetic;
import org.twoworlds.model.tensorflow.Sessions;

/** The rate of a matrix multiplication in this process, of which a network's training rate is a share. */
final class Sgemm implements AutoCloseable {
    private static final int SIZE_ON_PROCESSOR = 2048;
    private static final int SIZE_ON_GPU = 8192;

    private final int size;
    private final Graph graph = new Graph();
    private final Session session;
    private final Operand<TFloat32> product;
    private VarHandleOp left;

    /** A multiplication of float32 on the processor. */
    Sgemm(int threads) {
        this(threads, Arithmetic.FP32);
    }

    /** A multiplication in an arithmetic on its device. */
    Sgemm(int threads, Arithmetic arithmetic) {
        size = arithmetic.device().isGpu() ? SIZE_ON_GPU : SIZE_ON_PROCESSOR;
        var tf = Ops.create(graph);
        var isBf16 = arithmetic.precision() == Precision.BF16;
        var type = isBf16 ? TBfloat16.class : TFloat32.class;
        var shape = Shape.of(size, size);
        var set = fill(tf, type, shape);
        product = tf.dtypes.cast(corner(tf, type), TFloat32.class);
        session = Sessions.open(graph, threads, arithmetic);
        session.runner().addTarget(set).run().close();
    }

    private <T extends TFloating> Op fill(Ops tf, Class<T> type, Shape shape) {
        var random = tf.random.randomUniform(tf.constant(new int[] {size, size}), TFloat32.class);
        left = tf.varHandleOp(type, shape);
        return tf.assignVariableOp(left, tf.dtypes.cast(random, type));
    }

    private <T extends TFloating> Operand<T> corner(Ops tf, Class<T> type) {
        var value = tf.readVariableOp(left, type);
        var full = tf.linalg.matMul(value, value, new MatMul.Options[0]);
        return tf.slice(full, tf.constant(new int[] {0, 0}), tf.constant(new int[] {1, 1}));
    }

    /** The floating-point operations per second of one multiplication. */
    double flops() {
        var began = System.nanoTime();
        session.runner().fetch(product).run().close();
        return 2.0 * size * size * size / ((System.nanoTime() - began) / 1e9);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}

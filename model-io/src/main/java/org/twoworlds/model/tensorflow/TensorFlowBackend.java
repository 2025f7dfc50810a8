package org.twoworlds.model.tensorflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.network.Backend;
import org.twoworlds.model.network.Dense;
import org.twoworlds.model.network.Init;
import org.twoworlds.model.network.Layers;
import org.twoworlds.model.network.Receptive;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.model.network.Window;

/** The interpreter that makes a TensorFlow graph of a network: images in NHWC, tokens as {@code [B, T, D]}. */
final class TensorFlowBackend implements Backend<Value> {
    private static final float LOWEST = -Float.MAX_VALUE;
    private static final float MASKED = -1e9f;
    private static final List<Long> UNIT = square(1);

    private final Ops tf;
    private final Variables variables;
    private final Optional<Operand<TInt64>> dropoutKey;
    private final boolean bf16;
    private final List<Op> updates = new ArrayList<>();
    private long dropouts;

    private TensorFlowBackend(
            Ops tf, Variables variables, Optional<Operand<TInt64>> dropoutKey, Arithmetic arithmetic) {
        this.tf = tf;
        bf16 = arithmetic.isBf16InGraph();
        this.variables = variables;
        this.dropoutKey = dropoutKey;
    }

    /**
     * A backend for training: batch normalisation uses the batch's moments and notes updates of the running values; dropout
     * drops.
     *
     * @param dropoutKey two numbers that this update's draws depend on
     */
    static TensorFlowBackend training(Ops tf, Variables variables, Operand<TInt64> dropoutKey, Arithmetic arithmetic) {
        return new TensorFlowBackend(tf, variables, Optional.of(dropoutKey), arithmetic);
    }

    /** A backend for evaluation: batch normalisation uses the running values; nothing is dropped. */
    static TensorFlowBackend inference(Ops tf, Variables variables, Arithmetic arithmetic) {
        return new TensorFlowBackend(tf, variables, Optional.empty(), arithmetic);
    }

    /** The placeholder that takes a network's samples, any number of them. */
    static Placeholder<? extends TNumber> placeholder(Ops tf, ImageShape shape) {
        var form = Placeholder.shape(Shape.of(-1, shape.height(), shape.width(), shape.channels()));
        return shape.isImage() ? tf.placeholder(TUint8.class, form) : tf.placeholder(TFloat32.class, form);
    }

    /** A tensor that feeds samples to the placeholder, which the caller closes. */
    static TNumber tensor(ImageShape shape, int count) {
        var form = Shape.of(count, shape.height(), shape.width(), shape.channels());
        return shape.isImage() ? TUint8.tensorOf(form) : TFloat32.tensorOf(form);
    }

    /** The network's input of samples: pixels scaled to [−1, 1], vectors as they are. */
    Value input(Operand<? extends TNumber> samples, ImageShape shape) {
        var floats = tf.dtypes.cast(samples, TFloat32.class);
        var scaled =
                shape.isImage() ? tf.math.sub(tf.math.mul(floats, tf.constant(1 / 127.5f)), tf.constant(1f)) : floats;
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
    public Value conv(Value x, String name, int channels, Window window, boolean bias) {
        var p = read(Layers.conv(name, x.size()[0], channels, window.kernel(), bias));
        Operand<TFloat32> y;
        if (window.keepsSize()) {
            y = convolved(x.op(), p.get(0), UNIT, "SAME");
        } else if (window.kernel() == 1) {
            // Takes every stride-th pixel first: oneDNN writes beyond its memory in 1×1 convolutions with a stride.
            y = convolved(every(padded(x, window.pad(), 0), x.size(), window), p.get(0), UNIT, "VALID");
        } else {
            y = convolved(padded(x, window.pad(), 0), p.get(0), square(window.stride()), "VALID");
        }
        return new Value(bias ? tf.nn.biasAdd(y, p.get(1)) : y, window.output(channels, x.size()));
    }

    private Operand<TFloat32> convolved(
            Operand<TFloat32> x, Operand<TFloat32> kernel, List<Long> strides, String padding) {
        return bf16
                ? widened(tf.nn.conv2d(narrowed(x), narrowed(kernel), strides, padding))
                : tf.nn.conv2d(x, kernel, strides, padding);
    }

    private Operand<TBfloat16> narrowed(Operand<TFloat32> x) {
        return tf.dtypes.cast(x, TBfloat16.class);
    }

    private Operand<TFloat32> widened(Operand<TBfloat16> x) {
        return tf.dtypes.cast(x, TFloat32.class);
    }

    /** Does the dilation around a plain convolution, since TensorFlow's own gradient of dilated convolutions is wrong. */
    @Override
    public Value depthwise(Value x, String name, Window window) {
        var channels = x.size()[0];
        var k = window.kernel();
        var weight = read(Layers.depthwise(name, channels, k)).get(0);
        var kernel = tf.reshape(weight, tf.constant(new int[] {k, k, channels, 1}));
        var out = window.output(channels, x.size());
        if (window.dilation() == 1) {
            var y = window.keepsSize()
                    ? tf.nn.depthwiseConv2dNative(x.op(), kernel, UNIT, "SAME")
                    : tf.nn.depthwiseConv2dNative(padded(x, window.pad(), 0), kernel, square(window.stride()), "VALID");
            return new Value(y, out);
        }
        var d = window.dilation();
        if (window.stride() == d) {
            var every = every(padded(x, window.pad(), 0), x.size(), window);
            return new Value(tf.nn.depthwiseConv2dNative(every, kernel, UNIT, "VALID"), out);
        }
        var block = tf.constant(new int[] {d, d});
        var p = window.pad();
        var rest = new int[] {
            Math.floorMod(-(x.size()[1] + 2 * p), d), Math.floorMod(-(x.size()[2] + 2 * p), d),
        };
        var spread = tf.spaceToBatchNd(x.op(), block, tf.constant(new int[][] {{p, p + rest[0]}, {p, p + rest[1]}}));
        var y = tf.nn.depthwiseConv2dNative(spread, kernel, UNIT, "VALID");
        return new Value(tf.batchToSpaceNd(y, block, tf.constant(new int[][] {{0, rest[0]}, {0, rest[1]}})), out);
    }

    /** The sides of a square kernel or stride as TensorFlow wants them, for {@code [B, H, W, C]}. */
    private static List<Long> square(long side) {
        return List.of(1L, side, side, 1L);
    }

    /** Every stride-th row and column of a padded image, from the first on. */
    private Operand<TFloat32> every(Operand<TFloat32> padded, int[] size, Window window) {
        var rows = size[1] + 2 * window.pad();
        var columns = size[2] + 2 * window.pad();
        return tf.stridedSlice(
                padded,
                tf.constant(new int[4]),
                tf.constant(new int[] {Integer.MAX_VALUE, rows, columns, size[0]}),
                tf.constant(new int[] {1, window.stride(), window.stride(), 1}));
    }

    private Operand<TFloat32> padded(Value x, int pad, float with) {
        return pad == 0
                ? x.op()
                : tf.pad(x.op(), tf.constant(new int[][] {{0, 0}, {pad, pad}, {pad, pad}, {0, 0}}), tf.constant(with));
    }

    @Override
    public Value dense(Value x, String name, Dense form) {
        var in = x.size()[x.size().length - 1];
        var p = read(Layers.dense(name, in, form));
        var weight = form.mask().map(mask -> masked(p.get(0), mask)).orElse(p.get(0));
        var isVector = x.size().length == 1;
        var rows = isVector ? x.op() : tf.reshape(x.op(), tf.constant(new int[] {-1, in}));
        Operand<TFloat32> y = bf16
                ? widened(tf.linalg.matMul(narrowed(rows), narrowed(weight), new MatMul.Options[0]))
                : tf.linalg.matMul(rows, weight, new MatMul.Options[0]);
        y = form.bias() ? tf.nn.biasAdd(y, p.get(1)) : y;
        var size = x.size().clone();
        size[size.length - 1] = form.width();
        return new Value(isVector ? y : tf.reshape(y, batchOf(size)), size);
    }

    /** A weight stored as {@code [in, out]}, its masked numbers replaced by 0. */
    private Operand<TFloat32> masked(Operand<TFloat32> weight, Receptive mask) {
        var positions = mask.positions();
        var turned = new float[positions[0].length][1][positions.length];
        for (var o = 0; o < positions.length; o++) {
            for (var i = 0; i < positions[o].length; i++) {
                turned[i][0][o] = positions[o][i];
            }
        }
        var inPositions = positions[0].length;
        var outPositions = positions.length;
        var parts = new int[] {mask.in()[0], inPositions, mask.channels(), outPositions};
        var cut = tf.math.mul(tf.reshape(weight, tf.constant(parts)), tf.constant(turned));
        return tf.reshape(cut, tf.constant(new int[] {parts[0] * parts[1], parts[2] * parts[3]}));
    }

    @Override
    public Value batchNorm(Value x, String name) {
        var p = read(Layers.batchNorm(name, x.size()[0]));
        var isVector = x.size().length == 1;
        var image = isVector ? tf.reshape(x.op(), tf.constant(new int[] {-1, 1, 1, x.size()[0]})) : x.op();
        var empty = tf.constant(new float[0]);
        var training = dropoutKey.isPresent();
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
        var y = isVector ? tf.reshape(norm.y(), batchOf(x.size())) : norm.y();
        return new Value(y, x.size());
    }

    private void follow(String name, Operand<TFloat32> batchValue) {
        var step = tf.math.mul(tf.math.sub(variables.value(name), batchValue), tf.constant((float) MOMENTUM));
        updates.add(tf.assignSubVariableOp(variables.handle(name), step));
    }

    @Override
    public Value layerNorm(Value x, String name) {
        var p = read(Layers.layerNorm(name, x.size()[x.size().length - 1]));
        var last = tf.constant(x.size().length);
        var mean = tf.math.mean(x.op(), last, Mean.keepDims(true));
        var centred = tf.math.sub(x.op(), mean);
        var variance = tf.math.mean(tf.math.square(centred), last, Mean.keepDims(true));
        var scale = tf.math.rsqrt(tf.math.add(variance, tf.constant((float) EPSILON)));
        var y = tf.math.add(tf.math.mul(tf.math.mul(centred, scale), p.get(0)), p.get(1));
        return new Value(y, x.size());
    }

    @Override
    public Value parameter(String name, Init init, int tokens, int width) {
        return new Value(read(Layers.parameter(name, init, tokens, width)).get(0), new int[] {tokens, width});
    }

    @Override
    public Value quantise(Value x, String name, int clusters) {
        var channels = x.size()[0];
        var pixels = x.size()[1] * x.size()[2];
        var centres = read(Layers.centres(name, clusters, channels)).get(0); // the centres are stored as [C, clusters]
        var colours = tf.reshape(x.op(), tf.constant(new int[] {-1, channels, 1}));
        var distance = tf.reduceSum(tf.math.squaredDifference(colours, centres), tf.constant(1));
        var nearest = tf.math.argMin(distance, tf.constant(1), TInt32.class);
        var size = new int[] {pixels};
        return new Value(tf.reshape(tf.dtypes.cast(nearest, TFloat32.class), batchOf(size)), size);
    }

    @Override
    public Value embedding(Value ids, String name, int vocabulary, int width) {
        var stored =
                read(Layers.embedding(name, vocabulary, width)).get(0); // the vectors are stored as [width, vocabulary]
        var flat = tf.dtypes.cast(tf.reshape(ids.op(), tf.constant(new int[] {-1})), TInt32.class);
        var chosen = tf.oneHot(flat, tf.constant(vocabulary), tf.constant(1f), tf.constant(0f));
        var y = tf.linalg.matMul(chosen, stored, MatMul.transposeB(true));
        var size = new int[] {ids.size()[0], width};
        return new Value(tf.reshape(y, batchOf(size)), size);
    }

    @Override
    public Value unembedding(Value x, String name, int vocabulary) {
        var width = x.size()[1];
        var stored =
                read(Layers.embedding(name, vocabulary, width)).get(0); // the vectors are stored as [width, vocabulary]
        var flat = tf.reshape(x.op(), tf.constant(new int[] {-1, width}));
        var size = new int[] {x.size()[0], vocabulary};
        return new Value(tf.reshape(tf.linalg.matMul(flat, stored), batchOf(size)), size);
    }

    @Override
    public Value relu(Value x) {
        return new Value(tf.nn.relu(x.op()), x.size());
    }

    @Override
    public Value gelu(Value x) {
        var erf = tf.math.erf(tf.math.mul(x.op(), tf.constant((float) Math.sqrt(0.5))));
        var phi = tf.math.mul(tf.constant(0.5f), tf.math.add(tf.constant(1f), erf));
        return new Value(tf.math.mul(x.op(), phi), x.size());
    }

    @Override
    public Value dropout(Value x, double probability) {
        if (dropoutKey.isEmpty()) {
            return x;
        }
        var key = tf.math.add(dropoutKey.get(), tf.constant(new long[] {0, dropouts++ << 48}));
        var uniform = tf.random.statelessRandomUniform(tf.shape(x.op()), key);
        var kept = tf.dtypes.cast(tf.math.greaterEqual(uniform, tf.constant((float) probability)), TFloat32.class);
        var factor = tf.stopGradient(tf.math.mul(kept, tf.constant((float) (1 / (1 - probability)))));
        return new Value(tf.math.mul(x.op(), factor), x.size());
    }

    @Override
    public Value add(Value x, Value y) {
        return new Value(tf.math.add(x.op(), y.op()), x.size());
    }

    @Override
    public Value addToPixels(Value image, Value vector) {
        var column = tf.reshape(vector.op(), tf.constant(new int[] {-1, 1, 1, image.size()[0]}));
        return new Value(tf.math.add(image.op(), column), image.size());
    }

    @Override
    public Value concat(List<Value> parts) {
        var size = parts.get(0).size().clone();
        size[0] = parts.stream().mapToInt(p -> p.size()[0]).sum();
        return new Value(tf.concat(parts.stream().map(Value::op).toList(), tf.constant(3)), size);
    }

    /** Spreads channels by hand, since TensorFlow's depthToSpace has them in another order. */
    @Override
    public Value pixelShuffle(Value x, int factor) {
        var channels = x.size()[0] / (factor * factor);
        var h = x.size()[1];
        var w = x.size()[2];
        var parts = tf.reshape(x.op(), tf.constant(new int[] {-1, h, w, channels, factor, factor}));
        var spread = tf.linalg.transpose(parts, tf.constant(new int[] {0, 1, 4, 2, 5, 3}));
        var size = new int[] {channels, h * factor, w * factor};
        return new Value(tf.reshape(spread, tf.constant(new int[] {-1, size[1], size[2], channels})), size);
    }

    @Override
    public Value sinusoids(Value x, int count) {
        var frequencies = new float[1][count];
        for (var i = 0; i < count; i++) {
            frequencies[0][i] = (float) Backend.frequency(i, count);
        }
        var angles = tf.math.mul(x.op(), tf.constant(frequencies));
        var y = tf.concat(List.of(tf.math.sin(angles), tf.math.cos(angles)), tf.constant(1));
        return new Value(y, new int[] {2 * count});
    }

    @Override
    public Value maxPool(Value x, Window window) {
        var kernel = tf.constant(new int[] {1, window.kernel(), window.kernel(), 1});
        var stride = tf.constant(new int[] {1, window.stride(), window.stride(), 1});
        var y = tf.nn.maxPool(padded(x, window.pad(), LOWEST), kernel, stride, "VALID");
        return new Value(y, window.output(x.size()[0], x.size()));
    }

    @Override
    public Value averagePool(Value x, Window window) {
        Operand<TFloat32> y =
                tf.nn.avgPool(padded(x, window.pad(), 0), square(window.kernel()), square(window.stride()), "VALID");
        if (window.pad() > 0) {
            y = tf.math.mul(y, tf.constant(counted(x.size(), window)));
        }
        return new Value(y, window.output(x.size()[0], x.size()));
    }

    /** The factors that turn a mean over a window's taps into the mean over its taps inside the image: {@code [1, H, W, 1]}. */
    private static float[][][][] counted(int[] in, Window window) {
        var positions = new Receptive(in, 1, window).positions();
        var out = window.output(1, in);
        var factor = new float[1][out[1]][out[2]][1];
        for (var i = 0; i < positions.length; i++) {
            var inside = 0f;
            for (var tap : positions[i]) {
                inside += tap;
            }
            factor[0][i / out[2]][i % out[2]][0] = window.kernel() * window.kernel() / inside;
        }
        return factor;
    }

    @Override
    public Value mean(Value x) {
        var isImage = x.size().length == 3;
        var axes = isImage ? tf.constant(new int[] {1, 2}) : tf.constant(new int[] {1});
        return new Value(tf.math.mean(x.op(), axes), new int[] {isImage ? x.size()[0] : x.size()[1]});
    }

    @Override
    public Value crop(Value x) {
        var size = new int[] {x.size()[0], x.size()[1] - 1, x.size()[2] - 1};
        var begin = tf.constant(new int[] {0, 1, 1, 0});
        return new Value(tf.slice(x.op(), begin, tf.constant(new int[] {-1, size[1], size[2], size[0]})), size);
    }

    @Override
    public Value flatten(Value x) {
        if (x.size().length == 1) {
            return x;
        }
        var size = new int[] {Arrays.stream(x.size()).reduce(1, Math::multiplyExact)};
        var channelsFirst = x.size()[1] == 1 && x.size()[2] == 1
                ? x.op()
                : tf.linalg.transpose(x.op(), tf.constant(new int[] {0, 3, 1, 2}));
        return new Value(tf.reshape(channelsFirst, batchOf(size)), size);
    }

    @Override
    public Value tokens(Value x) {
        var size = new int[] {x.size()[1] * x.size()[2], x.size()[0]};
        return new Value(tf.reshape(x.op(), batchOf(size)), size);
    }

    @Override
    public Value firstToken(Value x) {
        var width = x.size()[1];
        var first = tf.slice(x.op(), tf.constant(new int[3]), tf.constant(new int[] {-1, 1, width}));
        return new Value(tf.reshape(first, tf.constant(new int[] {-1, width})), new int[] {width});
    }

    /** Pads both to the whole length and adds them, which needs no copy of the token for every sample. */
    @Override
    public Value prepend(Value x, Value token) {
        var length = x.size()[0];
        var zero = tf.constant(0f);
        var moved = tf.pad(x.op(), tf.constant(new int[][] {{0, 0}, {1, 0}, {0, 0}}), zero);
        var before = tf.pad(token.op(), tf.constant(new int[][] {{0, 0}, {0, length}, {0, 0}}), zero);
        return new Value(tf.math.add(moved, before), new int[] {length + 1, x.size()[1]});
    }

    @Override
    public Value shift(Value ids, int first) {
        var length = ids.size()[0];
        var kept = tf.slice(ids.op(), tf.constant(new int[2]), tf.constant(new int[] {-1, length - 1}));
        return new Value(
                tf.pad(kept, tf.constant(new int[][] {{0, 0}, {1, 0}}), tf.constant((float) first)), ids.size());
    }

    @Override
    public Value attention(Value qkv, int heads, boolean causal) {
        var length = qkv.size()[0];
        var width = qkv.size()[1] / 3;
        var depth = width / heads;
        var parts = tf.reshape(qkv.op(), tf.constant(new int[] {-1, length, 3 * heads, depth}));
        var byHead = tf.linalg.transpose(parts, tf.constant(new int[] {0, 2, 1, 3}));
        var q = tf.math.mul(headsOf(byHead, 0, heads, length, depth), tf.constant((float) (1 / Math.sqrt(depth))));
        var k = headsOf(byHead, heads, heads, length, depth);
        var v = headsOf(byHead, 2 * heads, heads, length, depth);
        Operand<TFloat32> scores = products(q, k, BatchMatMul.adjY(true));
        if (causal) {
            var mask = new float[length][length];
            for (var i = 0; i < length; i++) {
                Arrays.fill(mask[i], i + 1, length, MASKED);
            }
            scores = tf.math.add(scores, tf.constant(mask));
        }
        var mixed = products(tf.nn.softmax(scores), v);
        var together = tf.linalg.transpose(mixed, tf.constant(new int[] {0, 2, 1, 3}));
        var size = new int[] {length, width};
        return new Value(tf.reshape(together, batchOf(size)), size);
    }

    private Operand<TFloat32> products(Operand<TFloat32> a, Operand<TFloat32> b, BatchMatMul.Options... options) {
        return bf16
                ? widened(tf.train.batchMatMul(narrowed(a), narrowed(b), TBfloat16.class, options))
                : tf.train.batchMatMul(a, b, TFloat32.class, options);
    }

    private Operand<TFloat32> headsOf(Operand<TFloat32> byHead, int from, int heads, int length, int depth) {
        var begin = tf.constant(new int[] {0, from, 0, 0});
        return tf.slice(byHead, begin, tf.constant(new int[] {-1, heads, length, depth}));
    }

    /** A sample's size as a shape with any number of samples. */
    private Operand<TInt32> batchOf(int[] size) {
        var shape = new int[size.length + 1];
        shape[0] = -1;
        System.arraycopy(size, 0, shape, 1, size.length);
        return tf.constant(shape);
    }

    private List<Operand<TFloat32>> read(List<TensorSpec> specs) {
        List<Operand<TFloat32>> values = new ArrayList<>();
        for (var spec : specs) {
            values.add(variables.variable(spec.name(), spec.shape()).read());
        }
        return values;
    }
}

package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;

/** The interpreter that allocates nothing: sizes, tensors, operations and memory, and why a network is impossible. */
final class ShapeBackend implements Backend<int[]> {
    private final Spec spec;
    private final List<TensorSpec> tensors = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long flops;
    private long activations;

    ShapeBackend(Spec spec) {
        this.spec = spec;
    }

    int[] input(ImageShape shape) {
        activations += shape.bytes();
        return new int[] {shape.channels(), shape.height(), shape.width()};
    }

    List<TensorSpec> tensors() {
        return List.copyOf(tensors);
    }

    long flops() {
        return flops;
    }

    long activations() {
        return activations;
    }

    @Override
    public int[] size(int[] x) {
        return x;
    }

    @Override
    public int[] conv(int[] x, String name, int channels, int kernel) {
        own(name, () -> Layers.conv(name, x[0], channels, kernel));
        var out = left(new int[] {channels, x[1], x[2]});
        flops += 2L * count(out) * x[0] * kernel * kernel;
        return out;
    }

    @Override
    public int[] dense(int[] x, String name, int width) {
        own(name, () -> Layers.dense(name, x[0], width));
        flops += 2L * x[0] * width;
        return left(new int[] {width});
    }

    @Override
    public int[] batchNorm(int[] x, String name) {
        own(name, () -> Layers.batchNorm(name, x[0]));
        flops += 2L * count(x);
        return left(x);
    }

    @Override
    public int[] relu(int[] x) {
        flops += count(x);
        return left(x);
    }

    @Override
    public int[] maxPool(int[] x, int kernel) {
        if (kernel < 1 || x[1] < kernel || x[2] < kernel) {
            throw new RequestException(
                    "max-pool of " + kernel + "×" + kernel + " of network",
                    spec,
                    "get an image at least that large, not " + x[1] + "×" + x[2],
                    "use larger images");
        }
        flops += count(x);
        return left(new int[] {x[0], x[1] / kernel, x[2] / kernel});
    }

    @Override
    public int[] flatten(int[] x) {
        return new int[] {Math.toIntExact(count(x))};
    }

    private void own(String name, java.util.function.Supplier<List<TensorSpec>> layer) {
        if (!names.add(name)) {
            throw new IllegalStateException("layer " + name + " of network " + spec + " is defined twice");
        }
        var specs = layer.get();
        for (var tensor : specs) {
            var count = Arrays.stream(tensor.shape()).asLongStream().reduce(1, Math::multiplyExact);
            if (count > Integer.MAX_VALUE / 4) {
                throw new RequestException(
                        "layer " + name + " of network",
                        spec,
                        "have at most " + Integer.MAX_VALUE / 4 + " numbers in a tensor, not " + count,
                        "make it narrower");
            }
        }
        tensors.addAll(specs);
    }

    private int[] left(int[] x) {
        activations += count(x);
        return x;
    }

    private static long count(int[] x) {
        return Arrays.stream(x).asLongStream().reduce(1, Math::multiplyExact);
    }
}

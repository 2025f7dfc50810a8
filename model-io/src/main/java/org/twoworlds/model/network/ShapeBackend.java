package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;

/**
 * The interpreter that allocates nothing: it counts sizes, tensors, operations and memory, and says why a network is
 * impossible.
 */
final class ShapeBackend implements Backend<int[]> {
    private final Spec spec;
    private final List<TensorSpec> tensors = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String last = "the input";
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
    public int[] conv(int[] x, String name, int channels, Window window, boolean bias) {
        var out = fit("convolution " + name, x, channels, window);
        own(name, Layers.conv(name, x[0], channels, window.kernel(), bias));
        flops += 2 * count(out) * x[0] * window.kernel() * window.kernel();
        return left(out);
    }

    @Override
    public int[] depthwise(int[] x, String name, Window window) {
        if (window.dilation() > 1 && window.stride() > 1 && window.stride() != window.dilation()) {
            throw impossible("depthwise convolution " + name, "have stride 1 or " + window.dilation(), "");
        }
        var out = fit("depthwise convolution " + name, x, x[0], window);
        own(name, Layers.depthwise(name, x[0], window.kernel()));
        flops += 2 * count(out) * window.kernel() * window.kernel();
        return left(out);
    }

    @Override
    public int[] dense(int[] x, String name, Dense form) {
        var in = x[x.length - 1];
        own(name, Layers.dense(name, in, form));
        var out = x.clone();
        out[x.length - 1] = form.width();
        flops += 2 * count(out) * in;
        return left(out);
    }

    @Override
    public int[] batchNorm(int[] x, String name) {
        own(name, Layers.batchNorm(name, x[0]));
        flops += 2 * count(x);
        return left(x);
    }

    @Override
    public int[] layerNorm(int[] x, String name) {
        own(name, Layers.layerNorm(name, x[x.length - 1]));
        flops += 8 * count(x);
        return left(x);
    }

    @Override
    public int[] parameter(String name, Init init, int tokens, int width) {
        own(name, Layers.parameter(name, init, tokens, width));
        return new int[] {tokens, width};
    }

    @Override
    public int[] quantise(int[] x, String name, int clusters) {
        own(name, Layers.centres(name, clusters, x[0]));
        flops += 3 * count(x) * clusters;
        return new int[] {x[1] * x[2]};
    }

    @Override
    public int[] embedding(int[] ids, String name, int vocabulary, int width) {
        own(name, Layers.embedding(name, vocabulary, width));
        activations += (long) ids[0] * vocabulary;
        return left(new int[] {ids[0], width});
    }

    @Override
    public int[] unembedding(int[] x, String name, int vocabulary) {
        flops += 2 * count(x) * vocabulary;
        return left(new int[] {x[0], vocabulary});
    }

    @Override
    public int[] relu(int[] x) {
        flops += count(x);
        return left(x);
    }

    @Override
    public int[] gelu(int[] x) {
        flops += 10 * count(x);
        return left(x);
    }

    @Override
    public int[] dropout(int[] x, double probability) {
        return left(x);
    }

    @Override
    public int[] add(int[] x, int[] y) {
        if (!Arrays.equals(x, y)) {
            throw impossible(
                    "sum after " + last,
                    "have parts of one size, not " + text(x) + " and " + text(y),
                    "use even sizes");
        }
        flops += count(x);
        return left(x);
    }

    @Override
    public int[] addToPixels(int[] image, int[] vector) {
        if (vector.length != 1 || vector[0] != image[0]) {
            throw impossible(
                    "sum after " + last, "have one number a channel, not " + text(vector) + " for " + text(image), "");
        }
        flops += count(image);
        return left(image);
    }

    @Override
    public int[] concat(List<int[]> parts) {
        var channels = 0;
        var first = parts.get(0);
        for (var part : parts) {
            if (part[1] != first[1] || part[2] != first[2]) {
                throw impossible(
                        "concatenation after " + last,
                        "have parts of one height and width, not " + text(first) + " and " + text(part),
                        "use images whose sides divide by 4 or 8");
            }
            channels += part[0];
        }
        return left(new int[] {channels, first[1], first[2]});
    }

    @Override
    public int[] pixelShuffle(int[] x, int factor) {
        if (x[0] % (factor * factor) != 0) {
            throw impossible("pixel shuffle after " + last, "get channels in " + factor * factor + "s", "widen it");
        }
        return left(new int[] {x[0] / (factor * factor), x[1] * factor, x[2] * factor});
    }

    @Override
    public int[] sinusoids(int[] x, int count) {
        flops += 20L * count;
        return left(new int[] {2 * count});
    }

    @Override
    public int[] maxPool(int[] x, Window window) {
        return pooled("max-pool after " + last, x, window);
    }

    @Override
    public int[] averagePool(int[] x, Window window) {
        return pooled("average-pool after " + last, x, window);
    }

    private int[] pooled(String layer, int[] x, Window window) {
        var out = fit(layer, x, x[0], window);
        flops += count(out) * window.kernel() * window.kernel();
        return left(out);
    }

    @Override
    public int[] mean(int[] x) {
        flops += count(x);
        return left(new int[] {x.length == 3 ? x[0] : x[1]});
    }

    @Override
    public int[] crop(int[] x) {
        if (x[1] < 2 || x[2] < 2) {
            throw impossible("crop after " + last, "get more than one pixel", "use larger images");
        }
        return left(new int[] {x[0], x[1] - 1, x[2] - 1});
    }

    @Override
    public int[] flatten(int[] x) {
        var width = count(x);
        if (width > Integer.MAX_VALUE) {
            throw impossible("flattening after " + last, "give fewer than 2^31 numbers", "use smaller images");
        }
        return new int[] {(int) width};
    }

    @Override
    public int[] tokens(int[] x) {
        return left(new int[] {x[1] * x[2], x[0]});
    }

    @Override
    public int[] firstToken(int[] x) {
        return new int[] {x[1]};
    }

    @Override
    public int[] prepend(int[] x, int[] token) {
        return left(new int[] {x[0] + 1, x[1]});
    }

    @Override
    public int[] shift(int[] ids, int first) {
        return ids;
    }

    @Override
    public int[] attention(int[] qkv, int heads, boolean causal) {
        var width = qkv[1] / 3;
        if (qkv[1] % 3 != 0 || width % heads != 0) {
            throw impossible(
                    "attention after " + last,
                    "have heads (" + heads + ") that divide its width (" + width + ")",
                    "choose a width of " + heads * Math.max(1, width / heads));
        }
        flops += 4L * qkv[0] * qkv[0] * width + 5L * qkv[0] * qkv[0] * heads;
        activations += (2L * qkv[0] * heads + 3L * width) * qkv[0];
        return left(new int[] {qkv[0], width});
    }

    private int[] fit(String layer, int[] x, int channels, Window window) {
        var out = window.output(channels, x);
        if (window.stride() < 1 || out[1] < 1 || out[2] < 1) {
            throw impossible(
                    layer + ", " + window + ",",
                    "get an image at least that large, not " + x[1] + "×" + x[2],
                    "use larger images");
        }
        return out;
    }

    private void own(String name, List<TensorSpec> specs) {
        if (!names.add(name)) {
            throw new IllegalStateException("layer " + name + " of network " + spec + " is defined twice");
        }
        for (var tensor : specs) {
            if (Arrays.stream(tensor.shape()).anyMatch(n -> n < 1)) {
                throw impossible("layer " + name, "be at least 1 wide, not " + text(tensor.shape()), "widen it");
            }
        }
        last = name;
        tensors.addAll(specs);
    }

    private int[] left(int[] x) {
        activations += count(x);
        return x;
    }

    private RequestException impossible(String layer, String rule, String hint) {
        return new RequestException(layer + " of network", spec, rule, hint);
    }

    private static String text(int[] size) {
        return Arrays.toString(size);
    }

    private static long count(int[] x) {
        return Arrays.stream(x).asLongStream().reduce(1, Math::multiplyExact);
    }
}

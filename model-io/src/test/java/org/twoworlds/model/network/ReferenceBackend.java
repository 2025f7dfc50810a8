package org.twoworlds.model.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.network.ReferenceBackend.Batch;

/** The vocabulary in plain loops and doubles: slow, and right by reading. Dropout keeps everything. */
final class ReferenceBackend implements Backend<Batch> {
    /** Samples as rows, each in the order C, H, W or T, D. */
    record Batch(double[][] rows, int[] size) {}

    private final Map<String, double[]> tensors;
    private final boolean training;

    ReferenceBackend(Map<String, double[]> tensors, boolean training) {
        this.tensors = tensors;
        this.training = training;
    }

    Batch input(byte[] pixels, int count, ImageShape shape) {
        var area = shape.height() * shape.width();
        var rows = new double[count][shape.channels() * area];
        for (var i = 0; i < count; i++) {
            for (var p = 0; p < area; p++) {
                for (var c = 0; c < shape.channels(); c++) {
                    rows[i][c * area + p] = (pixels[(i * area + p) * shape.channels() + c] & 0xff) / 127.5 - 1;
                }
            }
        }
        return new Batch(rows, new int[] {shape.channels(), shape.height(), shape.width()});
    }

    private double[] tensor(String name) {
        return tensors.get(name);
    }

    private static Batch zeros(Batch like, int... size) {
        return new Batch(new double[like.rows().length][Arrays.stream(size).reduce(1, (a, b) -> a * b)], size);
    }

    private static Batch each(Batch x, DoubleUnaryOperator f) {
        return new Batch(
                Arrays.stream(x.rows())
                        .map(r -> Arrays.stream(r).map(f).toArray())
                        .toArray(double[][]::new),
                x.size());
    }

    private interface Tap {
        void at(int out, int in, int tap);
    }

    /** Visits every output pixel with every input pixel under its window. */
    private static void slide(int[] in, Window w, Tap visit) {
        var out = w.output(1, in);
        for (var y = 0; y < out[1]; y++) {
            for (var x = 0; x < out[2]; x++) {
                for (var ky = 0; ky < w.kernel(); ky++) {
                    for (var kx = 0; kx < w.kernel(); kx++) {
                        var row = y * w.stride() - w.pad() + ky * w.dilation();
                        var column = x * w.stride() - w.pad() + kx * w.dilation();
                        if (row >= 0 && row < in[1] && column >= 0 && column < in[2]) {
                            visit.at(y * out[2] + x, row * in[2] + column, ky * w.kernel() + kx);
                        }
                    }
                }
            }
        }
    }

    @Override
    public int[] size(Batch x) {
        return x.size();
    }

    @Override
    public Batch conv(Batch x, String name, int channels, Window w, boolean bias) {
        var weight = tensor(name + ".weight");
        var y = zeros(x, w.output(channels, x.size()));
        var in = x.size()[0];
        var area = x.size()[1] * x.size()[2];
        var outArea = y.size()[1] * y.size()[2];
        var taps = w.kernel() * w.kernel();
        for (var i = 0; i < x.rows().length; i++) {
            var from = x.rows()[i];
            var to = y.rows()[i];
            for (var o = 0; o < channels; o++) {
                var channel = o;
                for (var c = 0; c < in; c++) {
                    var source = c;
                    slide(
                            x.size(),
                            w,
                            (out, pixel, tap) -> to[channel * outArea + out] +=
                                    weight[(channel * in + source) * taps + tap] * from[source * area + pixel]);
                }
                for (var p = 0; bias && p < outArea; p++) {
                    to[o * outArea + p] += tensor(name + ".bias")[o];
                }
            }
        }
        return y;
    }

    @Override
    public Batch depthwise(Batch x, String name, Window w) {
        var weight = tensor(name + ".weight");
        var channels = x.size()[0];
        var y = zeros(x, w.output(channels, x.size()));
        var area = x.size()[1] * x.size()[2];
        var outArea = y.size()[1] * y.size()[2];
        var taps = w.kernel() * w.kernel();
        for (var i = 0; i < x.rows().length; i++) {
            var from = x.rows()[i];
            var to = y.rows()[i];
            for (var c = 0; c < channels; c++) {
                var channel = c;
                slide(
                        x.size(),
                        w,
                        (out, pixel, tap) -> to[channel * outArea + out] +=
                                weight[channel * taps + tap] * from[channel * area + pixel]);
            }
        }
        return y;
    }

    @Override
    public Batch dense(Batch x, String name, Dense form) {
        var weight = tensor(name + ".weight");
        var in = x.size()[x.size().length - 1];
        var size = x.size().clone();
        size[size.length - 1] = form.width();
        var y = zeros(x, size);
        var seen = form.mask().map(ReferenceBackend::seen).orElse(new boolean[][] {{true}});
        for (var i = 0; i < x.rows().length; i++) {
            for (var t = 0; t < x.rows()[i].length / in; t++) {
                for (var o = 0; o < form.width(); o++) {
                    var sum = form.bias() ? tensor(name + ".bias")[o] : 0;
                    for (var j = 0; j < in; j++) {
                        var counts = seen[o % seen.length][j % seen[0].length];
                        sum += counts ? weight[o * in + j] * x.rows()[i][t * in + j] : 0;
                    }
                    y.rows()[i][t * form.width() + o] = sum;
                }
            }
        }
        return y;
    }

    /** Whether an output sees an input, by their positions. */
    private static boolean[][] seen(Receptive mask) {
        var out = mask.out();
        var seen = new boolean[out[1] * out[2]][mask.in()[1] * mask.in()[2]];
        slide(mask.in(), mask.window(), (o, i, tap) -> seen[o][i] = true);
        return seen;
    }

    @Override
    public Batch batchNorm(Batch x, String name) {
        var channels = x.size()[0];
        var area = x.size().length == 1 ? 1 : x.size()[1] * x.size()[2];
        var y = zeros(x, x.size());
        var count = (double) x.rows().length * area;
        for (var c = 0; c < channels; c++) {
            var mean = 0.0;
            var variance = 0.0;
            for (var row : x.rows()) {
                for (var p = 0; p < area; p++) {
                    mean += row[c * area + p] / count;
                }
            }
            for (var row : x.rows()) {
                for (var p = 0; p < area; p++) {
                    variance += Math.pow(row[c * area + p] - mean, 2) / count;
                }
            }
            mean = training ? mean : tensor(name + ".running_mean")[c];
            variance = training ? variance : tensor(name + ".running_var")[c];
            for (var i = 0; i < x.rows().length; i++) {
                for (var p = 0; p < area; p++) {
                    y.rows()[i][c * area + p] = (x.rows()[i][c * area + p] - mean)
                                    / Math.sqrt(variance + EPSILON)
                                    * tensor(name + ".weight")[c]
                            + tensor(name + ".bias")[c];
                }
            }
        }
        return y;
    }

    @Override
    public Batch layerNorm(Batch x, String name) {
        var width = x.size()[x.size().length - 1];
        var y = zeros(x, x.size());
        for (var i = 0; i < x.rows().length; i++) {
            for (var from = 0; from < x.rows()[i].length; from += width) {
                var part = Arrays.copyOfRange(x.rows()[i], from, from + width);
                var mean = Arrays.stream(part).average().orElseThrow();
                var variance = Arrays.stream(part)
                        .map(v -> (v - mean) * (v - mean))
                        .average()
                        .orElseThrow();
                for (var j = 0; j < width; j++) {
                    y.rows()[i][from + j] = (part[j] - mean)
                                    / Math.sqrt(variance + EPSILON)
                                    * tensor(name + ".weight")[j]
                            + tensor(name + ".bias")[j];
                }
            }
        }
        return y;
    }

    @Override
    public Batch parameter(String name, Init init, int tokens, int width) {
        return new Batch(new double[][] {tensor(name)}, new int[] {tokens, width});
    }

    @Override
    public Batch quantise(Batch x, String name, int clusters) {
        var centres = tensor(name);
        var channels = x.size()[0];
        var area = x.size()[1] * x.size()[2];
        var y = zeros(x, area);
        for (var i = 0; i < x.rows().length; i++) {
            for (var p = 0; p < area; p++) {
                var least = Double.POSITIVE_INFINITY;
                for (var k = 0; k < clusters; k++) {
                    var distance = 0.0;
                    for (var c = 0; c < channels; c++) {
                        distance += Math.pow(x.rows()[i][c * area + p] - centres[k * channels + c], 2);
                    }
                    y.rows()[i][p] = distance < least ? k : y.rows()[i][p];
                    least = Math.min(least, distance);
                }
            }
        }
        return y;
    }

    @Override
    public Batch embedding(Batch ids, String name, int vocabulary, int width) {
        var y = zeros(ids, ids.size()[0], width);
        for (var i = 0; i < ids.rows().length; i++) {
            for (var t = 0; t < ids.size()[0]; t++) {
                System.arraycopy(
                        tensor(name + ".weight"), width * (int) ids.rows()[i][t], y.rows()[i], t * width, width);
            }
        }
        return y;
    }

    @Override
    public Batch unembedding(Batch x, String name, int vocabulary) {
        var length = x.size()[0];
        var width = x.size()[1];
        var table = tensor(name + ".weight");
        var y = zeros(x, length, vocabulary);
        for (var i = 0; i < x.rows().length; i++) {
            for (var t = 0; t < length; t++) {
                for (var v = 0; v < vocabulary; v++) {
                    for (var d = 0; d < width; d++) {
                        y.rows()[i][t * vocabulary + v] += x.rows()[i][t * width + d] * table[v * width + d];
                    }
                }
            }
        }
        return y;
    }

    @Override
    public Batch relu(Batch x) {
        return each(x, v -> Math.max(v, 0));
    }

    @Override
    public Batch gelu(Batch x) {
        return each(x, v -> v * normalDistribution(v));
    }

    /** Φ by its power series, which converges everywhere and is exact to double here. */
    private static double normalDistribution(double x) {
        var term = x;
        var sum = x;
        for (var n = 1; Math.abs(term) > 1e-18; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Override
    public Batch dropout(Batch x, double probability) {
        return x;
    }

    @Override
    public Batch add(Batch x, Batch y) {
        var sum = zeros(x, x.size());
        for (var i = 0; i < x.rows().length; i++) {
            var other = y.rows()[y.rows().length == 1 ? 0 : i];
            for (var j = 0; j < other.length; j++) {
                sum.rows()[i][j] = x.rows()[i][j] + other[j];
            }
        }
        return sum;
    }

    @Override
    public Batch concat(List<Batch> parts) {
        var first = parts.get(0);
        var channels = parts.stream().mapToInt(p -> p.size()[0]).sum();
        var y = zeros(first, channels, first.size()[1], first.size()[2]);
        for (var i = 0; i < first.rows().length; i++) {
            var at = 0;
            for (var part : parts) {
                System.arraycopy(part.rows()[i], 0, y.rows()[i], at, part.rows()[i].length);
                at += part.rows()[i].length;
            }
        }
        return y;
    }

    @Override
    public Batch addToPixels(Batch image, Batch vector) {
        var y = zeros(image, image.size());
        var area = image.size()[1] * image.size()[2];
        for (var i = 0; i < y.rows().length; i++) {
            for (var j = 0; j < y.rows()[i].length; j++) {
                y.rows()[i][j] = image.rows()[i][j] + vector.rows()[i][j / area];
            }
        }
        return y;
    }

    @Override
    public Batch pixelShuffle(Batch x, int f) {
        var height = x.size()[1];
        var width = x.size()[2];
        var y = zeros(x, x.size()[0] / (f * f), height * f, width * f);
        for (var i = 0; i < y.rows().length; i++) {
            for (var c = 0; c < y.size()[0]; c++) {
                for (var row = 0; row < height * f; row++) {
                    for (var column = 0; column < width * f; column++) {
                        var channel = (c * f + row % f) * f + column % f;
                        y.rows()[i][(c * height * f + row) * width * f + column] =
                                x.rows()[i][(channel * height + row / f) * width + column / f];
                    }
                }
            }
        }
        return y;
    }

    @Override
    public Batch sinusoids(Batch x, int count) {
        var y = zeros(x, 2 * count);
        for (var i = 0; i < y.rows().length; i++) {
            for (var j = 0; j < count; j++) {
                var angle = x.rows()[i][0] * 1000 / Math.pow(10_000, (double) j / count);
                y.rows()[i][j] = Math.sin(angle);
                y.rows()[i][count + j] = Math.cos(angle);
            }
        }
        return y;
    }

    @Override
    public Batch maxPool(Batch x, Window w) {
        return pool(x, w, true);
    }

    @Override
    public Batch averagePool(Batch x, Window w) {
        return pool(x, w, false);
    }

    private static Batch pool(Batch x, Window w, boolean max) {
        var y = zeros(x, w.output(x.size()[0], x.size()));
        var area = x.size()[1] * x.size()[2];
        var outArea = y.size()[1] * y.size()[2];
        var count = new int[outArea];
        slide(x.size(), w, (out, in, tap) -> count[out]++);
        for (var i = 0; i < x.rows().length; i++) {
            var from = x.rows()[i];
            var to = y.rows()[i];
            Arrays.fill(to, max ? Double.NEGATIVE_INFINITY : 0);
            for (var c = 0; c < x.size()[0]; c++) {
                var channel = c;
                slide(x.size(), w, (out, in, tap) -> {
                    var value = from[channel * area + in];
                    var o = channel * outArea + out;
                    to[o] = max ? Math.max(to[o], value) : to[o] + value / count[out];
                });
            }
        }
        return y;
    }

    @Override
    public Batch mean(Batch x) {
        var isImage = x.size().length == 3;
        var width = isImage ? x.size()[0] : x.size()[1];
        var count = isImage ? x.size()[1] * x.size()[2] : x.size()[0];
        var y = zeros(x, width);
        for (var i = 0; i < x.rows().length; i++) {
            for (var j = 0; j < width * count; j++) {
                y.rows()[i][isImage ? j / count : j % width] += x.rows()[i][j] / count;
            }
        }
        return y;
    }

    @Override
    public Batch crop(Batch x) {
        var y = zeros(x, x.size()[0], x.size()[1] - 1, x.size()[2] - 1);
        for (var i = 0; i < x.rows().length; i++) {
            for (var j = 0; j < y.rows()[i].length; j++) {
                var column = j % y.size()[2];
                var row = j / y.size()[2] % y.size()[1];
                var channel = j / y.size()[2] / y.size()[1];
                y.rows()[i][j] = x.rows()[i][(channel * x.size()[1] + row + 1) * x.size()[2] + column + 1];
            }
        }
        return y;
    }

    @Override
    public Batch flatten(Batch x) {
        return new Batch(x.rows(), new int[] {x.rows()[0].length});
    }

    @Override
    public Batch tokens(Batch x) {
        var area = x.size()[1] * x.size()[2];
        var channels = x.size()[0];
        var y = zeros(x, area, channels);
        for (var i = 0; i < x.rows().length; i++) {
            for (var j = 0; j < area * channels; j++) {
                y.rows()[i][j] = x.rows()[i][j % channels * area + j / channels];
            }
        }
        return y;
    }

    @Override
    public Batch firstToken(Batch x) {
        var width = x.size()[1];
        return new Batch(
                Arrays.stream(x.rows()).map(r -> Arrays.copyOf(r, width)).toArray(double[][]::new), new int[] {width});
    }

    @Override
    public Batch prepend(Batch x, Batch token) {
        var y = zeros(x, x.size()[0] + 1, x.size()[1]);
        for (var i = 0; i < x.rows().length; i++) {
            System.arraycopy(token.rows()[0], 0, y.rows()[i], 0, x.size()[1]);
            System.arraycopy(x.rows()[i], 0, y.rows()[i], x.size()[1], x.rows()[i].length);
        }
        return y;
    }

    @Override
    public Batch shift(Batch ids, int first) {
        var y = zeros(ids, ids.size());
        for (var i = 0; i < ids.rows().length; i++) {
            y.rows()[i][0] = first;
            System.arraycopy(ids.rows()[i], 0, y.rows()[i], 1, ids.size()[0] - 1);
        }
        return y;
    }

    @Override
    public Batch attention(Batch qkv, int heads, boolean causal) {
        var length = qkv.size()[0];
        var width = qkv.size()[1] / 3;
        var depth = width / heads;
        var y = zeros(qkv, length, width);
        for (var i = 0; i < qkv.rows().length; i++) {
            var row = qkv.rows()[i];
            for (var h = 0; h < heads; h++) {
                for (var t = 0; t < length; t++) {
                    var shares = new double[causal ? t + 1 : length];
                    var total = 0.0;
                    for (var s = 0; s < shares.length; s++) {
                        var dot = 0.0;
                        for (var d = 0; d < depth; d++) {
                            dot += row[t * 3 * width + h * depth + d] * row[s * 3 * width + width + h * depth + d];
                        }
                        shares[s] = Math.exp(dot / Math.sqrt(depth));
                        total += shares[s];
                    }
                    for (var s = 0; s < shares.length; s++) {
                        for (var d = 0; d < depth; d++) {
                            y.rows()[i][t * width + h * depth + d] +=
                                    shares[s] / total * row[s * 3 * width + 2 * width + h * depth + d];
                        }
                    }
                }
            }
        }
        return y;
    }
}

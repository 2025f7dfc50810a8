package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.model.network.Genotype.CellNode;
import org.twoworlds.model.network.Genotype.Edge;

/**
 * A network of DARTS cells (Liu et al. 2019): three stages of normal cells with a reduction cell between them. Names are
 * those of the authors' modules.
 *
 * @param genotype the cells
 * @param cells normal cells a stage
 * @param width channels of a node in the first stage; each reduction doubles them
 */
record Darts(Genotype genotype, int cells, int width) implements Network {
    private static final int STEM = 3;

    /** The place of a cell: the prefix of its modules, its channels, and whether this cell, and the cell before it, reduce. */
    private record Place(String name, int channels, boolean reduces, boolean afterReduction) {}

    @Override
    public String detail() {
        return "genotype=" + genotype;
    }

    @Override
    public <T> T logits(Backend<T> b, T images, int classes) {
        var x = Stem.activated(b, images, STEM * width);
        var before = x;
        var channels = width;
        var afterReduction = false;
        for (var i = 0; i < 3 * cells + 2; i++) {
            var reduces = i == cells || i == 2 * cells + 1;
            channels *= reduces ? 2 : 1;
            var next = cell(b, before, x, new Place("cells." + i + ".", channels, reduces, afterReduction));
            before = x;
            x = next;
            afterReduction = reduces;
        }
        return b.dense(b.mean(x), "classifier", classes);
    }

    private <T> T cell(Backend<T> b, T input0, T input1, Place place) {
        var name = place.name();
        List<T> states = new ArrayList<>();
        states.add(
                place.afterReduction()
                        ? halve(b, input0, name + "preprocess0.", place.channels())
                        : project(b, input0, name + "preprocess0.", place.channels()));
        states.add(project(b, input1, name + "preprocess1.", place.channels()));
        var operation = 0;
        for (CellNode node : place.reduces() ? genotype.reduce() : genotype.normal()) {
            List<T> parts = new ArrayList<>();
            for (Edge edge : List.of(node.first(), node.second())) {
                var stride = place.reduces() && edge.input() < 2 ? 2 : 1;
                if (edge.operation() != Genotype.Operation.NONE) {
                    parts.add(apply(
                            b, edge.operation(), states.get(edge.input()), name + "_ops." + operation + ".", stride));
                }
                operation++;
            }
            states.add(parts.size() == 1 ? parts.get(0) : b.add(parts.get(0), parts.get(1)));
        }
        return b.concat(states.subList(2, states.size()));
    }

    private static <T> T apply(Backend<T> b, Genotype.Operation operation, T x, String name, int stride) {
        return switch (operation) {
            case NONE -> throw new IllegalArgumentException("none is no layer");
            case MAX_POOL_3X3 -> b.maxPool(x, Window.same(3).stride(stride));
            case AVG_POOL_3X3 -> b.averagePool(x, Window.same(3).stride(stride));
            case SKIP_CONNECT -> stride == 1 ? x : halve(b, x, name, b.size(x)[0]);
            case SEP_CONV_3X3 -> separable(b, x, name, 3, stride);
            case SEP_CONV_5X5 -> separable(b, x, name, 5, stride);
            case DIL_CONV_3X3 -> dilated(b, x, name, 3, stride);
            case DIL_CONV_5X5 -> dilated(b, x, name, 5, stride);
        };
    }

    private static <T> T separable(Backend<T> b, T x, String name, int kernel, int stride) {
        var channels = b.size(x)[0];
        var y = b.depthwise(b.relu(x), name + "op.1", Window.same(kernel).stride(stride));
        y = b.relu(b.batchNorm(b.conv(y, name + "op.2", channels, 1), name + "op.3"));
        y = b.depthwise(y, name + "op.5", Window.same(kernel));
        return b.batchNorm(b.conv(y, name + "op.6", channels, 1), name + "op.7");
    }

    private static <T> T dilated(Backend<T> b, T x, String name, int kernel, int stride) {
        var window = Window.same(kernel).dilation(2).stride(stride);
        var y = b.depthwise(b.relu(x), name + "op.1", window);
        return b.batchNorm(b.conv(y, name + "op.2", b.size(x)[0], 1), name + "op.3");
    }

    private static <T> T project(Backend<T> b, T x, String name, int channels) {
        return b.batchNorm(b.conv(b.relu(x), name + "op.1", channels, 1), name + "op.2");
    }

    /** An image of half the side: half the channels from the even pixels, half from the odd ones. */
    private static <T> T halve(Backend<T> b, T x, String name, int channels) {
        var window = Window.same(1).stride(2);
        var y = b.relu(x);
        var even = b.conv(y, name + "conv_1", channels / 2, window, false);
        var odd = b.conv(b.crop(y), name + "conv_2", channels - channels / 2, window, false);
        return b.batchNorm(b.concat(List.of(even, odd)), name + "bn");
    }
}

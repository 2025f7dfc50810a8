package org.twoworlds.model.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.twoworlds.model.random.Draws;

/**
 * Two cells of the DARTS space (Liu et al. 2019). A node sums two edges, each an operation on one of the cell's two inputs
 * (0 and 1) or on an earlier node (2, 3, …). A genotype is written as {@code op@input+op@input} a node, nodes joined by
 * {@code /}, the normal and the reduction cell by {@code :}.
 *
 * @param normal the cell that keeps the image's size
 * @param reduce the cell that halves the image's size
 */
record Genotype(List<CellNode> normal, List<CellNode> reduce) {
    private static final int NODES = 4;

    /** The operations of the space, by its authors' names. */
    enum Operation {
        NONE,
        MAX_POOL_3X3,
        AVG_POOL_3X3,
        SKIP_CONNECT,
        SEP_CONV_3X3,
        SEP_CONV_5X5,
        DIL_CONV_3X3,
        DIL_CONV_5X5;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** An operation on a cell's state. */
    record Edge(Operation operation, int input) {
        @Override
        public String toString() {
            return operation + "@" + input;
        }
    }

    /** A sum of two edges. */
    record CellNode(Edge first, Edge second) {
        @Override
        public String toString() {
            return first + "+" + second;
        }
    }

    /** Random cells: two different inputs a node, and random operations, of which at most one of a node is {@code none}. */
    static Genotype random(long seed) {
        var draws = new Draws(seed, Draws.Purpose.ARCHITECTURE, 0);
        return new Genotype(randomCell(draws), randomCell(draws));
    }

    private static List<CellNode> randomCell(Draws draws) {
        List<CellNode> nodes = new ArrayList<>();
        while (nodes.size() < NODES) {
            var inputs = nodes.size() + 2;
            var first = draws.nextInt(inputs);
            var second = (first + 1 + draws.nextInt(inputs - 1)) % inputs;
            var node = new CellNode(edge(draws, Math.min(first, second)), edge(draws, Math.max(first, second)));
            if (!isEmpty(node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static Edge edge(Draws draws, int input) {
        return new Edge(Operation.values()[draws.nextInt(Operation.values().length)], input);
    }

    private static boolean isEmpty(CellNode node) {
        return node.first().operation() == Operation.NONE && node.second().operation() == Operation.NONE;
    }

    /** Reads a genotype as it is printed; empty where the text has another form, or a node of it sums nothing. */
    static Optional<Genotype> parse(String text) {
        var cells = text.split(":", -1);
        try {
            return cells.length == 2 ? Optional.of(new Genotype(cell(cells[0]), cell(cells[1]))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<CellNode> cell(String text) {
        List<CellNode> nodes = new ArrayList<>();
        for (var part : text.split("/", -1)) {
            var edges = Arrays.stream(part.split("\\+", -1))
                    .map(e -> edge(e, nodes.size() + 2))
                    .toList();
            if (edges.size() != 2 || isEmpty(new CellNode(edges.get(0), edges.get(1)))) {
                throw new IllegalArgumentException(part);
            }
            nodes.add(new CellNode(edges.get(0), edges.get(1)));
        }
        return nodes;
    }

    private static Edge edge(String text, int inputs) {
        var at = text.split("@", -1);
        var input = at.length == 2 ? Integer.parseInt(at[1].strip()) : -1;
        if (input < 0 || input >= inputs) {
            throw new IllegalArgumentException(text);
        }
        return new Edge(Operation.valueOf(at[0].strip().toUpperCase(java.util.Locale.ROOT)), input);
    }

    @Override
    public String toString() {
        return text(normal) + ":" + text(reduce);
    }

    private static String text(List<CellNode> cell) {
        return cell.stream().map(CellNode::toString).collect(Collectors.joining("/"));
    }
}

package org.twoworlds.stream.statistics;

import java.util.random.RandomGeneratorFactory;

/**
 * Kendall's τ-b of two rankings, with its exact p-values by permuting one of them (Kendall 1938, Biometrika 30, p. 81), ties
 * included. Four pairs reach p ≤ 0.05 on one side with τ = 1 alone; three never do.
 *
 * @param tau τ-b; NaN where one of the rankings is all ties
 * @param pPositive the probability, with no order in common, of a τ at least as large
 * @param pNegative the probability, with no order in common, of a τ at most as large
 * @param pairs the number of pairs that were ranked
 */
public record KendallTau(double tau, double pPositive, double pNegative, int pairs) {
    private static final int MOST_ENUMERATED_PAIRS = 8;
    private static final int DRAWN_PERMUTATIONS = 99_999;

    /**
     * The test of pairs (x[i], y[i]), none of them NaN; of more than eight pairs by 99,999 drawn permutations and the seen
     * one.
     */
    public static KendallTau of(double[] x, double[] y) {
        var n = x.length;
        var a = signs(x);
        var b = signs(y);
        var seen = score(a, b, identity(n));
        var ties = Math.sqrt((double) untied(a) * untied(b));
        long all = 0;
        long atLeast = 0;
        long atMost = 0;
        if (n <= MOST_ENUMERATED_PAIRS) {
            var order = identity(n);
            do {
                var score = score(a, b, order);
                all++;
                atLeast += score >= seen ? 1 : 0;
                atMost += score <= seen ? 1 : 0;
            } while (next(order));
        } else {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(n);
            var order = identity(n);
            all = DRAWN_PERMUTATIONS + 1;
            atLeast = 1;
            atMost = 1;
            for (var d = 0; d < DRAWN_PERMUTATIONS; d++) {
                for (var i = n - 1; i > 0; i--) {
                    swap(order, i, random.nextInt(i + 1));
                }
                var score = score(a, b, order);
                atLeast += score >= seen ? 1 : 0;
                atMost += score <= seen ? 1 : 0;
            }
        }
        return new KendallTau(seen / ties, (double) atLeast / all, (double) atMost / all, n);
    }

    /** The sign of value i less value j, {@code [i][j]}. */
    private static int[][] signs(double[] values) {
        var signs = new int[values.length][values.length];
        for (var i = 0; i < values.length; i++) {
            for (var j = 0; j < values.length; j++) {
                signs[i][j] = Double.compare(values[i], values[j]);
            }
        }
        return signs;
    }

    private static int score(int[][] a, int[][] b, int[] order) {
        var score = 0;
        for (var i = 1; i < order.length; i++) {
            for (var j = 0; j < i; j++) {
                score += a[i][j] * b[order[i]][order[j]];
            }
        }
        return score;
    }

    private static int untied(int[][] signs) {
        var untied = 0;
        for (var i = 1; i < signs.length; i++) {
            for (var j = 0; j < i; j++) {
                untied += signs[i][j] == 0 ? 0 : 1;
            }
        }
        return untied;
    }

    private static int[] identity(int n) {
        var order = new int[n];
        for (var i = 0; i < n; i++) {
            order[i] = i;
        }
        return order;
    }

    private static void swap(int[] order, int i, int j) {
        var kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }

    /** Changes an order to the next permutation in lexicographic order; false after the last. */
    private static boolean next(int[] order) {
        var i = order.length - 2;
        while (i >= 0 && order[i] > order[i + 1]) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        var j = order.length - 1;
        while (order[j] < order[i]) {
            j--;
        }
        swap(order, i, j);
        for (int low = i + 1, high = order.length - 1; low < high; low++, high--) {
            swap(order, low, high);
        }
        return true;
    }
}

package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often each verdict is wrong, by simulation: HOLDS where the claim is false, FAILS where it is true. Prints the table of
 * streams/README.md.
 */
class VerdictErrorsTest {
    private static final double LIMIT = 0.05;
    private static final double MARGIN = 0.25;
    /** Of ε between seeds at one checkpoint, in mid-training: twice that of one world, 0.014 (AUDIT, part 1). */
    private static final double NOISE = 0.02;

    private static final double[] N = {250, 500, 1000, 2000};

    @Test
    void noVerdictIsWrongMoreOftenThanItMayBe() {
        table(Simulation.SHORT, 0.02);
    }

    @Test
    @Tag("long")
    void noVerdictIsWrongMoreOftenThanItMayBe_long() {
        table(Simulation.LONG, 0.01);
    }

    private static void table(int replications, double tolerance) {
        var random = Simulation.random("Verdicts: share of HOLDS / FAILS", replications);
        System.out.println("| claim | truth | 3 seeds | 5 | 10 | 20 |\n| --- | --- | --- | --- | --- | --- |");
        var table = new Table(random, replications, Simulation.ALPHA + tolerance);
        table.row("worlds stay close, limit 0.05", "no ε at all", true, s -> close(random, s, 0));
        table.row("", "ε = 0.03 at one checkpoint of 31", true, s -> close(random, s, 0.03));
        table.row("", "ε = 0.055 at one checkpoint", false, s -> close(random, s, 0.055));
        table.row("", "ε = 0.12 at one checkpoint", false, s -> close(random, s, 0.12));
        table.row("small beside the gap, margin 0.25", "ε/gap = 0.1", true, s -> ratio(random, s, 0.1));
        table.row("", "ε/gap = 0.27", false, s -> ratio(random, s, 0.27));
        table.row("", "ε/gap = 0.9", false, s -> ratio(random, s, 0.9));
        table.row("closer in SoftError than in error", "0.02 against 0.08", true, s -> nearer(random, s, 0.02, 0.08));
        table.row("", "0.08 in both", false, s -> nearer(random, s, 0.08, 0.08));
        table.row("", "none in either", false, s -> nearer(random, s, 0, 0));
        table.row("", "0.08 against 0.02", false, s -> nearer(random, s, 0.08, 0.02));
        table.row("L(n) is the Ideal World's, limit 0.05", "equal", true, s -> equal(random, s, 0));
        table.row("", "they differ by 0.055", false, s -> equal(random, s, 0.055));
        table.row("exponents multiply, margin 0.25", "they do", true, s -> exponents(random, s, 1));
        table.row("", "the product is 1.3 times c", false, s -> exponents(random, s, 1.3));
        table.row("", "the product is twice c", false, s -> exponents(random, s, 2));
    }

    private record Table(RandomGenerator random, int replications, double most) {
        void row(String claim, String truth, boolean isTrue, IntFunction<Verdict> verdict) {
            System.out.printf("| %s | %s |", claim, truth);
            for (var seeds : Simulation.SEEDS) {
                Map<Verdict, Integer> counts = new TreeMap<>();
                for (var r = 0; r < replications; r++) {
                    counts.merge(verdict.apply(seeds), 1, Integer::sum);
                }
                var holds = counts.getOrDefault(Verdict.HOLDS, 0) / (double) replications;
                var fails = counts.getOrDefault(Verdict.FAILS, 0) / (double) replications;
                System.out.printf(" %.3f / %.3f |", holds, fails);
                assertThat(isTrue ? fails : holds)
                        .as("false verdicts on \"%s\" where %s, at %d seeds", claim, truth, seeds)
                        .isLessThanOrEqualTo(most);
            }
            System.out.println();
        }
    }

    private static Verdict close(RandomGenerator random, int seeds, double largest) {
        var curves = Simulation.curves(random, seeds, Simulation.Noise.CHAINED);
        for (var curve : curves) {
            Arrays.setAll(curve, t -> NOISE * curve[t] + (t == 15 ? largest : 0));
        }
        return Verdict.within(Simulation.band(curves).largest(), LIMIT);
    }

    private static Verdict ratio(RandomGenerator random, int seeds, double ratio) {
        var gap = Simulation.gaussians(random, seeds, 0.5, 0.03);
        var errors = Simulation.gaussians(random, seeds, 0, 0.01);
        Arrays.setAll(errors, s -> errors[s] + 0.5 * ratio + 0.3 * (gap[s] - 0.5));
        return Verdict.within(MeanRatio.of(errors, gap, Simulation.ALPHA), MARGIN);
    }

    private static Verdict nearer(RandomGenerator random, int seeds, double soft, double error) {
        var inSoft = Simulation.gaussians(random, seeds, soft, 0.01);
        var inError = Simulation.gaussians(random, seeds, 0, 0.02);
        Arrays.setAll(inError, s -> inError[s] + error + inSoft[s] - soft);
        return Verdict.below(PairedMagnitudes.difference(inSoft, inError, Simulation.ALPHA), 0);
    }

    private static Verdict equal(RandomGenerator random, int seeds, double difference) {
        var values = Simulation.gaussians(random, seeds, difference, NOISE);
        return Verdict.within(SeedMean.of(values).interval(Simulation.ALPHA), LIMIT);
    }

    /** T(n) scatters by 15 % a cell, L(n) by 3 %, the Ideal World's checkpoints by 6 % with correlation 0.8 between neighbours. */
    private static Verdict exponents(RandomGenerator random, int seeds, double ratio) {
        var b = new double[seeds];
        var a = new double[seeds];
        var c = new double[seeds];
        var t = new double[30];
        Arrays.setAll(t, i -> 100 * Math.pow(10, i / 29.0));
        for (var s = 0; s < seeds; s++) {
            b[s] = ScalingExponents.fit(N, scattered(random, N, 0.8, 0.15, 0));
            c[s] = -ScalingExponents.fit(N, scattered(random, N, -0.2 / ratio, 0.03, 0));
            a[s] = -ScalingExponents.fit(t, scattered(random, t, -0.25, 0.06, 0.8));
        }
        return Verdict.between(ScalingExponents.of(b, a, c, Simulation.ALPHA).ratio(), 1 - MARGIN, 1 + MARGIN);
    }

    private static double[] scattered(
            RandomGenerator random, double[] x, double exponent, double scatter, double chain) {
        var y = new double[x.length];
        var noise = random.nextGaussian();
        for (var i = 0; i < x.length; i++) {
            y[i] = Math.pow(x[i], exponent) * Math.exp(scatter * noise);
            noise = chain * noise + Math.sqrt(1 - chain * chain) * random.nextGaussian();
        }
        return y;
    }

    @Test
    void exactTestsRejectAtMostAlpha() {
        exact(Simulation.SHORT, 0.015);
    }

    @Test
    @Tag("long")
    void exactTestsRejectAtMostAlpha_long() {
        exact(Simulation.LONG, 0.007);
    }

    private static void exact(int replications, double tolerance) {
        var random = Simulation.random("Exact tests: share of p <= 0.05 where nothing is to be found", replications);
        for (var cells : new int[] {3, 4, 5, 6, 7}) {
            var holds = 0;
            var fails = 0;
            for (var r = 0; r < replications; r++) {
                var x = Simulation.gaussians(random, cells, 0, 1);
                var y = Simulation.gaussians(random, cells, 0, 1);
                x[1] = r % 2 == 0 ? x[0] : x[1]; // ties
                var test = KendallTau.of(x, y);
                var verdict = Verdict.byExactTest(test.pPositive(), test.pNegative(), Simulation.ALPHA);
                holds += verdict == Verdict.HOLDS ? 1 : 0;
                fails += verdict == Verdict.FAILS ? 1 : 0;
            }
            System.out.printf(
                    "Kendall, %d cells: HOLDS %.4f, FAILS %.4f%n",
                    cells, (double) holds / replications, (double) fails / replications);
            assertThat((double) holds / replications).isLessThanOrEqualTo(Simulation.ALPHA + tolerance);
            assertThat((double) fails / replications).isLessThanOrEqualTo(Simulation.ALPHA + tolerance);
        }
        for (var seeds : new int[] {3, 5, 6, 10}) {
            var rejected = 0;
            for (var r = 0; r < replications; r++) {
                // Symmetric, with heavy tails.
                var values = Simulation.gaussians(random, seeds, 0, 1);
                Arrays.setAll(values, s -> values[s] * values[s] * values[s]);
                rejected += SignFlips.p(values) <= Simulation.ALPHA ? 1 : 0;
            }
            System.out.printf("signs, %d seeds: %.4f%n", seeds, (double) rejected / replications);
            assertThat((double) rejected / replications).isLessThanOrEqualTo(Simulation.ALPHA + tolerance);
        }
    }
}

package org.twoworlds.stream.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.Verdict;

/** The claims on repeated samples, on runs whose worth is known. */
class RepeatsTest {
    private static final long[] STEPS = {64, 128, 512, 2048};

    @TempDir
    Path home;

    private static double onePass(double samples) {
        return 1.5 * Math.pow(samples, -0.3);
    }

    /** A run of K epochs that is worth E · n fresh samples. */
    private Outcome run(int seed, long steps, long k, double worth, Random random, double noise) {
        var n = (double) steps / k;
        var ideal = onePass(steps) * Math.exp(noise * random.nextGaussian());
        var real = onePass(worth * n) * Math.exp(noise * random.nextGaussian());
        return new Sketch(home)
                .without("world.n")
                .cell("seed", Integer.toString(seed))
                .cell("steps", Long.toString(steps))
                .cell("world.law", "epochs{k=" + k + "}")
                .ideal(t -> ideal)
                .epsilon(t -> real - ideal)
                .outcome();
    }

    private List<Claim> claims(int seeds, double noise, long[] epochs, DoubleBinaryOperator worth) {
        System.out.println("seed 5");
        var random = new Random(5);
        List<Outcome> runs = new ArrayList<>();
        for (var seed = 1; seed <= seeds; seed++) {
            for (var steps : STEPS) {
                for (var k : epochs) {
                    runs.add(run(seed, steps, k, worth.applyAsDouble(k, (double) steps / k), random, noise));
                }
            }
        }
        return Repeats.of(runs, Limits.OURS);
    }

    private static Claim of(List<Claim> claims, ClaimName name, Metric metric) {
        return claims.stream()
                .filter(c -> c.name() == name && c.metric() == metric)
                .findFirst()
                .orElseThrow();
    }

    private static double law(double k, double rStar) {
        return 1 + rStar * (1 - Math.exp(-(k - 1) / rStar));
    }

    @Test
    void aKnownConstantIsFoundAndHeldAgainstTheirs() {
        var claims = claims(3, 0.002, new long[] {4, 16}, (k, n) -> law(k, 15.4));
        assertThat(claims).hasSize(4);
        for (var metric : List.of(Metric.LOSS, Metric.SOFT_ERROR)) {
            var found = of(claims, ClaimName.REPEATS, metric);
            assertThat(found.value().estimate()).isCloseTo(15.4, within(1.5));
            assertThat(found.verdict()).as(found.detail()).isEqualTo(Verdict.HOLDS);
            assertThat(found.figures().get("E(4,128)")).isCloseTo(law(4, 15.4), within(0.1));
            assertThat(found.seeds()).isEqualTo(3);
        }
        var other = of(claims(3, 0.002, new long[] {4, 16}, (k, n) -> law(k, 4)), ClaimName.REPEATS, Metric.LOSS);
        assertThat(other.value().contains(4)).isTrue();
        assertThat(other.verdict()).isEqualTo(Verdict.FAILS);
        var noisy = of(claims(3, 0.1, new long[] {4, 16}, (k, n) -> law(k, 15.4)), ClaimName.REPEATS, Metric.LOSS);
        assertThat(noisy.verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void thatMoreSamplesCanBeRepeatedMoreIsFoundWhereItIsSo() {
        var rising = of(
                claims(3, 0.002, new long[] {4, 16}, (k, n) -> law(k, 2 * Math.log(n))), ClaimName.REUSE, Metric.LOSS);
        assertThat(rising.verdict()).as(rising.detail()).isEqualTo(Verdict.HOLDS);
        var falling = of(
                claims(3, 0.002, new long[] {4, 16}, (k, n) -> law(k, 30 / Math.log(n))), ClaimName.REUSE, Metric.LOSS);
        assertThat(falling.verdict()).isEqualTo(Verdict.FAILS);
        var flat = of(claims(4, 0.01, new long[] {4, 16}, (k, n) -> law(k, 8)), ClaimName.REUSE, Metric.LOSS);
        assertThat(flat.verdict()).isEqualTo(Verdict.OPEN);
        assertThat(flat.value().contains(0)).isTrue();
    }

    @Test
    void whatCannotBeSaidIsOpen() {
        var one = of(claims(1, 0.002, new long[] {4, 16}, (k, n) -> law(k, 15)), ClaimName.REPEATS, Metric.LOSS);
        assertThat(one.verdict()).isEqualTo(Verdict.OPEN);
        assertThat(one.reason()).contains("one seed");
        var single = of(claims(3, 0.002, new long[] {4}, (k, n) -> law(k, 15)), ClaimName.REPEATS, Metric.LOSS);
        assertThat(single.reason()).contains("two numbers of epochs");
        var beyond = of(claims(3, 0.002, new long[] {4, 16}, (k, n) -> 1e-3), ClaimName.REUSE, Metric.LOSS);
        assertThat(beyond.verdict()).isEqualTo(Verdict.OPEN);
        assertThat(beyond.figures()).containsEntry("cellsBeyond", 8.0);
        assertThat(beyond.detail()).contains("8 of 8 cells are beyond the one-pass learners");
    }
}

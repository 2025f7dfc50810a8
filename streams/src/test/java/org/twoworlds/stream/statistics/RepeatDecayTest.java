package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The value of repeated samples: learners matched by their losses, and the law through what they are worth. */
class RepeatDecayTest {
    private static final double[] EPOCHS = {2, 4, 8, 16, 32};

    private static double[] worths(double rStar) {
        return Arrays.stream(EPOCHS)
                .map(k -> 1 + rStar * (1 - Math.exp(-(k - 1) / rStar)))
                .toArray();
    }

    @Test
    void theLawIsThatOfMuennighoffAndOthers() {
        assertThat(RepeatDecay.worth(1, 0.3)).isEqualTo(1);
        assertThat(RepeatDecay.worth(4, 0)).isEqualTo(4);
        assertThat(RepeatDecay.worth(4, 1e-7)).as("no jump at 0").isCloseTo(4, within(1e-5));
        assertThat(RepeatDecay.worth(4, 1 / RepeatDecay.THEIRS))
                .as("four epochs are nearly worth fresh samples")
                .isCloseTo(3.7264, within(1e-3));
        assertThat(RepeatDecay.worth(1e6, 1 / RepeatDecay.THEIRS)).isCloseTo(1 + RepeatDecay.THEIRS, within(1e-6));
    }

    @Test
    void aKnownConstantIsFoundAgain() {
        for (var rStar : new double[] {0.5, 3, RepeatDecay.THEIRS, 60}) {
            assertThat(1 / RepeatDecay.fit(EPOCHS, worths(rStar))).isCloseTo(rStar, within(1e-3 * rStar));
        }
        assertThat(RepeatDecay.fit(EPOCHS, EPOCHS)).as("fresh").isCloseTo(0, within(1e-4));
    }

    @Test
    void whereFreshIsNotExcludedTheConstantHasNoEnd() {
        var open = RepeatDecay.rStar(new double[] {0.01, 0.03, 0.02}, 0.05);
        assertThat(open.estimate()).isCloseTo(50, within(1e-9));
        assertThat(open.high()).isInfinite();
        assertThat(open.low()).isCloseTo(1 / (0.02 + 4.3027 * 0.01 / Math.sqrt(3)), within(1e-3));
        var known = RepeatDecay.rStar(new double[] {0.1, 0.1, 0.1001}, 0.05);
        assertThat(known.high()).isCloseTo(10, within(0.1));
    }

    @Test
    void learnersAreMatchedOnALineOfLogarithms() {
        double[] samples = {100, 200, 400, 800};
        var curve = OnePassCurve.of(
                samples, Arrays.stream(samples).map(n -> 3 * Math.pow(n, -0.4)).toArray());
        for (var n : new double[] {100, 137, 400, 799}) {
            assertThat(curve.matching(3 * Math.pow(n, -0.4)).orElseThrow()).isCloseTo(n, within(1e-6 * n));
        }
        assertThat(curve.matching(3 * Math.pow(99, -0.4))).isEmpty();
        assertThat(curve.matching(3 * Math.pow(801, -0.4))).isEmpty();
    }

    @Test
    void lossesThatRiseAreNoiseAndArePooled() {
        var curve = OnePassCurve.of(new double[] {400, 100, 200, 800}, new double[] {0.6, 1, 0.5, 0.3});
        assertThat(curve.losses()).hasSize(3);
        assertThat(curve.losses().get(1)).isCloseTo(Math.sqrt(0.3), within(1e-9));
        assertThat(curve.samples().get(1)).isCloseTo(Math.sqrt(200 * 400), within(1e-6));
        assertThat(curve.matching(0.4)).isPresent();
    }

    @Test
    void theConstantIsHeldAsOftenAsItsIntervalSays() {
        var replications = 500;
        var random = Simulation.random("Coverage of R* by matched learners, 5 seeds", replications);
        for (var rStar : new double[] {4, RepeatDecay.THEIRS}) {
            var held = 0;
            for (var r = 0; r < replications; r++) {
                var decays = new double[5];
                for (var s = 0; s < decays.length; s++) {
                    double[] samples = {50, 100, 200, 400, 800, 1600, 3200, 6400};
                    var losses = Arrays.stream(samples)
                            .map(n -> 2 * Math.pow(n, -0.3) * Math.exp(0.01 * random.nextGaussian()))
                            .toArray();
                    var curve = OnePassCurve.of(samples, losses);
                    var worths = Arrays.stream(worths(rStar))
                            .map(e -> 2 * Math.pow(100 * e, -0.3) * Math.exp(0.01 * random.nextGaussian()))
                            .map(loss -> curve.matching(loss).orElseThrow() / 100)
                            .toArray();
                    decays[s] = RepeatDecay.fit(EPOCHS, worths);
                }
                held += RepeatDecay.rStar(decays, Simulation.ALPHA).contains(rStar) ? 1 : 0;
            }
            System.out.printf("R* = %.1f: %.3f%n", rStar, (double) held / replications);
            assertThat((double) held / replications).isBetween(0.91, 0.985);
        }
    }
}

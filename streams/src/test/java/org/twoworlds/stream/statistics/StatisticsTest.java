package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.inference.TTest;
import org.junit.jupiter.api.Test;

/** Each function against a closed form, a table or a library that is not ours. */
class StatisticsTest {
    private static final double ALPHA = 0.05;

    @Test
    void anIntervalOfThreeSeedsIsStudentsAndNotTheirRange() {
        // AUDIT A4: three of five live runs had these ends, and the interval was printed as their range.
        double[] values = {0.0201, 0.0225, 0.0247};
        var interval = SeedMean.of(values).interval(ALPHA);
        assertThat(interval.low()).isLessThan(0.0201);
        assertThat(interval.high()).isGreaterThan(0.0247);
        assertThat(new TTest().tTest(interval.low(), values)).isCloseTo(ALPHA, within(1e-6));
        assertThat(new TTest().tTest(interval.high(), values)).isCloseTo(ALPHA, within(1e-6));
    }

    @Test
    void oneSeedHasAMeanAndNoInterval() {
        var one = SeedMean.of(new double[] {0.3});
        assertThat(one.mean()).isEqualTo(0.3);
        assertThat(one.interval(ALPHA).isKnown()).isFalse();
        assertThat(SimultaneousBand.of(new double[][] {{0.1, 0.2}}, ALPHA)
                        .largest()
                        .isKnown())
                .isFalse();
        assertThat(Verdict.within(one.interval(ALPHA), 1)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void theTestSamplesShareIsThatOfTheSampleMeansLessWhatSeedsAddToThem() {
        // No interaction: seeds 0 and 2 apart, samples 0, 3 and 6. The share is the samples' variance, 9, over 3.
        assertThat(TestShare.of(new double[][] {{0, 3, 6}, {2, 5, 8}}).variance())
                .isCloseTo(3, within(1e-12));
        // Nothing but interaction: the samples' means are equal.
        assertThat(TestShare.of(new double[][] {{1, -1}, {-1, 1}}).variance()).isZero();
        assertThat(TestShare.of(new double[][] {{1, 2, 3}}).variance()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(TestShare.ofStandardError(0.2).variance()).isCloseTo(0.04, within(1e-12));
        var mean = SeedMean.of(new double[] {1, 3}, new TestShare(3));
        assertThat(mean.variance()).isCloseTo(1 + 3, within(1e-12));
        assertThat(mean.freedom()).isCloseTo(4, within(1e-12));
    }

    @Test
    void theBandsFactorIsStudentsForOneMeanAndSidaksForManyKnownWell() {
        for (var freedom : new double[] {2, 4, 9, 30}) {
            assertThat(MaximumModulus.factor(freedom, 1, ALPHA))
                    .isCloseTo(new TDistribution(freedom).inverseCumulativeProbability(0.975), within(2e-3));
        }
        var sidak = new NormalDistribution().inverseCumulativeProbability((1 + Math.pow(0.95, 1.0 / 31)) / 2);
        // With 10,000 degrees of freedom the largest of 31 standard errors is some 1.5 % above the true one.
        assertThat(MaximumModulus.factor(10_000, 31, ALPHA)).isBetween(0.975 * sidak, sidak);
    }

    @Test
    void aPlaceWhereNothingVariesIsCertain() {
        var band = SimultaneousBand.of(new double[][] {{0, 1}, {0, 3}, {0, 2}}, ALPHA);
        assertThat(band.halfWidths()[0]).isZero();
        assertThat(band.halfWidths()[1])
                .isCloseTo(new TDistribution(2).inverseCumulativeProbability(0.975) / Math.sqrt(3), within(1e-3));
        assertThat(band.largest().estimate()).isEqualTo(2);
        assertThat(SimultaneousBand.of(new double[][] {{0, 0}, {0, 0}}, ALPHA).largest())
                .isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void verdictsNeedTheWholeIntervalOnOneSide() {
        assertThat(Verdict.within(new Interval(0.02, -0.01, 0.05), 0.05)).isEqualTo(Verdict.HOLDS);
        assertThat(Verdict.within(new Interval(0.02, -0.06, 0.04), 0.05)).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.within(new Interval(-0.1, -0.2, -0.051), 0.05)).isEqualTo(Verdict.FAILS);
        assertThat(Verdict.below(new Interval(-1, -2, -0.5), 0)).isEqualTo(Verdict.HOLDS);
        assertThat(Verdict.below(new Interval(1, 0.5, 2), 0)).isEqualTo(Verdict.FAILS);
        assertThat(Verdict.below(Interval.unknown(-1), 0)).isEqualTo(Verdict.OPEN);
        assertThat(Verdict.byExactTest(0.05, 1, ALPHA)).isEqualTo(Verdict.HOLDS);
        assertThat(Verdict.byExactTest(1, 0.05, ALPHA)).isEqualTo(Verdict.FAILS);
        assertThat(Verdict.byExactTest(0.06, 0.97, ALPHA)).isEqualTo(Verdict.OPEN);
    }

    @Test
    void kendallsPIsTheShareOfOrders() {
        double[] up = {1, 2, 3, 4};
        assertThat(KendallTau.of(up, up).tau()).isEqualTo(1);
        assertThat(KendallTau.of(up, up).pPositive()).isEqualTo(1 / 24.0);
        assertThat(KendallTau.of(up, up).pNegative()).isEqualTo(1);
        // Kendall's table: of four, three orders differ from the first by one exchange.
        assertThat(KendallTau.of(up, new double[] {1, 2, 4, 3}).pPositive()).isEqualTo(4 / 24.0);
        assertThat(KendallTau.of(new double[] {1, 2, 3}, new double[] {1, 2, 3}).pPositive())
                .as("AUDIT A6: of three cells no order is more than chance")
                .isGreaterThan(0.1);
        double[] x = {1, 1, 2, 3, 4};
        double[] y = {1, 2, 2, 4, 3};
        assertThat(KendallTau.of(x, y).tau()).isCloseTo(new KendallsCorrelation().correlation(x, y), within(1e-12));
        var many = new double[12];
        Arrays.setAll(many, i -> i);
        assertThat(KendallTau.of(many, many).pPositive()).isEqualTo(1e-5);
        assertThat(KendallTau.of(new double[] {1, 1, 1, 1}, up).tau()).isNaN();
    }

    @Test
    void signsOfSixSeedsReachOneInThirtyTwo() {
        assertThat(SignFlips.p(new double[] {1, 2, 3, 4, 5, 6})).isEqualTo(2 / 64.0);
        assertThat(SignFlips.p(new double[] {1, 2, 3})).isEqualTo(0.25);
        assertThat(SignFlips.p(new double[] {1, -1})).isEqualTo(1);
        var twenty = new double[20];
        Arrays.fill(twenty, 1);
        assertThat(SignFlips.p(twenty)).isLessThan(1e-4);
    }

    @Test
    void magnitudesAreComparedWithoutTheirNoise() {
        double[] small = {0.01, -0.01, 0.02, -0.02};
        double[] large = {-0.11, -0.09, -0.12, -0.08};
        var difference = PairedMagnitudes.difference(small, large, ALPHA);
        assertThat(difference.estimate()).isCloseTo(-0.1, within(1e-12));
        assertThat(difference.high()).isNegative();
        assertThat(PairedMagnitudes.difference(large, small, ALPHA).low()).isPositive();
        // Of the same mean, and very unlike noise.
        assertThat(PairedMagnitudes.difference(small, new double[] {0.3, -0.3, 0.2, -0.2}, ALPHA)
                        .contains(0))
                .isTrue();
    }

    @Test
    void aRatioWhoseDenominatorMayBeZeroHasNoEnds() {
        assertThat(MeanRatio.of(new double[] {1, 2, 3}, new double[] {-1, 1, 0.5}, ALPHA)
                        .isKnown())
                .isFalse();
        var exact = MeanRatio.of(new double[] {10, 11, 12}, new double[] {20, 22, 24}, ALPHA);
        assertThat(exact.low()).as("values in one proportion").isCloseTo(0.5, within(1e-6));
        assertThat(exact.high()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void seedsWithoutStoppingTimeCountAsLater() {
        var four = StoppedSeeds.of(new double[] {300, 290, 340, 310}, 5, ALPHA);
        assertThat(four.reached()).isEqualTo(4);
        assertThat(four.seeds()).isEqualTo(5);
        assertThat(four.median().estimate()).isEqualTo(310);
        assertThat(four.earliest()).isEqualTo(290);
        assertThat(four.latest()).isEqualTo(340);
        assertThat(StoppedSeeds.of(new double[] {300, 290}, 5, ALPHA).median().estimate())
                .isNaN();
        assertThat(StoppedSeeds.of(new double[] {}, 3, ALPHA).earliest()).isNaN();
        // Of six values the extreme ones hold the median with 1 − 2/64 (Conover).
        var six = StoppedSeeds.of(new double[] {1, 2, 3, 4, 5, 6}, 6, ALPHA);
        assertThat(six.median()).isEqualTo(new Interval(3.5, 1, 6));
    }

    @Test
    void exponentsOfExactLawsAreFoundAndAgree() {
        double[] n = {100, 300, 1000};
        var c = ScalingExponents.fit(
                n, Arrays.stream(n).map(v -> 3 * Math.pow(v, -0.2)).toArray());
        assertThat(c).isCloseTo(-0.2, within(1e-12));
        var exponents = ScalingExponents.of(
                new double[] {0.8, 0.79, 0.81}, new double[] {0.25, 0.25, 0.25}, new double[] {0.2, 0.2, 0.2}, ALPHA);
        assertThat(exponents.ratio().contains(1)).isTrue();
        assertThat(Verdict.between(exponents.ratio(), 0.75, 1.25)).isEqualTo(Verdict.HOLDS);
        assertThat(ScalingExponents.of(
                                new double[] {0.8, 0.8}, new double[] {-0.1, 0.2}, new double[] {0.2, 0.2}, ALPHA)
                        .ratio()
                        .isKnown())
                .isFalse();
    }

    @Test
    void seedsAreAddedUntilTheWishIsMet() {
        var rule = new UntilPrecise(0.01, 3, 20, ALPHA);
        assertThat(rule.isDone(new double[] {0.02, 0.02})).isFalse();
        assertThat(rule.isDone(new double[] {0.02, 0.02, 0.02})).isTrue();
        double[] wide = {0.02, 0.03, 0.04};
        assertThat(rule.isDone(wide)).isFalse();
        // t of 7 degrees of freedom at 0.0125: 2.841; of 6: 2.969.
        assertThat(rule.expected(wide)).isEqualTo(9);
        assertThat(rule.isDone(new double[20])).isTrue();
    }

    @Test
    void noSeedMakesTheTestSamplesShareLess() {
        var rule = new UntilPrecise(0.01, 3, 1000, ALPHA);
        double[] values = {0.02, 0.03, 0.04};
        var share = TestShare.ofStandardError(0.003);
        var watched = SeedMean.of(values, share).interval(UntilPrecise.alphaOfLooks(ALPHA));
        var seeds = rule.expected(3, watched, share);
        // With S seeds the variance is 0.01² / S + 0.003², of (S − 1) · (1 + 0.09 S) degrees of freedom.
        var there = Math.sqrt(0.0001 / seeds + 0.000009)
                * SeedMean.quantile((seeds - 1) * (1 + 0.09 * seeds), UntilPrecise.alphaOfLooks(ALPHA));
        assertThat(there).isLessThanOrEqualTo(0.01);
        assertThat(seeds).isBetween(10, 15);
        var more = TestShare.ofStandardError(0.0045);
        assertThat(rule.expected(3, SeedMean.of(values, more).interval(UntilPrecise.alphaOfLooks(ALPHA)), more))
                .as("2.24 standard errors of the share alone are longer than the wish")
                .isEqualTo(1000);
        assertThat(rule.expected(3, Interval.unknown(0.02), share)).isEqualTo(1000);
    }
}

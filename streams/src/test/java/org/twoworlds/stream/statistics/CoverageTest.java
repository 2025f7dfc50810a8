package org.twoworlds.stream.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often intervals and bands hold the truth, by simulation. */
class CoverageTest {
    private static final int SAMPLES = 50;

    @Test
    void pointwiseIntervalsHoldTheMeanAsOftenAsTheySay() {
        pointwise(Simulation.SHORT);
    }

    @Test
    @Tag("long")
    void pointwiseIntervalsHoldTheMeanAsOftenAsTheySay_long() {
        pointwise(Simulation.LONG);
    }

    /** Values of a crossed design, {@code [seeds][samples]}, with standard errors of its mean by seeds, samples and both. */
    private static double[][] crossed(
            RandomGenerator random, int seeds, double bySeed, double bySample, double byBoth) {
        var values = new double[seeds][SAMPLES];
        var ofSample = Simulation.gaussians(random, SAMPLES, 0, bySample * Math.sqrt(SAMPLES));
        for (var row : values) {
            var ofSeed = bySeed * Math.sqrt(seeds) * random.nextGaussian();
            for (var i = 0; i < SAMPLES; i++) {
                row[i] = ofSeed
                        + ofSample[i]
                        + (byBoth == 0 ? 0 : byBoth * Math.sqrt(SAMPLES * seeds) * random.nextGaussian());
            }
        }
        return values;
    }

    private static void pointwise(int replications) {
        var random = Simulation.random("Coverage of Student's interval with the test sample's share", replications);
        double[][] mixes = {{1, 0, 0}, {1, 0.5, 0}, {1, 1, 0}, {1, 3, 0}, {1, 0.5, 1}, {0, 1, 1}};
        System.out.printf("%-28s", "seeds : samples : both");
        Arrays.stream(mixes).forEach(m -> System.out.printf("%12s", m[0] + ":" + m[1] + ":" + m[2]));
        for (var seeds : Simulation.SEEDS) {
            System.out.printf("%n%2d seeds%19s", seeds, "");
            for (var mix : mixes) {
                var held = 0;
                for (var r = 0; r < replications; r++) {
                    var values = crossed(random, seeds, mix[0], mix[1], mix[2]);
                    var means = Arrays.stream(values).mapToDouble(Moments::mean).toArray();
                    held += SeedMean.of(means, TestShare.of(values))
                                    .interval(Simulation.ALPHA)
                                    .contains(0)
                            ? 1
                            : 0;
                }
                System.out.printf("%12.4f", (double) held / replications);
                assertThat((double) held / replications)
                        .as("coverage at %d seeds of the mix %s", seeds, Arrays.toString(mix))
                        .isBetween(0.93, 0.97);
            }
        }
        System.out.println();
    }

    @Test
    void bandsHoldTheWholeCurveHoweverItsPlacesAreCorrelated() {
        bands(Simulation.SHORT);
    }

    @Test
    @Tag("long")
    void bandsHoldTheWholeCurveHoweverItsPlacesAreCorrelated_long() {
        bands(Simulation.LONG);
    }

    private static void bands(int replications) {
        var random =
                Simulation.random("Coverage of the simultaneous band of 31 places (mean half width)", replications);
        System.out.printf("%8s", "");
        Arrays.stream(Simulation.Noise.values()).forEach(n -> System.out.printf("%18s", n));
        for (var seeds : Simulation.SEEDS) {
            System.out.printf("%n%2d seeds", seeds);
            for (var noise : Simulation.Noise.values()) {
                var held = 0;
                var width = 0.0;
                for (var r = 0; r < replications; r++) {
                    var curves = Simulation.curves(random, seeds, noise);
                    var band = Simulation.band(curves);
                    held += Simulation.covers(band) ? 1 : 0;
                    width += band.halfWidths()[0] / replications;
                }
                System.out.printf("%10.4f (%4.2f) ", (double) held / replications, width);
                assertThat((double) held / replications)
                        .as("coverage at %d seeds, noise %s", seeds, noise)
                        .isGreaterThanOrEqualTo(0.93);
            }
        }
        System.out.println();
    }

    @Test
    void ratiosOfMeansAreHeldByFiellersInterval() {
        var random = Simulation.random("Coverage of the ratio's interval", Simulation.SHORT);
        for (var seeds : Simulation.SEEDS) {
            var held = 0;
            var known = 0;
            for (var r = 0; r < Simulation.SHORT; r++) {
                var a = Simulation.gaussians(random, seeds, 0.2, 0.1);
                var b = Simulation.gaussians(random, seeds, 1, 0.1);
                Arrays.setAll(a, i -> a[i] + b[i] - 1); // paired: the truth is still 0.2 to 1
                var ratio = MeanRatio.of(a, b, Simulation.ALPHA);
                known += ratio.isKnown() ? 1 : 0;
                held += ratio.contains(0.2) ? 1 : 0;
            }
            System.out.printf("%2d seeds %.4f%n", seeds, (double) held / known);
            assertThat(known).isEqualTo(Simulation.SHORT);
            assertThat((double) held / known).isBetween(0.93, 0.97);
        }
    }

    @Test
    void seedsThatAreAddedUntilTheMeanIsPreciseLeaveAnIntervalThatHoldsIt() {
        sequential(Simulation.SHORT, 0.6, 1, 2);
    }

    @Test
    @Tag("long")
    void seedsThatAreAddedUntilTheMeanIsPreciseLeaveAnIntervalThatHoldsIt_long() {
        sequential(Simulation.LONG, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.5, 2, 4);
    }

    private static void sequential(int replications, double... wishes) {
        var random =
                Simulation.random("Coverage of the rule that adds seeds, 3..40 (mean number of seeds)", replications);
        for (var wish : wishes) {
            var rule = new UntilPrecise(wish, 3, 40, Simulation.ALPHA);
            var held = 0;
            var spent = 0L;
            for (var r = 0; r < replications; r++) {
                var drawn = Simulation.gaussians(random, rule.most(), 0, 1);
                var seeds = rule.fewest();
                while (!rule.isDone(Arrays.copyOf(drawn, seeds))) {
                    seeds++;
                }
                held += rule.interval(Arrays.copyOf(drawn, seeds)).contains(0) ? 1 : 0;
                spent += seeds;
            }
            System.out.printf(
                    "half width of %.1f deviations: %.4f (%.1f)%n",
                    wish, (double) held / replications, (double) spent / replications);
            assertThat((double) held / replications).as("wish %s", wish).isGreaterThanOrEqualTo(0.93);
        }
    }

    /** What a rule watches over the first so many of the seeds that were drawn, and whether it holds the truth. */
    private record Watched(Interval interval, boolean holds) {}

    private interface Watch {
        Watched first(int seeds);
    }

    private static void sequential(
            String what, int replications, double[] wishes, Function<RandomGenerator, Watch> draw) {
        var random = Simulation.random("The rule that adds seeds, 3..40, on " + what, replications);
        for (var wish : wishes) {
            var rule = new UntilPrecise(wish, 3, 40, Simulation.ALPHA);
            var held = 0;
            var spent = 0L;
            for (var r = 0; r < replications; r++) {
                var watch = draw.apply(random);
                var seeds = rule.fewest();
                var now = watch.first(seeds);
                while (!rule.isDone(seeds, now.interval())) {
                    now = watch.first(++seeds);
                }
                held += now.holds() ? 1 : 0;
                spent += seeds;
            }
            System.out.printf(
                    "half width %.2f: %.4f (%.1f seeds)%n",
                    wish, (double) held / replications, (double) spent / replications);
            assertThat((double) held / replications)
                    .as("%s, wish %s", what, wish)
                    .isGreaterThanOrEqualTo(0.93);
        }
    }

    private static void sequentialClaims(int replications) {
        var alpha = UntilPrecise.alphaOfLooks(Simulation.ALPHA);
        sequential("the mean with the test sample's share", replications, new double[] {0.8, 1.2, 2}, random -> {
            var values = crossed(random, 40, 1 / Math.sqrt(40), 0.2, 0);
            return seeds -> {
                var first = Arrays.copyOf(values, seeds);
                var mean = SeedMean.of(
                        Arrays.stream(first).mapToDouble(Moments::mean).toArray(), TestShare.of(first));
                return new Watched(mean.interval(alpha), mean.interval(alpha).contains(0));
            };
        });
        for (var noise : List.of(Simulation.Noise.INDEPENDENT, Simulation.Noise.CHAINED, Simulation.Noise.ONE)) {
            sequential(
                    "the band of 31 checkpoints, " + noise, replications, new double[] {0.7, 1, 1.5, 2.5}, random -> {
                        var curves = Simulation.curves(random, 40, noise);
                        return seeds -> {
                            var band = Simulation.band(Arrays.copyOf(curves, seeds), alpha);
                            return new Watched(band.largest(), Simulation.covers(band));
                        };
                    });
        }
        sequential("the ratio of means", replications, new double[] {0.05, 0.1, 0.2}, random -> {
            var b = Simulation.gaussians(random, 40, 1, 0.1);
            var a = Simulation.gaussians(random, 40, 0.2, 0.1);
            Arrays.setAll(a, i -> a[i] + b[i] - 1);
            return seeds -> {
                var ratio = MeanRatio.of(Arrays.copyOf(a, seeds), Arrays.copyOf(b, seeds), alpha);
                return new Watched(ratio, ratio.contains(0.2));
            };
        });
        sequential("the difference of magnitudes", replications, new double[] {0.03, 0.05, 0.1}, random -> {
            var soft = Simulation.gaussians(random, 40, 0.02, 0.05);
            var hard = Simulation.gaussians(random, 40, 0.08, 0.05);
            return seeds -> {
                var difference =
                        PairedMagnitudes.difference(Arrays.copyOf(soft, seeds), Arrays.copyOf(hard, seeds), alpha);
                return new Watched(difference, difference.contains(-0.06));
            };
        });
    }

    @Test
    void seedsThatAreAddedUntilAClaimIsPreciseLeaveAnIntervalThatHoldsItsTruth() {
        sequentialClaims(Simulation.SHORT / 4);
    }

    @Test
    @Tag("long")
    void seedsThatAreAddedUntilAClaimIsPreciseLeaveAnIntervalThatHoldsItsTruth_long() {
        sequentialClaims(Simulation.LONG);
    }
}

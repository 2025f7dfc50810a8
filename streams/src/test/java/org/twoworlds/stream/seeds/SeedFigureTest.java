package org.twoworlds.stream.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.claims.Sketch;
import org.twoworlds.stream.statistics.Interval;

/** The numbers of figures over seeds, against numbers worked out by hand, and the sentences that say them. */
class SeedFigureTest {
    /** The 97.5 % quantile of Student's t with two degrees of freedom, from a table. */
    private static final double T2 = 4.302653;

    /** The band's factor is computed on a grid. */
    private static final double GRID = 1e-5;

    @TempDir
    Path home;

    private Sketch seed(int s) {
        return new Sketch(home).cell("seed", Integer.toString(s));
    }

    private static List<SeedFigure> figures(List<Outcome> outcomes) {
        return SeedFigure.of(outcomes.stream().map(SeedRun::of).toList());
    }

    private static List<Outcome> each(int seeds, IntFunction<Sketch> sketch) {
        return IntStream.rangeClosed(1, seeds)
                .mapToObj(s -> sketch.apply(s).outcome())
                .toList();
    }

    private static Interval at(ErrorBand band, long step) {
        return band.means().get(band.steps().indexOf(step));
    }

    /** Errors of 0.01, 0.02, 0.03 at step 100 and ten times as much at step 681; T(n) lies at step 464. */
    private List<Outcome> threeSeeds() {
        return each(3, s -> seed(s).cell("world.n", "500").epsilon(t -> t == 100 ? 0.01 * s : t == 681 ? 0.1 * s : 0));
    }

    @Test
    void theBandIsSimultaneousUpToTheFirstStoppingTimeAndAgainBehindIt() {
        var band = figures(threeSeeds()).get(0).errors();
        // The standard error of the mean is 0.01 / √3 at step 100, and only there up to T(n): Student's factor.
        var halfWidth = T2 * 0.01 / Math.sqrt(3);
        assertThat(at(band, 100).estimate()).isCloseTo(0.02, within(1e-9));
        assertThat(at(band, 100).halfWidth()).isCloseTo(halfWidth, within(GRID));
        assertThat(at(band, 464).halfWidth()).as("nothing varies there").isZero();
        assertThat(at(band, 681).halfWidth())
                .as("a band of its own: the noise behind T(n) does not widen the one up to T(n)")
                .isCloseTo(10 * halfWidth, within(10 * GRID));
        assertThat(band.largest().estimate()).isCloseTo(0.02, within(1e-9));
        assertThat(band.largest().high()).isCloseTo(0.02 + halfWidth, within(GRID));
        assertThat(band.largest().low()).as("0.02 less more than itself").isZero();
    }

    @Test
    void theNullIsTheSameOfTwoIdealWorldsAndHasNoFigureOfItsOwn() {
        var outcomes = new ArrayList<>(threeSeeds());
        outcomes.addAll(each(3, s -> seed(s).cell("world.n", "1000")
                .setting("world.pairing=independent")
                .epsilon(t -> t == 100 ? 0.001 * (s - 2) : 0)));
        var all = figures(outcomes);
        assertThat(all).hasSize(1);
        assertThat(all.get(0).label()).isEqualTo("world.n=500");
        var nulls = all.get(0).nulls().orElseThrow();
        assertThat(nulls.seeds()).isEqualTo(3);
        assertThat(at(nulls, 100).estimate()).isCloseTo(0, within(1e-12));
        assertThat(at(nulls, 100).high()).isCloseTo(T2 * 0.001 / Math.sqrt(3), within(GRID / 10));
        assertThat(SeedText.errors(all))
                .isEqualTo(
                        "Up to T(n) the largest |mean bootstrap error| of 17 checkpoints is 0.0200 [0.0000, 0.0448] over 3 "
                                + "seeds, and at T(n) the mean is +0.0000 [+0.0000, +0.0000]. With another Ideal World in the Real "
                                + "World's place (the null, 3 seeds) it is 0.0000 [0.0000, 0.0025].");
        assertThat(figures(threeSeeds()).get(0).nulls()).isEmpty();
        assertThat(SeedText.errors(figures(threeSeeds()))).endsWith("what chance alone does is not known.");
    }

    @Test
    void stoppingTimesHaveTheirSpreadAndCensoredSeedsAreSaid() {
        // The error on the train samples falls from 0.5 to 0.005 between two checkpoints, and crosses 0.01 at 0.9899 of
        // the way.
        var reached = new long[] {316, 464, 681};
        var all = figures(each(3, s -> seed(s).train(t -> t >= reached[s - 1] ? 0.005 : 0.5)));
        var stopped = all.get(0).stopped();
        assertThat(stopped.earliest()).isCloseTo(215 + 101 * 0.49 / 0.495, within(1e-6));
        assertThat(stopped.median().estimate()).isCloseTo(316 + 148 * 0.49 / 0.495, within(1e-6));
        assertThat(stopped.latest()).isCloseTo(464 + 217 * 0.49 / 0.495, within(1e-6));
        assertThat(SeedText.mark(stopped)).isEqualTo("T(n) 315–679");
        var censored = figures(each(3, s -> seed(s).train(t -> s < 3 && t >= reached[s - 1] ? 0.005 : 0.5)));
        assertThat(SeedText.mark(censored.get(0).stopped())).isEqualTo("T(n) 315–463, 2 of 3 seeds");
        assertThat(SeedText.curves(censored))
                .startsWith("T(n) is 315 to 463 SGD steps (2 of 3 seeds, the others are taken at their end); there ");
        var none = figures(each(3, s -> seed(s).train(t -> 0.5)));
        assertThat(SeedText.mark(none.get(0).stopped())).isEqualTo("T(n) reached by no seed");
        assertThat(SeedText.errors(none)).startsWith("Before any seed reached T(n), the largest");
    }

    @Test
    void theCurvesTextGivesBothWorldsAtStoppingWithIntervalsOverTheSeeds() {
        // 0.3, 0.4, 0.5 in the Ideal World; 0.05 more in the Real World.
        var all = figures(each(3, s -> seed(s).ideal(t -> 0.2 + 0.1 * s).epsilon(t -> 0.05)));
        var halfWidth = T2 * 0.1 / Math.sqrt(3);
        assertThat(SeedText.curves(all))
                .isEqualTo(
                        ("T(n) is 463 SGD steps (3 of 3 seeds); there the mean test softError is 0.4500 [%.4f, %.4f] in the "
                                        + "Real World and 0.4000 [%.4f, %.4f] in the Ideal World, over 3 seeds. At the end it is "
                                        + "0.4500 and 0.4000.")
                                .formatted(0.45 - halfWidth, 0.45 + halfWidth, 0.4 - halfWidth, 0.4 + halfWidth));
    }

    @Test
    void severalSettingsAreSpannedByTheLeastAndTheGreatest() {
        var outcomes = new ArrayList<Outcome>();
        for (var n : new int[] {100, 200, 400}) {
            outcomes.addAll(
                    each(2, s -> seed(s).cell("world.n", Integer.toString(n)).epsilon(t -> t == 464 ? 10.0 / n : 0)));
        }
        assertThat(SeedText.scatter(figures(outcomes)))
                .startsWith("At T(n) the Real World's mean less the Ideal World's goes from +0.0250 [+0.0250, +0.0250] "
                        + "(world.n=400) to +0.1000 [+0.1000, +0.1000] (world.n=100) in test softError, over 2 seeds a cell; "
                        + "3 of 3 cells lie above the line.");
    }

    @Test
    void figuresAndClaimsHaveTheSameNumbers() {
        var seed = 5L;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var outcomes = each(4, s -> seed(s).epsilon(t -> 0.01 * random.nextGaussian()));
        var claim = Claims.of(outcomes, Limits.OURS).get(0);
        assertThat(claim.claim()).startsWith("the worlds stay close");
        var figure = figures(outcomes).get(0);
        assertThat(figure.errors().largest()).isEqualTo(claim.value());
        assertThat(figure.errorAtStopping().estimate())
                .isEqualTo(claim.figures().get("atStoppingTime"));
        assertThat(figure.errorAtStopping().low()).isEqualTo(claim.figures().get("low"));
        assertThat(claim.detail()).contains(SeedText.signed(figure.errorAtStopping()));
    }

    @Test
    void oneSeedHasNoInterval() {
        var all = figures(each(1, s -> seed(s).epsilon(t -> 0.02)));
        assertThat(SeedText.errors(all))
                .startsWith(
                        "Up to T(n) the largest |mean bootstrap error| of 17 checkpoints is 0.0200 over 1 seed, and at T(n) "
                                + "the mean is +0.0200. ");
        assertThat(SeedText.key(all)).isEqualTo("One seed: there is no band.");
    }

    @Test
    void noTextGivesAVerdict() {
        var all = figures(threeSeeds());
        for (var text : List.of(
                SeedText.curves(all),
                SeedText.errors(all),
                SeedText.scatter(all),
                SeedText.speed(all),
                SeedText.key(all))) {
            assertThat(text)
                    .doesNotContainIgnoringCase("close")
                    .doesNotContainIgnoringCase("small")
                    .doesNotContainIgnoringCase("significant")
                    .doesNotContain("HOLDS", "FAILS");
        }
    }
}

package org.twoworlds.stream.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.claims.Sketch;

class ScalingFigureTest {
    @TempDir
    Path home;

    /** L(n) = 2·n^exponent, of two seeds. */
    private Stream<Outcome> sweep(String augment, double exponent) {
        return IntStream.rangeClosed(1, 2).boxed().flatMap(seed -> IntStream.of(100, 200, 400)
                .mapToObj(n -> new Sketch(home)
                        .cell("seed", seed.toString())
                        .cell("augment", augment)
                        .cell("world.n", Integer.toString(n))
                        .ideal(t -> 0.5)
                        .epsilon(t -> t == 1000 ? 2 * Math.pow(n, exponent) - 0.5 : 0)
                        .trainSeen(t -> t >= 464 ? 0.005 : 0.5)
                        .outcome()));
    }

    @Test
    void eachSettingHasALawOfItsOwnByOneFitASeed() {
        var outcomes = Stream.concat(sweep("none", -0.2), sweep("flip", -0.4)).toList();
        var figure = ScalingFigure.of(outcomes, Metric.SOFT_ERROR).orElseThrow();
        assertThat(figure.text())
                .as("through all points together there would be one law of some exponent between both")
                .contains("augment=none, Real World at the end, L(n) n^(-0.200 ± 0.000), 2 seeds")
                .contains("augment=flip, Real World at the end, L(n) n^(-0.400 ± 0.000), 2 seeds")
                .contains("12 of 12 runs reached T(n), at n from 100 to 400.");
        assertThat(figure.layers().stream().map(Layer::label))
                .contains("augment=none, Real World at the end, L(n)", "augment=flip, Ideal World at T(n)");
    }

    @Test
    void oneNHasNoFigure() {
        var one = new Sketch(home).cell("world.n", "100").outcome();
        assertThat(ScalingFigure.of(List.of(one), Metric.SOFT_ERROR)).isEmpty();
    }
}

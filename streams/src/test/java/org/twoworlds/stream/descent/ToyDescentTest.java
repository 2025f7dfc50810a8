package org.twoworlds.stream.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.world.Schedule;

/** The reference is numpy's (src/test/python/write_descent.py), and the paper's notes for the distribution over seeds. */
class ToyDescentTest {
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (var in = ToyDescentTest.class.getResourceAsStream("/descent/toy.json")) {
            reference = new ObjectMapper().readTree(in);
        }
    }

    private static double[] numbers(JsonNode node) {
        var numbers = new double[node.size()];
        for (var i = 0; i < numbers.length; i++) {
            numbers[i] = node.get(i).asDouble();
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "signed"})
    void bothWorldsFollowNumpysTrajectory(String labels) {
        var rows = reference.get("X");
        var x = new double[rows.size()][];
        for (var i = 0; i < x.length; i++) {
            x[i] = numbers(rows.get(i));
        }
        var setting = reference.get(labels);
        var descent = new ToyDescent(
                new Empirical(x, numbers(setting.get("y"))),
                new Population(numbers(reference.get("variance")), labels.equals("signed")),
                Schedule.constant(0.5),
                x[0].length);
        var real = descent.start();
        var ideal = descent.start();
        var losses = setting.get("trainTestIdeal");
        for (var step = 0; step < losses.size(); step++) {
            var expected = numbers(losses.get(step));
            assertThat(descent.trainLoss(real)).isCloseTo(expected[0], within(1e-12));
            assertThat(descent.testLoss(real)).isCloseTo(expected[1], within(1e-12));
            assertThat(descent.testLoss(ideal)).isCloseTo(expected[2], within(1e-12));
            real = descent.next(WorldName.REAL, real, step + 1);
            ideal = descent.next(WorldName.IDEAL, ideal, step + 1);
        }
        assertThat(real).containsExactly(numbers(setting.get("real")), within(1e-12));
        assertThat(ideal).containsExactly(numbers(setting.get("ideal")), within(1e-12));
    }

    /** T(n) and both worlds' losses there, for one draw of the samples. */
    private static double[] atStopping(String labels, int n, long seed) {
        var experiment = Experiment.open(TestConfigs.of(
                "data.type=gaussian",
                "data.gaussian.labels=" + labels,
                "model=linear{bias=false}",
                "loss=mse",
                "optimizer.type=gradientDescent",
                "optimizer.rate=0.5",
                "optimizer.schedule=constant",
                "world.n=" + n,
                "batch=" + n,
                "steps=200",
                "seed=" + seed));
        var descent = experiment.toyDescent();
        var real = descent.start();
        var ideal = descent.start();
        var step = 0;
        while (descent.trainLoss(real) > 0.01) {
            step++;
            real = descent.next(WorldName.REAL, real, step);
            ideal = descent.next(WorldName.IDEAL, ideal, step);
        }
        return new double[] {step, descent.testLoss(real), descent.testLoss(ideal)};
    }

    private static void meets(List<double[]> draws, int which, double mean, double deviation) {
        var found = SeedMean.of(draws.stream().mapToDouble(d -> d[which]).toArray());
        // The notes' mean is of 40 draws, ours of 20.
        var error = deviation * Math.sqrt(1 / 40.0 + 1.0 / found.seeds());
        assertThat(found.mean()).isCloseTo(mean, within(3.5 * error));
    }

    private static List<double[]> draws(String labels, int n) {
        return java.util.stream.LongStream.rangeClosed(1, 20)
                .mapToObj(seed -> atStopping(labels, n, seed))
                .toList();
    }

    @Test
    void settingAOverTwentySeeds() {
        var draws = draws("linear", 20);
        meets(draws, 0, 9.8, 1.7);
        meets(draws, 1, 0.281, 0.084);
        meets(draws, 2, 0.030, 0.014);
    }

    @Test
    void settingBOverTwentySeeds() {
        var draws = draws("signed", 100);
        meets(draws, 0, 70.3, 7.2);
        meets(draws, 1, 0.430, 0.019);
        assertThat(draws).allSatisfy(d -> assertThat(d[2]).isCloseTo(1 - 2 / Math.PI, within(0.0006)));
    }
}

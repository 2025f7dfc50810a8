package org.twoworlds.stream.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded numbers for the simulations: curves over seeds whose truth is 0, with noise of several kinds. */
final class Simulation {
    static final double ALPHA = 0.05;
    static final int[] SEEDS = {3, 5, 10, 20};
    static final int SHORT = 2_000;
    static final int LONG = 10_000;

    private static final int PLACES = 31;
    private static final Map<List<Double>, Double> FACTORS = new ConcurrentHashMap<>();

    private Simulation() {}

    static RandomGenerator random(String what, int replications) {
        var seed = 20_26L;
        System.out.printf("%n%s: seed %d, %,d replications%n", what, seed, replications);
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** How the noise of a curve's places hangs together. */
    enum Noise {
        /** Each place has noise of its own. */
        INDEPENDENT,
        /** Correlation 0.8 between neighbours. */
        CHAINED,
        /** Correlation 0.5 between all places. */
        COMMON,
        /** All places move as one. */
        ONE,
        /** Correlation 0.8 between neighbours, and a deviation that falls by a factor of 20 along the curve. */
        FALLING,
        /** One place of deviation 1, thirty independent ones of 0.7. */
        UNEQUAL
    }

    /** Values {@code [seeds][31]} of mean 0 and deviation at most 1. */
    static double[][] curves(RandomGenerator random, int seeds, Noise noise) {
        var values = new double[seeds][PLACES];
        for (var curve : values) {
            var common = random.nextGaussian();
            var chained = random.nextGaussian();
            for (var t = 0; t < PLACES; t++) {
                chained = t == 0 ? chained : 0.8 * chained + 0.6 * random.nextGaussian();
                curve[t] = switch (noise) {
                    case INDEPENDENT -> random.nextGaussian();
                    case CHAINED -> chained;
                    case COMMON -> Math.sqrt(0.5) * (common + random.nextGaussian());
                    case ONE -> common;
                    case FALLING -> chained * Math.pow(20, -t / (PLACES - 1.0));
                    case UNEQUAL -> random.nextGaussian() * (t == 0 ? 1 : 0.7);
                };
            }
        }
        return values;
    }

    static double[] gaussians(RandomGenerator random, int count, double mean, double deviation) {
        var values = new double[count];
        Arrays.setAll(values, i -> mean + deviation * random.nextGaussian());
        return values;
    }

    /** SimultaneousBand.of, whose factor is worked out once for each number of seeds: it depends on nothing else here. */
    static SimultaneousBand band(double[][] curves) {
        return band(curves, ALPHA);
    }

    static SimultaneousBand band(double[][] curves, double alpha) {
        var factor = FACTORS.computeIfAbsent(
                List.of((double) curves.length, alpha),
                key -> MaximumModulus.factor(curves.length - 1, curves[0].length, alpha));
        return SimultaneousBand.scaled(SimultaneousBand.places(curves), factor);
    }

    static boolean covers(SimultaneousBand band) {
        for (var t = 0; t < band.means().length; t++) {
            if (Math.abs(band.means()[t]) > band.halfWidths()[t]) {
                return false;
            }
        }
        return true;
    }
}

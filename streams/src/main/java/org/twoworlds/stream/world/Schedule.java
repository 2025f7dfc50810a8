package org.twoworlds.stream.world;

import org.twoworlds.config.ExperimentConfig;

/**
 * The learning rate of every update, the same in both worlds.
 *
 * @param kind how it changes: {@code cosine}, {@code constant}, {@code stages}, {@code exponential} or {@code onecycle}
 * @param rate the initial rate; the highest one of {@code onecycle}
 * @param finalRate where {@code exponential} ends
 * @param every updates for which it stays the same
 * @param steps updates of the whole run
 */
public record Schedule(String kind, double rate, double finalRate, long every, long steps) {
    /** A rate that stays. */
    public static Schedule constant(double rate) {
        return new Schedule("constant", rate, rate, 1, 1);
    }

    /** The schedule of a configuration. */
    public static Schedule of(ExperimentConfig config) {
        var optimizer = config.optimizer();
        return new Schedule(
                optimizer.schedule(),
                optimizer.rate(),
                optimizer.finalRate(),
                optimizer.scheduleEvery(),
                config.steps());
    }

    /** The rate of the update that takes a world to {@code step}, from 1. */
    public double at(long step) {
        var k = (step - 1) / every;
        var done = (double) (k * every) / steps;
        return switch (kind) {
            case "cosine" -> rate * (1 + Math.cos(Math.PI * k * every / steps)) / 2;
            case "stages" -> rate * (done < 1.0 / 3 ? 1 : done < 2.0 / 3 ? 0.1 : 0.01);
            case "exponential" -> rate * Math.pow(finalRate / rate, done);
            case "onecycle" -> oneCycle((double) (k * every));
            default -> rate;
        };
    }

    /** Smith 2018 with the phases of PyTorch's OneCycleLR: each ends on a whole update. */
    private double oneCycle(double done) {
        var low = rate / 25;
        var top = 0.3 * steps - 1;
        return done <= top
                ? between(low, rate, done / top)
                : between(rate, low / 1e4, (done - top) / (steps - 1 - top));
    }

    /** From one rate to another by half a cosine. */
    private static double between(double from, double to, double share) {
        return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
    }
}

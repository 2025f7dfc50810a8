package org.twoworlds.stream.world;

import org.twoworlds.config.ExperimentConfig;

/** The learning rate of every update, the same in both worlds: one record for each course of the rate. */
public sealed interface Schedule {
    /** The rate of the update that takes a world to {@code step}, from 1. */
    double at(long step);

    /** The schedule of a rate that stays the same. */
    static Schedule constant(double rate) {
        return new Constant(rate);
    }

    /** The schedule of a configuration. */
    static Schedule of(ExperimentConfig config) {
        var optimizer = config.optimizer();
        var rate = optimizer.rate();
        var clock = new Clock(optimizer.scheduleEvery(), config.steps());
        return switch (optimizer.schedule()) {
            case CONSTANT -> new Constant(rate);
            case COSINE -> new Cosine(rate, clock);
            case STAGES -> new Stages(rate, clock);
            case EXPONENTIAL -> new Exponential(rate, optimizer.finalRate(), clock);
            case ONECYCLE -> new OneCycle(rate, clock);
        };
    }

    /**
     * The steps over which a schedule runs.
     *
     * @param every updates for which the rate stays the same
     * @param steps updates of the whole run
     */
    record Clock(long every, long steps) {
        /** The number of times that the rate has changed before an update. */
        private long changes(long step) {
            return (step - 1) / every;
        }

        /** The number of updates before the rate's last change. */
        private double done(long step) {
            return (double) (changes(step) * every);
        }

        /** The share of the updates before the rate's last change in all updates. */
        private double share(long step) {
            return done(step) / steps;
        }
    }

    /** A course of the same rate throughout. */
    record Constant(double rate) implements Schedule {
        @Override
        public double at(long step) {
            return rate;
        }
    }

    /** A course of half a cosine, from the rate to 0. */
    record Cosine(double rate, Clock clock) implements Schedule {
        @Override
        public double at(long step) {
            return rate * (1 + Math.cos(Math.PI * clock.changes(step) * clock.every() / clock.steps())) / 2;
        }
    }

    /** A course in stages: the rate, a tenth of it after a third of the updates, and a hundredth after two thirds. */
    record Stages(double rate, Clock clock) implements Schedule {
        @Override
        public double at(long step) {
            var share = clock.share(step);
            return rate * (share < 1.0 / 3 ? 1 : share < 2.0 / 3 ? 0.1 : 0.01);
        }
    }

    /** An exponential course: from the rate to a final rate, by the same factor at every update. */
    record Exponential(double rate, double finalRate, Clock clock) implements Schedule {
        @Override
        public double at(long step) {
            return rate == 0 ? 0 : rate * Math.pow(finalRate / rate, clock.share(step));
        }
    }

    /**
     * A course of one cycle (Smith 2018) with the phases of PyTorch's OneCycleLR: each ends on a whole update; {@code
     * rate} is the highest rate.
     */
    record OneCycle(double rate, Clock clock) implements Schedule {
        @Override
        public double at(long step) {
            var low = rate / 25;
            var top = 0.3 * clock.steps() - 1;
            var done = clock.done(step);
            return done <= top
                    ? between(low, rate, done / top)
                    : between(rate, low / 1e4, (done - top) / (clock.steps() - 1 - top));
        }

        /** The rate on half a cosine from one rate to another, at a share of the way. */
        private static double between(double from, double to, double share) {
            return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
        }
    }
}

package org.twoworlds.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleSupplier;

/** The timing of work: rates and medians. */
final class Timing {
    private Timing() {}

    /** The work that is repeated. */
    interface Work {
        void at(long i);
    }

    /** The repetitions of the work per second. */
    static double rate(int count, Work work) {
        return count / (nanos(count, work) / 1e9);
    }

    /** The nanoseconds that the repetitions take. */
    static double nanos(int count, Work work) {
        var began = System.nanoTime();
        for (var i = 0; i < count; i++) {
            work.at(i);
        }
        return System.nanoTime() - began;
    }

    /** The median of several measurements. */
    static double median(int rounds, DoubleSupplier measure) {
        List<Double> values = new ArrayList<>();
        for (var i = 0; i < rounds; i++) {
            values.add(measure.getAsDouble());
        }
        return median(values);
    }

    static double median(List<Double> values) {
        return values.stream().sorted(Comparator.naturalOrder()).toList().get(values.size() / 2);
    }
}

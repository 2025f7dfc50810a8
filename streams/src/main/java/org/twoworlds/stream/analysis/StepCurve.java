package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.List;
import org.twoworlds.stream.log.Event;

/**
 * The curve of one world's updates, gathered so that a run of any length takes the same memory: buckets of equally many
 * steps, each with the least, the mean and the greatest of its numbers. Where there are too many buckets, every two become
 * one. Repeated steps of a later attempt change nothing. Not thread-safe.
 */
public final class StepCurve {
    private final int most;
    private final List<Bucket> buckets = new ArrayList<>();
    private long width = 1;
    private long newest;

    /** A curve of at most so many buckets, an even number. */
    public StepCurve(int most) {
        if (most < 2 || most % 2 != 0) {
            throw new IllegalArgumentException("buckets must be even and at least 2, not " + most);
        }
        this.most = most;
    }

    /** The range of some numbers: the least, the mean and the greatest. */
    public static final class Range {
        private double least = Double.POSITIVE_INFINITY;
        private double sum;
        private double greatest = Double.NEGATIVE_INFINITY;
        private long count;

        private void add(double value) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            sum += value;
            count++;
        }

        private void add(Range other) {
            least = Math.min(least, other.least);
            greatest = Math.max(greatest, other.greatest);
            sum += other.sum;
            count += other.count;
        }

        /** The least number. */
        public double least() {
            return least;
        }

        /** The mean of the numbers. */
        public double mean() {
            return sum / count;
        }

        /** The greatest number. */
        public double greatest() {
            return greatest;
        }
    }

    /** A bucket of successive updates. */
    public static final class Bucket {
        private final long first;
        private final Range loss = new Range();
        private final Range error = new Range();
        private final Range rate = new Range();
        private final Range stepNanos = new Range();
        private final Range waitNanos = new Range();
        private long last;

        private Bucket(long first) {
            this.first = first;
        }

        private void add(Event.Step step) {
            last = step.step();
            loss.add(step.loss());
            error.add(step.error());
            rate.add(step.rate());
            stepNanos.add(step.stepNanos());
            waitNanos.add(step.waitNanos());
        }

        private void add(Bucket next) {
            last = next.last;
            loss.add(next.loss);
            error.add(next.error);
            rate.add(next.rate);
            stepNanos.add(next.stepNanos);
            waitNanos.add(next.waitNanos);
        }

        /** The newest step of the bucket. */
        public long last() {
            return last;
        }

        /** The range of the batches' loss. */
        public Range loss() {
            return loss;
        }

        /** The range of the batches' error. */
        public Range error() {
            return error;
        }

        /** The range of the learning rate. */
        public Range rate() {
            return rate;
        }

        /** The range of the time in an update. */
        public Range stepNanos() {
            return stepNanos;
        }

        /** The range of the time in which the trainer waited for a batch. */
        public Range waitNanos() {
            return waitNanos;
        }
    }

    /** Takes in the next update. */
    public void add(Event.Step step) {
        if (step.step() <= newest) {
            return;
        }
        newest = step.step();
        var start = (step.step() - 1) / width * width;
        if (buckets.isEmpty() || buckets.get(buckets.size() - 1).first != start) {
            if (buckets.size() == most) {
                halve();
                start = (step.step() - 1) / width * width;
            }
            if (buckets.isEmpty() || buckets.get(buckets.size() - 1).first != start) {
                buckets.add(new Bucket(start));
            }
        }
        buckets.get(buckets.size() - 1).add(step);
    }

    private void halve() {
        width *= 2;
        List<Bucket> merged = new ArrayList<>();
        for (var bucket : buckets) {
            var start = bucket.first / width * width;
            if (merged.isEmpty() || merged.get(merged.size() - 1).first != start) {
                merged.add(new Bucket(start));
            }
            merged.get(merged.size() - 1).add(bucket);
        }
        buckets.clear();
        buckets.addAll(merged);
    }

    /** The buckets in order. */
    public List<Bucket> buckets() {
        return List.copyOf(buckets);
    }
}

package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.StepCurve.Bucket;
import org.twoworlds.stream.log.Event;

class StepCurveTest {
    private static final int MOST = 10;

    private static double loss(long step) {
        return Math.sin(step * 0.7) + step;
    }

    private static Event.Step step(long step) {
        return new Event.Step(WorldName.REAL, step, (float) loss(step), 0.5f, 0.5f, 0.1, 1, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 11, 20, 21, 39, 1000, 12_345})
    void everyStepIsInOneBucketAndNoPeakIsLost(long steps) {
        var curve = new StepCurve(MOST);
        LongStream.rangeClosed(1, steps).forEach(s -> {
            curve.add(step(s));
            curve.add(step(Math.max(1, s - 3))); // what a later attempt repeats
        });
        var buckets = curve.buckets();
        assertThat(buckets).hasSizeBetween((int) Math.min(steps, MOST / 2), MOST);
        assertThat(buckets.get(buckets.size() - 1).last()).isEqualTo(steps);
        assertThat(buckets.stream().map(Bucket::last).toList()).isSorted().doesNotHaveDuplicates();
        var from = 1L;
        for (var bucket : buckets) {
            var losses = LongStream.rangeClosed(from, bucket.last())
                    .mapToDouble(StepCurveTest::loss)
                    .summaryStatistics();
            assertThat(bucket.loss().least()).isCloseTo(losses.getMin(), within(1e-2));
            assertThat(bucket.loss().greatest()).isCloseTo(losses.getMax(), within(1e-2));
            assertThat(bucket.loss().mean()).isCloseTo(losses.getAverage(), within(1e-2));
            from = bucket.last() + 1;
        }
    }
}

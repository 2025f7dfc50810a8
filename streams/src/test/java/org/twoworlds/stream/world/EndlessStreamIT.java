package org.twoworlds.stream.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.DataSets;

/** Ten million samples: minutes, run by the profile {@code study}. */
@Tag("study")
class EndlessStreamIT {
    private static final long SAMPLES = 10_000_000;
    private static final int BATCH = 100;

    @Test
    void law6_tenMillionSamplesOfAnIdealWorldNeverRepeatAndTakeNoMoreMemory() {
        var data = DataSets.open(TestConfigs.of("data.type=shapes").data());
        var stream = new WorldStream(World.ideal(BATCH), data.train(1), Augmentation.of(List.of("flip")), 1, BATCH);
        var early = usedAfter(stream, 1, SAMPLES / 10 / BATCH);
        var late = usedAfter(stream, SAMPLES / 10 / BATCH + 1, SAMPLES / BATCH);
        assertThat(late).as("bytes of heap, after %d at a tenth", early).isLessThan(early + (4 << 20));
    }

    /** Makes the batches of some updates, checking that positions follow one another, and returns the heap in use. */
    private static long usedAfter(WorldStream stream, long from, long to) {
        LongStream.rangeClosed(from, to).parallel().forEach(step -> {
            var batch = stream.newBatch();
            stream.fill(batch, step);
            for (var j = 0; j < BATCH; j++) {
                if (batch.index()[j] != (step - 1) * BATCH + j) {
                    throw new AssertionError("position " + j + " of update " + step + " is sample " + batch.index()[j]);
                }
            }
        });
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

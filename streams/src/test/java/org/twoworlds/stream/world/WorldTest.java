package org.twoworlds.stream.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.experiment.Experiment;

class WorldTest {
    @Test
    void law2_epochZeroIsTheIdentityAndEveryEpochDropsTheIncompleteBatch() {
        var world = World.real(100, 32, 7);
        for (long k = 0; k < 96; k++) {
            assertThat(world.indexAt(k)).isEqualTo(k);
        }
        for (var epoch = 1; epoch < 5; epoch++) {
            Set<Long> seen = new HashSet<>();
            var moved = 0;
            for (long k = 0; k < 96; k++) {
                var index = world.indexAt(96L * epoch + k);
                assertThat(index).isBetween(0L, 99L);
                seen.add(index);
                moved += index == k ? 0 : 1;
            }
            assertThat(seen).hasSize(96);
            assertThat(moved).isGreaterThan(80);
        }
        assertThat(World.ideal(32).indexAt(1L << 50)).isEqualTo(1L << 50);
    }

    @Test
    void law2_anyBatchIsMadeAgainInAnyOrder() {
        var experiment = Experiment.open(TestConfigs.of("world.n=100", "batch=32", "augment=crop+flip"));
        var stream = experiment.stream(WorldName.REAL);
        var forward = new long[12];
        var batch = stream.newBatch();
        for (var step = 1; step <= 12; step++) {
            stream.fill(batch, step);
            forward[step - 1] = WorldStream.hash(batch);
        }
        for (var step = 12; step >= 1; step--) {
            assertThat(WorldStream.hash(experiment.batch(WorldName.REAL, step))).isEqualTo(forward[step - 1]);
        }
        assertThat(Arrays.stream(forward).distinct().count()).isEqualTo(12);
    }

    @Test
    void law3_realBatchesEqualIdealBatchesUntilTheFirstReuse() {
        var experiment = Experiment.open(TestConfigs.of("world.n=100", "batch=32", "augment=reflect-crop+flip"));
        for (var step = 1; step <= 3; step++) {
            assertThat(WorldStream.hash(experiment.batch(WorldName.REAL, step)))
                    .isEqualTo(WorldStream.hash(experiment.batch(WorldName.IDEAL, step)));
        }
        assertThat(WorldStream.hash(experiment.batch(WorldName.REAL, 4)))
                .isNotEqualTo(WorldStream.hash(experiment.batch(WorldName.IDEAL, 4)));
        assertThat(experiment.initialWeights(WorldName.REAL).digest())
                .isEqualTo(experiment.initialWeights(WorldName.IDEAL).digest());
    }

    @Test
    void independentWorldsShareNothing() {
        var experiment = Experiment.open(TestConfigs.of("world.pairing=independent"));
        assertThat(WorldStream.hash(experiment.batch(WorldName.REAL, 1)))
                .isNotEqualTo(WorldStream.hash(experiment.batch(WorldName.IDEAL, 1)));
        assertThat(experiment.initialWeights(WorldName.REAL).digest())
                .isNotEqualTo(experiment.initialWeights(WorldName.IDEAL).digest());
    }

    @Test
    void theCosineScheduleIsTheRecipes() {
        var every = new Schedule.Cosine(0.1, new Schedule.Clock(1, 390));
        assertThat(every.at(1)).isEqualTo(0.1);
        assertThat(every.at(196)).isEqualTo(0.05);
        assertThat(every.at(390)).isEqualTo(0.1 * (1 + Math.cos(Math.PI * 389 / 390)) / 2);
        var stepped = new Schedule.Cosine(0.1, new Schedule.Clock(390, 39_000));
        assertThat(stepped.at(390)).isEqualTo(0.1);
        assertThat(stepped.at(391)).isEqualTo(0.1 * (1 + Math.cos(Math.PI / 100)) / 2);
        assertThat(Schedule.constant(0.3).at(10)).isEqualTo(0.3);
    }

    @Test
    void theOtherSchedulesFollowTheirDefinitions() {
        var stages = new Schedule.Stages(0.1, new Schedule.Clock(1, 300));
        assertThat(stages.at(100)).isEqualTo(0.1);
        assertThat(stages.at(101)).isCloseTo(0.01, within(1e-15));
        assertThat(stages.at(201)).isCloseTo(0.001, within(1e-15));
        var exponential = new Schedule.Exponential(0.1, 1e-3, new Schedule.Clock(1, 200));
        assertThat(exponential.at(1)).isEqualTo(0.1);
        assertThat(exponential.at(101)).isCloseTo(0.01, within(1e-15));
        assertThat(new Schedule.Exponential(0, 0, new Schedule.Clock(1, 200)).at(7))
                .isZero();
        // Computed by PyTorch 1.13: OneCycleLR(max_lr=0.1, total_steps=10), momentum not cycled.
        var oneCycle = new Schedule.OneCycle(0.1, new Schedule.Clock(1, 10));
        var expected = new double[] {
            0.004,
            0.052,
            0.1,
            0.0950484632013,
            0.081174565395,
            0.0611262021936,
            0.0388741978064,
            0.018825834605,
            0.00495193679865,
            4e-07
        };
        for (var step = 1; step <= 10; step++) {
            assertThat(oneCycle.at(step)).isCloseTo(expected[step - 1], within(1e-9));
        }
    }
}

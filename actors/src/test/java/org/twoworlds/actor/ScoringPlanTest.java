package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** Which scores a run's own evaluator owes a checkpoint. */
class ScoringPlanTest {
    private static final ScoredSet SHAPES = ScoredSet.of("shapes:test");

    private final RunView view = new RunView();
    private long index;

    private static ScoringPlan plan(String... settings) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.empty(), List.of(settings))
                .single();
        return new ScoringPlan(config, List.of(SHAPES));
    }

    private void scored(WorldName world, ScoredSet set, double error) {
        var score = new Event.Score("run", world, 10, set, error, error, error, 1, "", "", 0, Map.of(), "");
        view.apply(new LogEntry(index++, 0, 1, score));
    }

    @Test
    void theIdealWorldHasNoTrainSetAndOnlyAugmentedSamplesAreSeenOtherwise() {
        assertThat(plan().sets(WorldName.IDEAL)).containsExactly(ScoredSet.TEST, SHAPES);
        assertThat(plan().sets(WorldName.REAL)).containsExactly(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, SHAPES);
        assertThat(plan("augment=crop+flip").sets(WorldName.REAL))
                .containsExactly(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_SEEN, SHAPES);
    }

    @Test
    void theSetByWhichTheStoppingTimeIsFoundIsScoredApartFromAllOthers() {
        for (var plan : List.of(plan("augment=flip"), plan("augment=flip", "stoppingTime.set=train-seen"))) {
            for (var world : WorldName.BOTH) {
                var parts = new ArrayList<>(plan.decidingSets(world));
                parts.addAll(plan.otherSets(world));
                assertThat(parts).containsExactlyInAnyOrderElementsOf(plan.sets(world));
            }
            assertThat(plan.decidingSets(WorldName.IDEAL)).isEmpty();
        }
        assertThat(plan("augment=flip").decidingSets(WorldName.REAL)).containsExactly(ScoredSet.TRAIN_CLEAN);
        assertThat(plan("augment=flip", "stoppingTime.set=train-seen").decidingSets(WorldName.REAL))
                .containsExactly(ScoredSet.TRAIN_SEEN);
    }

    @Test
    void aLawThatReusesNothingHasNoTrainSet() {
        assertThat(plan("world.law=fresh{stream=2}", "augment=flip").sets(WorldName.REAL))
                .containsExactly(ScoredSet.TEST, SHAPES);
        assertThat(plan("world.law=mix{fresh=0.5}").sets(WorldName.REAL))
                .containsExactly(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, SHAPES);
    }

    @Test
    void aCheckpointThatReachesTheCriterionOnAPartIsNotSettledBeforeAllConfirmIt() {
        var plan = plan("world.n=512", "train.count=300");
        scored(WorldName.REAL, ScoredSet.TEST, 0.5);
        scored(WorldName.REAL, ScoredSet.of("shapes:test"), 0.5);
        assertThat(plan.isSettled(view, WorldName.REAL, 10)).isFalse();
        scored(WorldName.REAL, ScoredSet.TRAIN_CLEAN, 0.01);
        assertThat(plan.isSettled(view, WorldName.REAL, 10))
                .as("train-all is owed")
                .isFalse();
        scored(WorldName.REAL, ScoredSet.TRAIN_ALL, 0.02);
        assertThat(plan.isSettled(view, WorldName.REAL, 10)).isTrue();
    }

    @Test
    void oneThatDoesNotReachItOrIsScoredOnAllOwesNothingMore() {
        scored(WorldName.REAL, ScoredSet.TEST, 0.5);
        scored(WorldName.REAL, ScoredSet.of("shapes:test"), 0.5);
        scored(WorldName.REAL, ScoredSet.TRAIN_CLEAN, 0.02);
        assertThat(plan("world.n=512", "train.count=300").isSettled(view, WorldName.REAL, 10))
                .isTrue();
        scored(WorldName.REAL, ScoredSet.TRAIN_CLEAN, 0.0);
        assertThat(plan("world.n=512", "train.count=512").isSettled(view, WorldName.REAL, 10))
                .isTrue();
    }

    @Test
    void aScoreThatIsMissingIsSettled() {
        scored(WorldName.IDEAL, ScoredSet.TEST, 0.5);
        view.apply(new LogEntry(
                index++,
                0,
                1,
                new Event.Missing("run", WorldName.IDEAL, 10, ScoredSet.of("shapes:test"), "no memory")));
        assertThat(plan().isSettled(view, WorldName.IDEAL, 10)).isTrue();
    }
}

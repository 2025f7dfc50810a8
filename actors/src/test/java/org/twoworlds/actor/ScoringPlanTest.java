package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** Which scores a run's own evaluator owes a checkpoint. */
class ScoringPlanTest {
    private final RunView view = new RunView();
    private long index;

    private static ScoringPlan plan(String... settings) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.empty(), List.of(settings))
                .single();
        return new ScoringPlan(config, List.of("shapes:test"));
    }

    private void scored(String world, String set, double error) {
        var score = new Event.Score("run", world, 10, set, error, error, error, 1, "", "", 0, Map.of());
        view.apply(new LogEntry(index++, 0, 1, score));
    }

    @Test
    void theIdealWorldHasNoTrainSetAndOnlyAugmentedSamplesAreSeenOtherwise() {
        assertThat(plan().sets("ideal")).containsExactly("test", "shapes:test");
        assertThat(plan().sets("real")).containsExactly("test", "train-clean", "shapes:test");
        assertThat(plan("augment=crop+flip").sets("real"))
                .containsExactly("test", "train-clean", "train-seen", "shapes:test");
    }

    @Test
    void aCheckpointThatReachesTheCriterionOnAPartIsNotSettledBeforeAllConfirmIt() {
        var plan = plan("world.n=512", "train.count=300");
        scored("real", "test", 0.5);
        scored("real", "shapes:test", 0.5);
        assertThat(plan.isSettled(view, "real", 10)).isFalse();
        scored("real", "train-clean", 0.01);
        assertThat(plan.isSettled(view, "real", 10)).as("train-all is owed").isFalse();
        scored("real", "train-all", 0.02);
        assertThat(plan.isSettled(view, "real", 10)).isTrue();
    }

    @Test
    void oneThatDoesNotReachItOrIsScoredOnAllOwesNothingMore() {
        scored("real", "test", 0.5);
        scored("real", "shapes:test", 0.5);
        scored("real", "train-clean", 0.02);
        assertThat(plan("world.n=512", "train.count=300").isSettled(view, "real", 10))
                .isTrue();
        scored("real", "train-clean", 0.0);
        assertThat(plan("world.n=512", "train.count=512").isSettled(view, "real", 10))
                .isTrue();
    }

    @Test
    void aScoreThatIsMissingIsSettled() {
        scored("ideal", "test", 0.5);
        view.apply(new LogEntry(index++, 0, 1, new Event.Missing("run", "ideal", 10, "shapes:test", "no memory")));
        assertThat(plan().isSettled(view, "ideal", 10)).isTrue();
    }
}

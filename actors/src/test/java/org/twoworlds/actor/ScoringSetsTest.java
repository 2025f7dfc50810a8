package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.stream.experiment.Experiment;

/** The samples that a checkpoint is scored on, as they follow from its step. */
class ScoringSetsTest {
    private final AtomicInteger opened = new AtomicInteger();

    private static Experiment experiment(String law) {
        return Experiment.open(new ConfigLoader()
                .load(
                        "quickstart",
                        Optional.of("smoke"),
                        List.of("batch=8", "world.law=" + law, "train.count=20", "test.count=10", "augment=flip")));
    }

    private ScoringSets sets(Experiment experiment) {
        return new ScoringSets(experiment, Map.of(ScoredSet.of("shapes:test"), () -> {
            opened.incrementAndGet();
            return experiment.scoringSet(ScoredSet.TEST, 0);
        }));
    }

    private static int[] labels(ScoringSet set) {
        var labels = new int[set.count()];
        for (var i = 0; i < labels.length; i++) {
            labels[i] = (int) set.labels().get(i);
        }
        return labels;
    }

    private static int[] labels(Experiment experiment, long first, int count) {
        var labels = new int[count];
        for (var i = 0; i < count; i++) {
            labels[i] = experiment.train(WorldName.REAL).label(first + i);
        }
        return labels;
    }

    @Test
    void aWindowsTrainSetsAreOfTheSamplesThatTheLastUpdateWasDrawnFrom() {
        var experiment = experiment("window{n=50,renew=0.5}");
        var sets = sets(experiment);
        var first = sets.load(ScoredSet.TRAIN_CLEAN, 6);
        assertThat(labels(first)).isEqualTo(labels(experiment, 0, 20));
        assertThat(sets.load(ScoredSet.TRAIN_CLEAN, 3)).isSameAs(first);
        var second = sets.load(ScoredSet.TRAIN_CLEAN, 7);
        assertThat(labels(second)).isEqualTo(labels(experiment, 25, 20));
        assertThat(labels(sets.load(ScoredSet.TRAIN_ALL, 7))).isEqualTo(labels(experiment, 25, 50));
        assertThat(labels(sets.load(ScoredSet.TRAIN_SEEN, 13))).isEqualTo(labels(experiment, 50, 20));
        assertThat(sets.load(ScoredSet.TEST, 7)).isSameAs(sets.load(ScoredSet.TEST, 0));
    }

    @Test
    void otherLawsKeepTheirSamplesAndFurtherSetsAreOpenedOnce() {
        var sets = sets(experiment("switch{n=50,at=3}"));
        assertThat(sets.load(ScoredSet.TRAIN_CLEAN, 40)).isSameAs(sets.load(ScoredSet.TRAIN_CLEAN, 0));
        assertThat(sets.load(ScoredSet.of("shapes:test"), 40)).isSameAs(sets.load(ScoredSet.of("shapes:test"), 0));
        assertThat(opened).hasValue(1);
    }
}

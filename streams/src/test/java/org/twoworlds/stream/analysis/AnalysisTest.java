package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

class AnalysisTest {
    @TempDir
    Path path;

    private final RunView view = new RunView();
    private long index;

    private void happens(Event event) {
        view.apply(new LogEntry(index++, index, 1, event));
    }

    private static final Criterion ERROR = new Criterion(Metric.ERROR, ScoredSet.TRAIN_CLEAN, 0.01);

    private static ExperimentConfig config(String... settings) {
        return TestConfigs.of(settings);
    }

    private void score(WorldName world, long step, ScoredSet set, double soft, double error) {
        happens(new Event.Score("run", world, step, set, soft, error, soft, 100, "", "", 0, Map.of(), ""));
    }

    @Test
    void theStoppingTimeIsTheFirstCheckpointAtOrBelowTheThresholdWithItsBracket() {
        score(WorldName.REAL, 0, ScoredSet.TRAIN_CLEAN, 0.9, 0.9);
        score(WorldName.REAL, 200, ScoredSet.TRAIN_CLEAN, 0.1, 0.01); // scores may come in any order
        score(WorldName.REAL, 100, ScoredSet.TRAIN_CLEAN, 0.1, 0.0101);
        score(WorldName.REAL, 300, ScoredSet.TRAIN_CLEAN, 0.1, 0.5);
        assertThat(StoppingTime.of(view, config())).hasValue(new StoppingTime(200, 100, 200, ERROR));
        assertThat(StoppingTime.of(view, config("stoppingTime.threshold=0"))).isEmpty();
    }

    @Test
    void aPartOfTheTrainSamplesDecidesNothingUntilAllConfirm() {
        var config = config("world.n=512", "train.count=100");
        score(WorldName.REAL, 10, ScoredSet.TRAIN_CLEAN, 0.9, 0.5);
        score(WorldName.REAL, 20, ScoredSet.TRAIN_CLEAN, 0.1, 0.01);
        assertThat(StoppingTime.of(view, config)).isEmpty();
        score(WorldName.REAL, 20, ScoredSet.TRAIN_ALL, 0.1, 0.02);
        score(WorldName.REAL, 30, ScoredSet.TRAIN_CLEAN, 0.1, 0.0);
        score(WorldName.REAL, 30, ScoredSet.TRAIN_ALL, 0.1, 0.01);
        assertThat(StoppingTime.of(view, config)).hasValue(new StoppingTime(30, 20, 30, ERROR));
    }

    @Test
    void theStoppingTimeByAnyCriterionIsInterpolatedBetweenTheCheckpointsNextToIt() {
        score(WorldName.REAL, 100, ScoredSet.TRAIN_CLEAN, 0.5, 0.09);
        score(WorldName.REAL, 200, ScoredSet.TRAIN_CLEAN, 0.1, 0.01);
        score(WorldName.REAL, 150, ScoredSet.TRAIN_SEEN, 0.6, 0.2);
        score(WorldName.REAL, 400, ScoredSet.TRAIN_SEEN, 0.2, 0.0);
        var found = StoppingTime.of(view, config(), Criterion.parse("softError<=0.2"))
                .orElseThrow();
        assertThat(found.step()).isEqualTo(200);
        assertThat(found.after()).isEqualTo(100);
        assertThat(found.interpolated()).isCloseTo(175, within(1e-9));
        var seen = Criterion.parse("train-seen softError <= 0.4");
        assertThat(StoppingTime.of(view, config(), seen).orElseThrow().step())
                .as("nothing is augmented")
                .isEqualTo(200);
        var augmented = config("augment=flip");
        assertThat(StoppingTime.of(view, augmented, seen).orElseThrow().interpolated())
                .isCloseTo(275, within(1e-9));
        assertThat(StoppingTime.of(view, config("stoppingTime.metric=loss", "stoppingTime.threshold=0.1")))
                .hasValueSatisfying(t -> assertThat(t.step()).isEqualTo(200));
        assertThatThrownBy(() -> Criterion.parse("accuracy<=0.1")).isInstanceOf(RequestException.class);
    }

    @Test
    void anotherEvaluatorsScoresDoNotMoveTheStoppingTime() {
        happens(new Event.Score(
                "other", WorldName.REAL, 5, ScoredSet.TRAIN_CLEAN, 0, 0, 0, 1, "", "", 0, Map.of(), ""));
        assertThat(StoppingTime.of(view, config())).isEmpty();
    }

    @Test
    void aScoreIsCountedOnceAndTheFirstStands() {
        score(WorldName.REAL, 5, ScoredSet.TEST, 0.5, 0.5);
        score(WorldName.REAL, 5, ScoredSet.TEST, 0.4, 0.4);
        assertThat(view.scores()).hasSize(1);
        assertThat(view.curve(WorldName.REAL, ScoredSet.TEST).get(5L).softError())
                .isEqualTo(0.5);
    }

    @Test
    void gapsAreTakenWhereBothWorldsHaveATestScore() {
        score(WorldName.REAL, 5, ScoredSet.TEST, 0.5, 0.4);
        score(WorldName.REAL, 6, ScoredSet.TEST, 0.5, 0.4);
        score(WorldName.IDEAL, 5, ScoredSet.TEST, 0.375, 0.3);
        score(WorldName.REAL, 5, ScoredSet.TRAIN_CLEAN, 0.25, 0.2);
        var gaps = Gap.all(view, new RunFolder(path));
        assertThat(gaps).hasSize(1);
        assertThat(gaps.get(0).softError()).isEqualTo(0.125);
        assertThat(gaps.get(0).generalizationGap()).hasValue(0.25);
        assertThat(gaps.get(0).standardError()).isEmpty();
    }

    /** By NumPy: d = a − b; d.std(ddof=1) / sqrt(len(d)) for a = [.1, .2, .4, .8], b = [.2, .1, .1, .1]. */
    @Test
    void theStandardErrorIsThatOfPairedDifferences() {
        var a = new double[] {0.1, 0.2, 0.4, 0.8};
        var b = new double[] {0.2, 0.1, 0.1, 0.1};
        assertThat(Gap.pairedStandardError(a, b)).isCloseTo(0.17078251276599332, within(1e-15));
    }

    @Test
    void theSamplesOfAScoreAreKeptAndGiveItBack() {
        var folder = new RunFolder(path);
        folder.create();
        var logs = new float[] {(float) Math.log(0.5), (float) Math.log(0.25), -0.0f};
        var kept = SampleScores.write(
                folder, new SetScore(0, 0, 0, logs, new int[] {1, 2, 3}, new float[] {0.5f, 0.75f, 1}));
        var event = new Event.Score(
                "run", WorldName.REAL, 1, ScoredSet.TEST, 0, 0, 0, 3, kept.file(), kept.sha256(), 0, Map.of(), "");
        assertThat(SampleScores.softErrors(folder, event).orElseThrow())
                .containsExactly(new double[] {0.5, 0.75, 0}, within(1e-7));
        assertThat(kept.file()).contains(kept.sha256());
    }

    @Test
    void aRestartedRunRunsAndItsRepeatedStepsChangeNothing() {
        happens(new Event.Started(
                new RunIdentity("r", "n", "quickstart", "{}", "", ""),
                new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                new RunMachine(Map.of(), ""),
                new RunLineage(false, "", "", Map.of())));
        happens(new Event.Attempt(1, 1, false, Map.of()));
        step(1);
        step(2);
        assertThat(view.state(false)).isEqualTo(RunState.INTERRUPTED);
        assertThat(view.state(true)).isEqualTo(RunState.RUNNING);
        happens(new Event.RunEnded(RunState.FAILED, "disk"));
        assertThat(view.state(true)).isEqualTo(RunState.FAILED);
        happens(new Event.Attempt(2, 1, false, Map.of()));
        step(1);
        step(2);
        step(3);
        assertThat(view.state(true)).isEqualTo(RunState.RUNNING);
        assertThat(view.world(WorldName.REAL).step()).isEqualTo(3);
        assertThat(view.attempt()).isEqualTo(2);
    }

    @Test
    void aRunThatIsToBeTakenUpAgainIsQueuedUntilAProcessTakesIt() {
        happens(new Event.Attempt(1, 1, false, Map.of()));
        happens(new Event.RunEnded(RunState.STOPPED, ""));
        happens(new Event.Asked(RunState.QUEUED, 1));
        assertThat(view.state(false)).isEqualTo(RunState.QUEUED);
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked(RunState.PAUSED, 1));
        assertThat(view.asked()).contains(RunState.PAUSED);
        happens(new Event.RunEnded(RunState.PAUSED, ""));
        happens(new Event.Asked(RunState.QUEUED, 1));
        happens(new Event.Attempt(2, 1, false, Map.of()));
        assertThat(view.state(false)).isEqualTo(RunState.INTERRUPTED);
        happens(new Event.Asked(RunState.QUEUED, 1));
        assertThat(view.state(false)).as("it was asked of an earlier attempt").isEqualTo(RunState.INTERRUPTED);
    }

    @Test
    void whatWasAskedIsPendingUntilTheRunIsLeftSoOrTakenUpAgain() {
        happens(new Event.Attempt(1, 1, false, Map.of()));
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked(RunState.PAUSED, 1));
        happens(new Event.Asked(RunState.STOPPED, 1));
        happens(new Event.RunEnded(RunState.INTERRUPTED, ""));
        assertThat(view.asked())
                .as("the process ended, and nobody said the last word")
                .contains(RunState.STOPPED);
        happens(new Event.RunEnded(RunState.STOPPED, ""));
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked(RunState.STOPPED, 1));
        happens(new Event.Attempt(2, 1, false, Map.of()));
        assertThat(view.asked()).as("somebody took it up again").isEmpty();
        happens(new Event.Asked(RunState.PAUSED, 1));
        assertThat(view.asked()).as("it was asked of an earlier attempt").isEmpty();
        happens(new Event.Asked(RunState.PAUSED, 3));
        happens(new Event.Attempt(3, 1, false, Map.of()));
        assertThat(view.asked())
                .as("it was asked of a process that was only starting")
                .contains(RunState.PAUSED);
        happens(new Event.RunEnded(RunState.COMPLETED, ""));
        happens(new Event.Asked(RunState.PAUSED, 3));
        assertThat(view.asked()).as("a completed run has nothing to leave").isEmpty();
    }

    private void step(long step) {
        happens(new Event.Step(WorldName.REAL, step, 1, 1, 1, 0.1, 100, 1, 5));
    }
}

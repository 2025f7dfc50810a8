package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

class AnalysisTest {
    @TempDir
    Path path;

    private final RunView view = new RunView();
    private long index;

    private void happens(Event event) {
        view.apply(new LogEntry(index++, index, 1, event));
    }

    private static final Criterion ERROR = new Criterion("error", "train-clean", 0.01);

    private static ExperimentConfig config(String... settings) {
        return TestConfigs.of(settings);
    }

    private void score(String world, long step, String set, double soft, double error) {
        happens(new Event.Score("run", world, step, set, soft, error, soft, 100, "", "", 0, Map.of()));
    }

    @Test
    void theStoppingTimeIsTheFirstCheckpointAtOrBelowTheThresholdWithItsBracket() {
        score("real", 0, "train-clean", 0.9, 0.9);
        score("real", 200, "train-clean", 0.1, 0.01); // scores may come in any order
        score("real", 100, "train-clean", 0.1, 0.0101);
        score("real", 300, "train-clean", 0.1, 0.5);
        assertThat(StoppingTime.of(view, config())).hasValue(new StoppingTime(200, 100, 200, ERROR));
        assertThat(StoppingTime.of(view, config("stoppingTime.threshold=0"))).isEmpty();
    }

    @Test
    void aPartOfTheTrainSamplesDecidesNothingUntilAllConfirm() {
        var config = config("world.n=512", "train.count=100");
        score("real", 10, "train-clean", 0.9, 0.5);
        score("real", 20, "train-clean", 0.1, 0.01);
        assertThat(StoppingTime.of(view, config)).isEmpty();
        score("real", 20, "train-all", 0.1, 0.02);
        score("real", 30, "train-clean", 0.1, 0.0);
        score("real", 30, "train-all", 0.1, 0.01);
        assertThat(StoppingTime.of(view, config)).hasValue(new StoppingTime(30, 20, 30, ERROR));
    }

    @Test
    void theStoppingTimeByAnyCriterionIsInterpolatedBetweenTheCheckpointsNextToIt() {
        score("real", 100, "train-clean", 0.5, 0.09);
        score("real", 200, "train-clean", 0.1, 0.01);
        score("real", 150, "train-seen", 0.6, 0.2);
        score("real", 400, "train-seen", 0.2, 0.0);
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
        happens(new Event.Score("other", "real", 5, "train-clean", 0, 0, 0, 1, "", "", 0, Map.of()));
        assertThat(StoppingTime.of(view, config())).isEmpty();
    }

    @Test
    void aScoreIsCountedOnceAndTheFirstStands() {
        score("real", 5, "test", 0.5, 0.5);
        score("real", 5, "test", 0.4, 0.4);
        assertThat(view.scores()).hasSize(1);
        assertThat(view.curve("real", "test").get(5L).softError()).isEqualTo(0.5);
    }

    @Test
    void gapsAreTakenWhereBothWorldsHaveATestScore() {
        score("real", 5, "test", 0.5, 0.4);
        score("real", 6, "test", 0.5, 0.4);
        score("ideal", 5, "test", 0.375, 0.3);
        score("real", 5, "train-clean", 0.25, 0.2);
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
        var event = new Event.Score("run", "real", 1, "test", 0, 0, 0, 3, kept.file(), kept.sha256(), 0, Map.of());
        assertThat(SampleScores.softErrors(folder, event).orElseThrow())
                .containsExactly(new double[] {0.5, 0.75, 0}, within(1e-7));
        assertThat(kept.file()).contains(kept.sha256());
    }

    @Test
    void aRestartedRunRunsAndItsRepeatedStepsChangeNothing() {
        happens(new Event.Started(
                "r",
                "n",
                "quickstart",
                "{}",
                1,
                1,
                "fp32",
                "cpu",
                "",
                Map.of(),
                "",
                "",
                "cpu",
                false,
                "",
                "",
                Map.of()));
        happens(new Event.Attempt(1, 1, false, Map.of()));
        step(1);
        step(2);
        assertThat(view.state(false)).isEqualTo("interrupted");
        assertThat(view.state(true)).isEqualTo("running");
        happens(new Event.RunEnded("failed", "disk"));
        assertThat(view.state(true)).isEqualTo("failed");
        happens(new Event.Attempt(2, 1, false, Map.of()));
        step(1);
        step(2);
        step(3);
        assertThat(view.state(true)).isEqualTo("running");
        assertThat(view.world("real").step()).isEqualTo(3);
        assertThat(view.attempt()).isEqualTo(2);
    }

    @Test
    void aRunThatIsToBeTakenUpAgainIsQueuedUntilAProcessTakesIt() {
        happens(new Event.Attempt(1, 1, false, Map.of()));
        happens(new Event.RunEnded("stopped", ""));
        happens(new Event.Asked(Event.Asked.QUEUED, 1));
        assertThat(view.state(false)).isEqualTo("queued");
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked("paused", 1));
        assertThat(view.asked()).contains("paused");
        happens(new Event.RunEnded("paused", ""));
        happens(new Event.Asked(Event.Asked.QUEUED, 1));
        happens(new Event.Attempt(2, 1, false, Map.of()));
        assertThat(view.state(false)).isEqualTo("interrupted");
        happens(new Event.Asked(Event.Asked.QUEUED, 1));
        assertThat(view.state(false)).as("it was asked of an earlier attempt").isEqualTo("interrupted");
    }

    @Test
    void whatWasAskedIsPendingUntilTheRunIsLeftSoOrTakenUpAgain() {
        happens(new Event.Attempt(1, 1, false, Map.of()));
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked("paused", 1));
        happens(new Event.Asked("stopped", 1));
        happens(new Event.RunEnded("interrupted", ""));
        assertThat(view.asked())
                .as("the process ended, and nobody said the last word")
                .contains("stopped");
        happens(new Event.RunEnded("stopped", ""));
        assertThat(view.asked()).isEmpty();
        happens(new Event.Asked("stopped", 1));
        happens(new Event.Attempt(2, 1, false, Map.of()));
        assertThat(view.asked()).as("somebody took it up again").isEmpty();
        happens(new Event.Asked("paused", 1));
        assertThat(view.asked()).as("it was asked of an earlier attempt").isEmpty();
        happens(new Event.Asked("paused", 3));
        happens(new Event.Attempt(3, 1, false, Map.of()));
        assertThat(view.asked())
                .as("it was asked of a process that was only starting")
                .contains("paused");
        happens(new Event.RunEnded("completed", ""));
        happens(new Event.Asked("paused", 3));
        assertThat(view.asked()).as("a completed run has nothing to leave").isEmpty();
    }

    private void step(long step) {
        happens(new Event.Step("real", step, 1, 1, 1, 0.1, 100, 1, 5));
    }
}

package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.SessionScorer;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.KeptScores;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.stream.analysis.Differences;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.Verification;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Runs whose worlds have equal weights up to the first re-use: what is scored once, and what verify finds. */
class RepeatedScoresIT {
    private static final String CHECK = "repeated scores are right";

    @TempDir
    Path home;

    private static ExperimentConfig config(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "model=mcnn{width=2}",
                "batch=32",
                "world.n=100",
                "steps=8",
                "test.count=64",
                "checkpoints=every:1",
                "keep=all",
                "evaluator.batch=30"));
        all.addAll(List.of(settings));
        return new ConfigLoader().check(ExperimentChecks::check).load("quickstart", Optional.of("smoke"), all);
    }

    private RunFolder run(ExperimentConfig config) throws Exception {
        try (var process = RunProcess.start(new Home(home), config, "", InstantSource.system(), List.of())) {
            var ended = process.outcome().get(120, TimeUnit.SECONDS);
            assertThat(ended).isEqualTo(new Event.RunEnded(RunState.COMPLETED, ""));
            return process.folder();
        }
    }

    private static Optional<Verification.CheckResult> check(RunFolder folder) {
        var view = RunView.of(folder);
        var checks = Verification.of(folder, view, Experiment.open(view.config()));
        assertThat(checks).filteredOn(c -> !c.name().equals(CHECK)).allMatch(Verification.CheckResult::ok);
        return checks.stream().filter(c -> c.name().equals(CHECK)).findFirst();
    }

    @Test
    void everyScoreIsWhatScoringAnewGivesAndEqualWeightsWereScoredOnce() throws Exception {
        var folder = run(config());
        var view = RunView.of(folder);
        var experiment = Experiment.open(view.config());
        // n = 100 samples are three whole batches of 32: through step 3 the worlds are one.
        assertThat(view.scores().stream().filter(s -> !s.repeats().isEmpty()))
                .extracting(Event.Score::step)
                .containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
        var scorer = SessionScorer.onnxRuntime(
                experiment.outline(), Objective.CROSS_ENTROPY, Placement.cpu(1), 30, KeptScores.OUTCOME);
        for (var score : view.scores()) {
            var checkpoint = view.world(score.world()).checkpoints().get(score.step());
            var anew = scorer.score(folder.logged(checkpoint), experiment.scoringSet(score.set(), 0));
            assertThat(List.of(score.softError(), score.error(), score.loss()))
                    .as(score.toString())
                    .isEqualTo(List.of(anew.softError(), anew.error(), anew.loss()));
            assertThat(folder.logged(score).isWhole()).isTrue();
        }
        scorer.release();
        var found = check(folder).orElseThrow();
        assertThat(found.ok()).isTrue();
        assertThat(found.count()).isEqualTo(4);
        assertThat(found.detail()).isEqualTo("4 were scored anew");
    }

    /** A copy of a run whose log has other events. */
    private RunFolder copy(RunFolder of, String id, UnaryOperator<Event> change) throws Exception {
        var folder = new RunFolder(home.resolve("runs").resolve(id));
        folder.create();
        for (var place : List.of("checkpoints", "scores")) {
            try (var files = Files.list(of.path().resolve(place))) {
                for (var file : files.toList()) {
                    Files.copy(file, folder.path().resolve(place).resolve(file.getFileName()));
                }
            }
        }
        TestEvents.write(folder, TestEvents.read(of).stream().map(change).toArray(Event[]::new));
        return folder;
    }

    private static Event.Score with(Event.Score s, double loss, String repeats) {
        return new Event.Score(
                s.evaluator(),
                s.world(),
                s.step(),
                s.set(),
                s.softError(),
                s.error(),
                loss,
                s.count(),
                s.file(),
                s.sha256(),
                s.nanos(),
                s.further(),
                repeats);
    }

    @Test
    void verifyFindsAFalsifiedRepeatedScore() throws Exception {
        var folder = run(config());
        assertThat(check(copy(folder, "same", e -> e)).orElseThrow().ok()).isTrue();

        var numbers = copy(
                folder,
                "numbers",
                e -> e instanceof Event.Score s && !s.repeats().isEmpty() && s.step() == 2
                        ? with(s, s.loss() + 0.5, s.repeats())
                        : e);
        assertThat(check(numbers).orElseThrow())
                .matches(c -> !c.ok())
                .extracting(Verification.CheckResult::detail)
                .asString()
                .contains("step 2", "whose numbers are others");

        var weights = copy(
                folder,
                "weights",
                e -> e instanceof Event.Score s
                                && s.world() == WorldName.REAL
                                && s.step() == 6
                                && s.set().equals(ScoredSet.TEST)
                        ? with(s, s.loss(), "run/ideal/7/test")
                        : e);
        assertThat(check(weights).orElseThrow().detail()).contains("step 6", "whose weights are others");

        var unknown = copy(
                folder,
                "unknown",
                e -> e instanceof Event.Score s && !s.repeats().isEmpty() ? with(s, s.loss(), "late/real/0/test") : e);
        assertThat(check(unknown).orElseThrow().detail()).contains("no such score was made");

        // Both are falsified alike: only scoring anew finds it.
        var both = copy(
                folder,
                "both",
                e -> e instanceof Event.Score s && s.step() == 1 && s.set().equals(ScoredSet.TEST)
                        ? with(s, s.loss() + 0.5, s.repeats())
                        : e);
        assertThat(check(both).orElseThrow().detail()).contains("step 1", "scoring anew gives");
    }

    @Test
    void aRunOfTheRealWorldTakesOverWhatItsSharedIdealWorldHasScored() throws Exception {
        var ideal = run(config("world.trained=ideal"));
        var both = run(config());
        var real = run(config("world.trained=real", "world.ideal=" + ideal.id()));
        var taken = RunView.of(real).scores().stream()
                .filter(s -> !s.repeats().isEmpty())
                .toList();
        assertThat(taken)
                .extracting(Event.Score::repeats)
                .containsExactly(
                        ideal.id() + "/run/ideal/0/test",
                        ideal.id() + "/run/ideal/1/test",
                        ideal.id() + "/run/ideal/2/test",
                        ideal.id() + "/run/ideal/3/test");
        assertThat(taken).allMatch(s -> real.logged(s).isWhole() && s.file().startsWith("scores/"));
        assertThat(check(real).orElseThrow().ok()).isTrue();
        for (var set : List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN)) {
            assertThat(numbers(real, set)).isEqualTo(numbers(both, set)).hasSize(9);
        }
        assertThat(Differences.of(both, real).firstScore()).isEmpty();

        var otherBatch = run(config("world.trained=real", "world.ideal=" + ideal.id(), "evaluator.batch=64"));
        assertThat(RunView.of(otherBatch).scores())
                .as("sums of other batches may differ in the last bit")
                .allMatch(s -> s.repeats().isEmpty());
    }

    private static List<List<Double>> numbers(RunFolder folder, ScoredSet set) {
        return RunView.of(folder).curve(WorldName.REAL, set).values().stream()
                .map(s -> List.of(s.softError(), s.error(), s.loss()))
                .toList();
    }
}

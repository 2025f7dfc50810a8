package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** What an evaluator tells the log's writer about the checkpoints of a log. */
class EvaluatorTest {
    private static final SetScore SCORE =
            new SetScore(0.2, 0.01, 0.3, new float[] {-0.3f}, new int[] {1}, new float[] {0.7f});

    @TempDir
    Path path;

    private final List<String> scored = new ArrayList<>();
    private ActorTestKit kit;
    private TestProbe<LogWriter.Command> log;
    private RunFolder folder;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create();
        log = kit.createTestProbe();
        folder = new RunFolder(path.resolve("run"));
        folder.create();
    }

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    private static Event.Score score(ScoredSet set) {
        return TestEvents.score("run", WorldName.REAL, 10, set, 0.01);
    }

    /** A log of these events; the files of its checkpoints are there. */
    private void log(Event... events) throws Exception {
        TestEvents.write(folder, TestEvents.started());
        TestEvents.write(folder, events);
        for (var event : events) {
            if (event instanceof Event.Checkpoint checkpoint) {
                Files.write(folder.file(checkpoint.file()), new byte[1]);
            }
        }
    }

    /** An evaluator of test and train-clean, over the log as it is now, whose train-clean scores ask for train-all. */
    private ActorRef<Evaluator.Command> evaluate(CheckpointScorer scorer, int retries) {
        return evaluate(scorer, retries, ScoreMemory.empty());
    }

    private ActorRef<Evaluator.Command> evaluate(CheckpointScorer scorer, int retries, ScoreMemory memory) {
        var task = new ScoringTask(
                "run",
                folder,
                RunFiles.in(folder),
                world -> List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN),
                (set, step) -> ScoringSet.of(set.toString(), new ImageShape(1, 1, 1, 2), 1, (i, pixels) -> 1),
                score -> score.set().equals(ScoredSet.TRAIN_CLEAN) && score.error() <= 0.01,
                retries,
                Map.of(),
                Set.of(),
                memory);
        return kit.spawn(Evaluator.create(task, scorer, () -> LogReader.replay(folder.log(), 0), log.ref(), () -> 0L));
    }

    private CheckpointScorer scoring() {
        return (checkpoint, set) -> {
            scored.add(checkpoint.path().getFileName() + " " + set.name());
            return SCORE;
        };
    }

    /** The next event that the writer is told of; the writer acknowledges it. */
    private Event acknowledged() {
        var append = log.expectMessageClass(LogWriter.Append.class);
        append.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(append.event())));
        return append.event();
    }

    private List<ScoredSet> acknowledgedSets(int count) {
        List<ScoredSet> sets = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            sets.add(((Event.Score) acknowledged()).set());
        }
        return sets;
    }

    @Test
    void aScoreThatAsksForItIsFollowedByOneOnAllTrainSamples() throws Exception {
        log(TestEvents.checkpoint(WorldName.REAL, 10));
        var evaluator = evaluate(scoring(), 1);
        assertThat(acknowledgedSets(3)).containsExactly(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_ALL);
        log.expectTerminated(evaluator);
    }

    @Test
    void afterADeathBetweenBothTheScoreOnAllTrainSamplesIsMadeUpFor() throws Exception {
        log(TestEvents.checkpoint(WorldName.REAL, 10), score(ScoredSet.TEST), score(ScoredSet.TRAIN_CLEAN));
        var evaluator = evaluate(scoring(), 1);
        assertThat(acknowledgedSets(1)).containsExactly(ScoredSet.TRAIN_ALL);
        log.expectTerminated(evaluator);
    }

    @Test
    void whatTheLogHoldsIsNotScoredAgain() throws Exception {
        log(
                TestEvents.checkpoint(WorldName.REAL, 10),
                score(ScoredSet.TEST),
                score(ScoredSet.TRAIN_CLEAN),
                score(ScoredSet.TRAIN_ALL));
        var evaluator = evaluate(scoring(), 1);
        log.expectTerminated(evaluator);
        assertThat(scored).isEmpty();
    }

    @Test
    void theNextScoreIsMadeOnceTheLastOneIsInTheLog() throws Exception {
        log(TestEvents.checkpoint(WorldName.REAL, 10));
        evaluate(scoring(), 1);
        log.expectMessageClass(LogWriter.Append.class);
        log.expectNoMessage(java.time.Duration.ofMillis(50));
        assertThat(scored).hasSize(1);
    }

    @Test
    void aSetThatFailsIsTriedAsOftenAsAllowedAndThenMissing() throws Exception {
        log(TestEvents.checkpoint(WorldName.REAL, 10));
        var tries = new ArrayList<String>();
        var evaluator = evaluate(
                (checkpoint, set) -> {
                    tries.add(set.name());
                    throw new IllegalStateException("no memory");
                },
                3);
        var missing = (Event.Missing) acknowledged();
        assertThat(missing.set()).isEqualTo(ScoredSet.TEST);
        assertThat(missing.reason()).contains("no memory");
        assertThat(acknowledged()).isInstanceOf(Event.Missing.class);
        log.expectTerminated(evaluator);
        assertThat(tries).containsExactly("test", "test", "test", "train-clean", "train-clean", "train-clean");
    }

    @Test
    void aFileThatIsGoneIsMissingUnlessTheLogLetItGo() throws Exception {
        log(
                TestEvents.checkpoint(WorldName.REAL, 10),
                TestEvents.checkpoint(WorldName.REAL, 20),
                new Event.Deleted(WorldName.REAL, 10, "keep=log"),
                TestEvents.checkpoint(WorldName.REAL, 30));
        Files.delete(folder.file(RunFolder.checkpointFile(WorldName.REAL, 10)));
        Files.delete(folder.file(RunFolder.checkpointFile(WorldName.REAL, 20)));
        var evaluator = evaluate(scoring(), 1);
        for (var set : List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN)) {
            var missing = (Event.Missing) acknowledged();
            assertThat(missing.step()).isEqualTo(20);
            assertThat(missing.set()).isEqualTo(set);
            assertThat(missing.reason()).contains("must be there, and is gone");
        }
        assertThat(acknowledgedSets(3)).containsExactly(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_ALL);
        log.expectTerminated(evaluator);
    }

    @Test
    void anEvaluatorThatIsStoppedScoresNothingMore() throws Exception {
        log(TestEvents.checkpoint(WorldName.REAL, 10));
        var evaluator = evaluate(scoring(), 1);
        var append = log.expectMessageClass(LogWriter.Append.class);
        evaluator.tell(Evaluator.Stop.STOP);
        append.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(append.event())));
        log.expectTerminated(evaluator);
        assertThat(scored).hasSize(1);
    }

    private static Event.Checkpoint checkpoint(WorldName world, long step, String digest) {
        return new Event.Checkpoint(world, step, RunFolder.checkpointFile(world, step), "", 100, digest);
    }

    private List<Event.Score> acknowledgedScores(int count) {
        List<Event.Score> scores = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            scores.add((Event.Score) acknowledged());
        }
        return scores;
    }

    @Test
    void equalWeightsAreScoredOnceAndTheOtherScoreNamesTheOneThatItRepeats() throws Exception {
        log(
                checkpoint(WorldName.REAL, 0, "a"),
                checkpoint(WorldName.IDEAL, 0, "a"),
                checkpoint(WorldName.REAL, 5, "b"),
                checkpoint(WorldName.IDEAL, 5, "c"));
        evaluate(scoring(), 1);
        // Every score is so good that train-all follows.
        var scores = acknowledgedScores(12);
        assertThat(scored)
                .hasSize(9)
                .contains("real-00000000.safetensors test", "real-00000005.safetensors test")
                .contains("ideal-00000005.safetensors test")
                .noneMatch(s -> s.startsWith("ideal-00000000"));
        var made = scores.get(0);
        var repeated = scores.get(3);
        assertThat(made.repeats()).isEmpty();
        assertThat(repeated)
                .isEqualTo(new Event.Score(
                        "run",
                        WorldName.IDEAL,
                        0,
                        ScoredSet.TEST,
                        0.2,
                        0.01,
                        0.3,
                        1,
                        made.file(),
                        made.sha256(),
                        0,
                        Map.of(),
                        "run/real/0/test"));
        assertThat(folder.logged(repeated).isWhole()).isTrue();
    }

    @Test
    void whatTheLogHoldsOfEqualWeightsIsTakenOver() throws Exception {
        log(checkpoint(WorldName.REAL, 0, "a"), score(ScoredSet.TEST, 0, 0.5), checkpoint(WorldName.IDEAL, 0, "a"));
        evaluate(scoring(), 1, ScoreMemory.empty().with(RunView.of(folder), "run", (set, step) -> {
            throw new IllegalStateException();
        }));
        var repeated = acknowledgedScores(4).stream()
                .filter(s -> s.world() == WorldName.IDEAL && s.set().equals(ScoredSet.TEST))
                .findFirst();
        assertThat(repeated.orElseThrow().error()).isEqualTo(0.5);
        assertThat(repeated.orElseThrow().repeats()).isEqualTo("run/real/0/test");
        assertThat(scored).noneMatch(s -> s.endsWith(" test"));
    }

    private static Event.Score score(ScoredSet set, long step, double error) {
        return TestEvents.score("run", WorldName.REAL, step, set, error);
    }

    @Test
    void whereTheOutcomesAreGoneOrDamagedTheScoreIsMadeAnew() throws Exception {
        log(checkpoint(WorldName.REAL, 0, "a"), checkpoint(WorldName.IDEAL, 0, "a"));
        evaluate(scoring(), 1);
        var made = acknowledgedScores(2).get(0);
        var third = log.expectMessageClass(LogWriter.Append.class);
        Files.write(folder.file(made.file()), new byte[] {1});
        third.replyTo().ifPresent(ref -> ref.tell(new LogWriter.Appended(third.event())));
        assertThat(((Event.Score) acknowledged()).repeats()).isEmpty();
        assertThat(folder.logged(made).isWhole()).isTrue();
        assertThat(scored).contains("ideal-00000000.safetensors test");
    }

    @Test
    void anEvaluatorWithoutAMemoryScoresEqualWeightsEach() throws Exception {
        log(checkpoint(WorldName.REAL, 0, "a"), checkpoint(WorldName.IDEAL, 0, "a"));
        evaluate(scoring(), 1, ScoreMemory.none());
        assertThat(acknowledgedScores(6)).allMatch(s -> s.repeats().isEmpty());
        assertThat(scored).hasSize(6);
    }
}

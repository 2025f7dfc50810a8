package org.twoworlds.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/** Which entries of a log are told, and as what. */
class RunNoticesTest {
    private final RunNotices notices = new RunNotices(Path.of("/home"));
    private final List<Notice> told = new ArrayList<>();
    private long index;

    private void happens(Event... events) {
        for (var event : events) {
            notices.apply(new LogEntry(index, 1_000_000 * index, 1, event)).ifPresent(told::add);
            index++;
        }
    }

    private List<String> kinds() {
        return told.stream().map(n -> n.kind().toString()).toList();
    }

    private static Event.Attempt attempt(int number) {
        return new Event.Attempt(number, 1, false, Map.of());
    }

    private static Event.Score score(long step, ScoredSet set, double error) {
        return TestEvents.score(RunView.OWN_EVALUATOR, WorldName.REAL, step, set, error);
    }

    private static Event.RunEnded ended(RunState state) {
        return new Event.RunEnded(state, "so it is");
    }

    private static Event.WorldEnded lost(WorldName world) {
        return new Event.WorldEnded(world, 7, "d", WorldEnding.NON_FINITE, "lost", 0);
    }

    @Test
    void aRunsOwnEndIsToldWithItsState() {
        happens(TestEvents.started(), attempt(1), TestEvents.step(WorldName.REAL, 5, 0.5), ended(RunState.COMPLETED));
        assertThat(kinds()).containsExactly("ended");
        var document = told.get(0).document();
        assertThat(document)
                .containsEntry("state", RunState.COMPLETED)
                .containsEntry("step", 5L)
                .containsEntry("message", "so it is")
                .containsEntry("id", "r@3")
                .containsEntry("stoppingTime", null);
    }

    @Test
    void aRunIsToldByTheNameThatItHas() {
        happens(TestEvents.started(), attempt(1), new Event.Renamed("the best"), ended(RunState.COMPLETED));
        assertThat(told.get(0).document()).containsEntry("name", "the best").containsEntry("run", "r");
    }

    @Test
    void whatOnlyInterruptsARunIsNotTold() {
        happens(TestEvents.started(), attempt(1), ended(RunState.INTERRUPTED), attempt(2));
        assertThat(kinds()).isEmpty();
    }

    @Test
    void aRunThatIsPausedAgainIsToldAgainAndAWordThatIsSaidTwiceOnce() {
        happens(
                TestEvents.started(),
                attempt(1),
                ended(RunState.PAUSED),
                ended(RunState.PAUSED),
                ended(RunState.STOPPED));
        assertThat(kinds()).containsExactly("ended", "ended");
        happens(attempt(2), ended(RunState.PAUSED));
        assertThat(kinds()).containsExactly("ended", "ended", "ended");
    }

    @Test
    void aFailureIsToldOnceUntilTheRunGetsOnAndItsGivingUpAsSuch() {
        happens(TestEvents.started(), attempt(1), TestEvents.step(WorldName.REAL, 5, 0.5), ended(RunState.FAILED));
        happens(attempt(2), TestEvents.step(WorldName.REAL, 4, 0.5), ended(RunState.FAILED));
        assertThat(kinds()).containsExactly("failed");
        happens(attempt(3), TestEvents.step(WorldName.REAL, 6, 0.5), ended(RunState.FAILED));
        assertThat(kinds()).containsExactly("failed", "failed");
        happens(new Event.RunEnded(RunState.FAILED, "It died", 5), new Event.RunEnded(RunState.FAILED, "It died", 5));
        assertThat(kinds()).containsExactly("failed", "failed", "givenUp");
    }

    @Test
    void aFailureAfterSomebodyTookTheRunUpAgainIsTold() {
        happens(TestEvents.started(), attempt(1), ended(RunState.FAILED), new Event.Asked(RunState.QUEUED, 1));
        happens(attempt(2), ended(RunState.FAILED));
        assertThat(kinds()).containsExactly("failed", "failed");
    }

    @Test
    void theStoppingTimeIsToldOnceWhenItIsKnown() {
        happens(TestEvents.started(), attempt(1));
        happens(score(0, ScoredSet.TRAIN_CLEAN, 0.9), score(10, ScoredSet.TEST, 0));
        assertThat(kinds()).isEmpty();
        happens(score(20, ScoredSet.TRAIN_CLEAN, 0.005), score(20, ScoredSet.TRAIN_ALL, 0.005));
        happens(score(30, ScoredSet.TRAIN_CLEAN, 0.001), attempt(2), score(40, ScoredSet.TRAIN_CLEAN, 0.001));
        assertThat(kinds()).containsExactly("stoppingTime");
        assertThat(told.get(0).document()).containsEntry("step", 20L).containsEntry("world", WorldName.REAL);
        assertThat(told.get(0).text()).contains("\"criterion\":\"train-clean error <= 0.01\",\"step\":20,\"after\":0");
        happens(ended(RunState.COMPLETED));
        assertThat(told.get(1).text()).contains("\"after\":0");
    }

    @Test
    void aWorldWhoseLossIsNotFiniteIsToldOnce() {
        happens(TestEvents.started(), attempt(1), lost(WorldName.REAL), lost(WorldName.IDEAL), lost(WorldName.REAL));
        assertThat(kinds()).containsExactly("nonFinite", "nonFinite");
        assertThat(told.get(0).document())
                .containsEntry("world", WorldName.REAL)
                .containsEntry("step", 7L)
                .containsEntry("state", RunState.RUNNING);
    }

    @Test
    void everyDocumentHasTheSameKeysAndNoConfiguration() throws Exception {
        happens(TestEvents.started(), attempt(1), lost(WorldName.REAL), ended(RunState.COMPLETED));
        var disk = new DiskNotices(Path.of("/home"), 100, () -> java.time.Instant.EPOCH, false).look(1);
        told.add(disk.orElseThrow());
        assertThat(told).hasSize(3);
        for (var notice : told) {
            assertThat(notice.document().keySet())
                    .containsExactlyInAnyOrder(
                            "event",
                            "id",
                            "time",
                            "home",
                            "message",
                            "run",
                            "name",
                            "recipe",
                            "sweep",
                            "cell",
                            "state",
                            "world",
                            "step",
                            "steps",
                            "stoppingTime",
                            "freeBytes");
            assertThat(Json.MAPPER.readTree(notice.text()).path("home").asText())
                    .isEqualTo("/home");
        }
    }

    @Test
    void aDocumentIsSmallHoweverLongItsWordsAre() {
        happens(TestEvents.started(), attempt(1), new Event.RunEnded(RunState.STOPPED, "\u0001".repeat(1 << 20)));
        assertThat(told.get(0).text()).hasSizeLessThan(16 << 10);
    }

    @Test
    void aDiskIsToldToBeLowOnceUntilItHadRoomAgain() {
        var disk = new DiskNotices(Path.of("/home"), 100, () -> java.time.Instant.EPOCH, false);
        assertThat(disk.look(100)).isEmpty();
        assertThat(disk.look(99)).isPresent();
        assertThat(disk.look(50)).isEmpty();
        assertThat(disk.look(120)).isEmpty();
        assertThat(disk.look(99)).as("it goes to and fro").isEmpty();
        assertThat(disk.look(150)).isEmpty();
        assertThat(disk.look(99)).isPresent();
        assertThat(new DiskNotices(Path.of("/home"), 100, () -> java.time.Instant.EPOCH, true).look(99))
                .as("the lab before said so")
                .isEmpty();
    }
}

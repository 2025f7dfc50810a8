package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

class PairedScoresTest {
    @TempDir
    Path path;

    private PairedScores.Side run(String id, String setting, float... softErrors) {
        var folder = new Home(path).run(id);
        folder.create();
        try (var log = EventLog.open(folder, 1, InstantSource.system())) {
            log.append(new Event.Started(
                    new RunIdentity(
                            id, id, "quickstart", TestConfigs.of(setting).toJson(), "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), "1"),
                    new RunLineage(true, "", "", Map.of())));
            log.append(score(folder, 10, softErrors));
            log.append(score(folder, softErrors.length * 100L, softErrors)); // a step that the other has not
            log.sync();
        }
        return PairedScores.Side.of(folder);
    }

    private static Event score(RunFolder folder, long step, float... softErrors) {
        var logs = new float[softErrors.length];
        var sum = 0.0;
        for (var i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log1p(-softErrors[i]);
            sum += softErrors[i];
        }
        var kept =
                SampleScores.write(folder, new SetScore(0, 0, 0, logs, new int[logs.length], new float[logs.length]));
        return new Event.Score(
                RunView.OWN_EVALUATOR,
                WorldName.REAL,
                step,
                ScoredSet.TEST,
                sum / logs.length,
                0,
                0,
                logs.length,
                kept.file(),
                kept.sha256(),
                0,
                Map.of(),
                "");
    }

    @Test
    void theIntervalIsOfTheDifferencesSampleBySample() {
        var a = run("a", "optimizer.rate=0.1", 0.5f, 0.4f, 0.9f);
        var b = run("b", "optimizer.rate=0.2", 0.4f, 0.2f, 0.6f);
        var all = PairedScores.of(a, b, WorldName.REAL, Metric.SOFT_ERROR);
        assertThat(all).extracting(PairedScores::step).containsExactly(10L, 300L);
        // The differences are 0.1, 0.2 and 0.3: their mean is 0.2, their deviation 0.1.
        assertThat(all.get(0).difference()).isCloseTo(0.2, within(1e-6));
        assertThat(all.get(0).standardError().orElseThrow()).isCloseTo(0.1 / Math.sqrt(3), within(1e-6));
        assertThat(PairedScores.of(a, b, WorldName.IDEAL, Metric.SOFT_ERROR)).isEmpty();
    }

    @Test
    void otherTestSamplesArePairedWithNothing() {
        var a = run("a", "data.seed=1", 0.5f, 0.4f);
        var b = run("b", "data.seed=2", 0.4f, 0.2f);
        assertThat(a.hasTestOf(b)).isFalse();
        var all = PairedScores.of(a, b, WorldName.REAL, Metric.SOFT_ERROR);
        assertThat(all.get(0).standardError()).isEmpty();
    }
}

package org.twoworlds.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Curves;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.catalogue.SweepCell;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The JSON document of a sweep's figure, against numbers worked out by hand. */
class SweepFigureDocumentTest {
    /** The 97.5 % quantile of Student's t with two degrees of freedom, from a table. */
    private static final double T2 = 4.302653;

    private static final List<Long> STEPS = List.of(0L, 10L, 20L);

    private static Event.Score score(WorldName world, long step, double value) {
        return new Event.Score("run", world, step, ScoredSet.TEST, value, value, value, 100, "", "", 0, Map.of(), "");
    }

    /** Ideal 0.5 throughout, Real the same and the error more at step 10. */
    private static Curves curves(double error) {
        return (world, set) -> {
            var curve = new TreeMap<Long, Event.Score>();
            if (set.equals(ScoredSet.TEST)) {
                for (var step : STEPS) {
                    curve.put(step, score(world, step, world == WorldName.REAL && step == 10 ? 0.5 + error : 0.5));
                }
            }
            return curve;
        };
    }

    private static SweepCell cell(String law, int seed, double error, Optional<SweepCell.Stopping> stopping) {
        var cell = Map.of("world.law", law, "seed", Integer.toString(seed));
        var row = new RunRow(
                law + seed,
                law + seed,
                "quickstart",
                RunState.COMPLETED,
                "",
                0,
                "sweep",
                new TreeMap<>(cell),
                "mlp",
                "shapes",
                20,
                20,
                20,
                "",
                "",
                List.of());
        var config = new ConfigLoader()
                .load(
                        "quickstart",
                        Optional.of("smoke"),
                        List.of("world.law=\"" + law + "\"", "seed=" + seed, "batch=8", "steps=20"));
        return new SweepCell(
                row,
                Metric.SOFT_ERROR,
                0.1,
                "",
                curves(error),
                Map.of(),
                stopping,
                Optional.of(config),
                Map.of(WorldName.REAL, 0.25 * seed, WorldName.IDEAL, 0.5));
    }

    private static JsonNode document(List<SweepCell> cells) {
        var document =
                SweepFigureDocument.of("sweep", Metric.SOFT_ERROR, cells, run -> new RunFolder(Path.of("none", run)));
        return Json.MAPPER.valueToTree(document);
    }

    private static List<SweepCell> sweep() {
        List<SweepCell> cells = new ArrayList<>();
        for (var s = 1; s <= 3; s++) {
            var stopping = s == 3
                    ? Optional.<SweepCell.Stopping>empty()
                    : Optional.of(new SweepCell.Stopping("criterion", 20, 10, 12.0 + s));
            cells.add(cell("replay{n=16}", s, 0.1 * s, stopping));
            cells.add(cell("fresh{stream=2}", s, 0.01 * s, Optional.empty()));
        }
        return cells;
    }

    @Test
    void aSettingHasItsBandItsNullAndItsStoppingTimes() {
        var settings = document(sweep()).get("settings");
        assertThat(settings).hasSize(2);
        var real = settings.get(0);
        assertThat(real.get("label").asText()).isEqualTo("world.law=replay{n=16}");
        assertThat(real.get("hasFigure").asBoolean()).isTrue();
        assertThat(real.at("/band/mean/1").asDouble()).isCloseTo(0.2, within(1e-9));
        assertThat(real.at("/band/high/1").asDouble()).isCloseTo(0.2 + T2 * 0.1 / Math.sqrt(3), within(1e-4));
        assertThat(real.at("/band/high/0").asDouble()).isZero();
        assertThat(real.at("/null/seeds").asInt()).isEqualTo(3);
        assertThat(real.at("/null/low/1").asDouble()).isCloseTo(0.02 - T2 * 0.01 / Math.sqrt(3), within(1e-5));
        assertThat(real.at("/stoppingTimes/reached").asInt()).isEqualTo(2);
        assertThat(real.at("/stoppingTimes/earliest").asDouble()).isEqualTo(13);
        assertThat(real.at("/stoppingTimes/median").asDouble()).isEqualTo(14);
        assertThat(real.at("/stoppingTimes/text").asText()).isEqualTo("T(n) 13–14, 2 of 3 seeds");
        assertThat(real.get("batch").asInt()).isEqualTo(8);
        assertThat(real.at("/secondsPerStep/real").asDouble())
                .as("the mean of the seeds")
                .isEqualTo(0.5);
        assertThat(settings.get(1).get("hasFigure").asBoolean())
                .as("the null stands in the other's figure")
                .isFalse();
    }

    @Test
    void theTextsAreOfTheSameNumbers() {
        var text = document(sweep()).get("text");
        assertThat(text.get("errors").asText())
                .startsWith(
                        "Up to T(n) the largest |mean bootstrap error| of 4 checkpoints is 0.2000 [0.0000, 0.4484] over 3 "
                                + "seeds")
                .contains("(the null, 3 seeds) it is 0.0200 [0.0000, 0.0448].");
        assertThat(text.get("curves").asText()).startsWith("T(n) is 13 to 14 SGD steps (2 of 3 seeds");
    }

    @Test
    void aSweepOfWhichNothingHasBegunHasADocumentToo() {
        var none = new SweepCell(
                sweep().get(0).run(),
                Metric.SOFT_ERROR,
                0.1,
                "",
                (world, set) -> new TreeMap<>(),
                Map.of(),
                Optional.empty(),
                sweep().get(0).config(),
                Map.of());
        var setting = document(List.of(none)).at("/settings/0");
        assertThat(setting.get("hasFigure").asBoolean()).isFalse();
        assertThat(setting.get("band").isNull()).isTrue();
        assertThat(setting.at("/secondsPerStep/real").isNull()).isTrue();
    }
}

package org.twoworlds.stream.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** Pages of runs and sweeps, and the numbers of a sweep's figure. */
class PagesTest {
    @TempDir
    Path path;

    private Home home;
    private Catalogue catalogue;

    @BeforeEach
    void open() {
        home = new Home(path);
        catalogue = Catalogue.open(home, InstantSource.system());
    }

    @AfterEach
    void close() {
        catalogue.close();
    }

    private void run(String id, String sweep, int seed, Event... events) {
        var folder = home.run(id);
        folder.create();
        var config = TestConfigs.of("seed=" + seed, "steps=100", "stoppingTime.threshold=0.3");
        Map<String, String> cell = sweep.isEmpty() ? Map.of() : Map.of("seed", "" + seed);
        try (var log = EventLog.open(folder, 1, InstantSource.system())) {
            log.append(new Event.Started(
                    new RunIdentity(id, id, "quickstart", config.toJson(), "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), "1"),
                    new RunLineage(true, "", sweep, cell)));
            List.of(events).forEach(log::append);
            log.sync();
        }
    }

    private static Event score(WorldName world, long step, ScoredSet set, double error) {
        return new Event.Score(
                RunView.OWN_EVALUATOR, world, step, set, error, error, error, 1, "", "", 0, Map.of(), "");
    }

    private List<String> pages(RunsAsked asked, int limit) {
        List<String> ids = new ArrayList<>();
        var page = catalogue.runs(asked, limit, "");
        while (!page.isEmpty()) {
            page.forEach(r -> ids.add(r.run()));
            page = catalogue.runs(asked, limit, ids.get(ids.size() - 1));
        }
        return ids;
    }

    @Test
    void pagesTellEveryRunOnceInTheOrderAskedFor() {
        for (var i = 0; i < 7; i++) {
            run("run" + i, "", i % 3);
        }
        catalogue.refresh();
        for (var sort : List.of("", "-started", "seed,-run", "-ended")) { // of those that run, ended is not there
            var asked = RunsAsked.parse("", sort);
            var whole = catalogue.runs(asked, 100).stream().map(RunRow::run).toList();
            assertThat(pages(asked, 2)).as(sort).isEqualTo(whole).hasSize(7);
        }
        assertThat(pages(RunsAsked.parse("seed=1", "").newestFirst(), 1)).containsExactly("run4", "run1");
    }

    @Test
    void aPageBeginsBehindTheLastOneWhateverCameMeanwhile() {
        run("run1", "", 1);
        run("run2", "", 1);
        catalogue.refresh();
        var asked = RunsAsked.parse("state=queued", "").newestFirst();
        assertThat(catalogue.runs(asked, 1, "")).extracting(RunRow::run).containsExactly("run2");
        run("run3", "", 1);
        run("run2b", "", 1, new Event.RunEnded(RunState.FAILED, "why"));
        catalogue.refresh();
        assertThat(catalogue.runs(asked, 9, "run2")).extracting(RunRow::run).containsExactly("run1");
        assertThat(catalogue.runs(asked, 9, "run2b"))
                .as("behind a run that is no longer asked for")
                .extracting(RunRow::run)
                .containsExactly("run2", "run1");
        assertThatThrownBy(() -> catalogue.runs(asked, 9, "none"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("The cursor after (none) must be the id of a run.");
    }

    @Test
    void sweepsAreToldWithTheStatesAndTheProgressOfAllTheirRuns() {
        run("s1.1", "s1", 1, new Event.RunEnded(RunState.COMPLETED, ""));
        run("s1.2", "s1", 2, new Event.Step(WorldName.REAL, 50, 1, 1, 1, 0.1, 9, 9, 9));
        run("s1.3", "s1", 3);
        run("s2.1", "s2", 1);
        run("alone", "", 1);
        catalogue.refresh();
        var all = catalogue.sweeps(RunsAsked.ALL, 9, "");
        assertThat(all).extracting(SweepStanding::sweep).containsExactly("s2", "s1");
        var first = all.get(1);
        assertThat(first.all().runs()).isEqualTo(3);
        assertThat(first.all().states()).containsEntry("completed", 1);
        assertThat(first.progress()).isCloseTo((1 + 0.5) / 3, within(1e-9));
        assertThat(catalogue.sweeps(RunsAsked.ALL, 1, "s2")).containsExactly(first);
        var asked = catalogue.sweeps(RunsAsked.parse("seed>=2", ""), 9, "");
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).matching()).isEqualTo(2);
        assertThat(asked.get(0).all().runs()).isEqualTo(3);
        assertThat(catalogue.states()).containsEntry("completed", 1);
        assertThat(catalogue.sums()).hasSize(5);
        assertThat(catalogue.sums("s1")).hasSize(3);
    }

    @Test
    void cellsHaveTheNumbersOfAFigure() {
        run(
                "s.1",
                "s",
                4,
                score(WorldName.REAL, 10, ScoredSet.TEST, 0.5),
                score(WorldName.IDEAL, 10, ScoredSet.TEST, 0.4),
                score(WorldName.REAL, 10, ScoredSet.TRAIN_CLEAN, 0.4),
                score(WorldName.REAL, 20, ScoredSet.TRAIN_CLEAN, 0.2));
        catalogue.refresh();
        var cells = catalogue.cells("s");
        assertThat(cells).hasSize(1);
        var cell = cells.get(0);
        assertThat(cell.label()).isEqualTo("seed=4");
        assertThat(cell.setting()).isEmpty();
        assertThat(cell.isIdealAlone()).isFalse();
        assertThat(cell.metric()).isEqualTo(Metric.SOFT_ERROR);
        assertThat(cell.gaps().get(Metric.LOSS).get(0).value()).isCloseTo(0.1, within(1e-9));
        assertThat(cell.gaps().get(Metric.LOSS).get(0).standardError()).isNaN();
        assertThat(cell.stopping().orElseThrow().step()).isEqualTo(20);
        assertThat(cell.stopping().orElseThrow().after()).isEqualTo(10);
        assertThat(cell.curves().curve(WorldName.IDEAL, ScoredSet.TEST)).containsOnlyKeys(10L);
        assertThat(catalogue.cells("none")).isEmpty();
    }

    @Test
    void anyNumberOfConditionsLeavesTheDatabaseWell() {
        run("run1", "", 1);
        catalogue.refresh();
        for (var i = 1; i < 500; i++) {
            var where = ("n>=" + i % 7 + " ").repeat(1 + i % 25) + "seed" + (i % 2 == 0 ? "<" : ">=") + "1 rate>0";
            assertThat(catalogue.count(RunsAsked.parse(where, i % 3 == 0 ? "name" : "-seed")))
                    .isEqualTo(i % 2);
        }
    }
}

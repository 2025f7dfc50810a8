package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad run harms no other: neither those who list runs, nor the lab, nor the runs that it trains. */
class HarmlessRunsIT {
    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private static String run(Cli cli, String... words) throws Exception {
        var result = cli.run(words);
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("\tat ");
        return result.out();
    }

    private static JsonNode of(JsonNode runs, String id) {
        return StreamSupport.stream(runs.spliterator(), false)
                .filter(r -> r.path("run").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not among " + runs));
    }

    /** Runs damaged in every way, by which way. */
    private List<Path> damaged(Path home, String whole) throws Exception {
        List<Path> all = new ArrayList<>();
        for (var damage : Damage.values()) {
            var run = Damage.copy(home.resolve("runs").resolve(whole), "20200101-000000-" + damage.ordinal());
            damage.to(run, random);
            if (damage != Damage.GONE) {
                all.add(run);
            }
        }
        return all;
    }

    @Test
    void damagedRunsAreShownAsUnreadableAndHideNoOther() throws Exception {
        System.out.println("HarmlessRunsIT seed " + seed);
        var home = Files.createDirectory(folder.resolve("home"));
        var cli = new Cli(home);
        run(cli, "run", "toy-a", "--set", "seed=1", "--set", "steps=60", "--name", "whole");
        var whole = cli.run("show", "whole", "--json").json().get("run").asText();
        var damaged = damaged(home, whole);

        var runs = cli.run("runs", "--json").json();
        assertThat(runs).hasSize(1 + damaged.size());
        assertThat(of(runs, whole).path("state").asText()).isEqualTo("completed");
        for (var damage : List.of(Damage.CUT, Damage.NO_LOG, Damage.A_FILE)) {
            var shown = of(runs, "20200101-000000-" + damage.ordinal());
            assertThat(shown.path("state").asText()).as(damage.name()).isEqualTo("unreadable");
            assertThat(shown.path("message").asText()).as(damage.name()).contains("must ");
        }
        assertThat(run(cli, "runs").lines()).hasSize(1 + damaged.size());
        run(cli, "gc");
        var site = Path.of(run(cli, "report", "--all").strip());
        assertThat(Files.readString(site)).contains("unreadable").contains(whole);

        var lab = new TestLab(home);
        try {
            var listed = lab.get("runs");
            assertThat(listed).hasSize(1 + damaged.size());
            assertThat(of(listed, "20200101-000000-" + Damage.NO_LOG.ordinal())
                            .path("state")
                            .asText())
                    .isEqualTo("unreadable");
            var gone = lab.request("GET", "/api/v1/runs/20200101-000000-" + Damage.NO_LOG.ordinal(), "");
            assertThat(gone.statusCode()).isEqualTo(409);
            assertThat(gone.body()).contains("must exist");
            assertThat(lab.request("GET", "/metrics", "").body()).contains("twoworlds_runs{state=\"unreadable\"}");
            for (var run : damaged) {
                var id = run.getFileName().toString();
                for (var ask : List.of("resume", "stop", "pause")) {
                    var answer = lab.request(
                            "POST", "/api/v1/runs/" + id + "/" + ask, "{}", "Content-Type", "application/json");
                    assertThat(answer.statusCode()).as(ask + answer.body()).isEqualTo(409);
                }
            }
        } finally {
            lab.end();
        }
    }

    /** A run under way whose log is damaged, or whose folder goes, ends alone; the lab goes on, and so does the other run. */
    @Test
    @Tag("long")
    void aRunThatIsDamagedUnderWayEndsAlone() throws Exception {
        System.out.println("HarmlessRunsIT seed " + seed);
        var lab = new TestLab(folder.resolve("home"), "--slots", "3");
        try {
            var settings = new String[] {"steps=150", "resumeEvery=10steps"};
            var flipped = lab.submit("flipped", settings);
            var removed = lab.submit("removed", settings);
            lab.awaitStep(flipped, 5);
            lab.awaitStep(removed, 5);
            Damage.BIT.to(lab.home().resolve("runs").resolve(flipped), random);
            Damage.delete(lab.home().resolve("runs").resolve(removed));
            var other = lab.submit("other", "steps=40");
            lab.awaitState(other, "completed");
            assertThat(lab.request("GET", "/health", "").statusCode()).isEqualTo(200);
            assertThat(lab.cli().run("runs", "--json").json().toString()).contains(other);
            lab.end();
            lab.start();
            assertThat(lab.state(other)).isEqualTo("completed");
        } finally {
            lab.process().signalAll("KILL");
        }
    }
}

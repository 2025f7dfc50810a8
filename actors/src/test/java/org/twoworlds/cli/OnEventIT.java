package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.EndedProcess;
import org.twoworlds.api.Json;

/** A lab that tells a command what happens, and the command's ways not to do what it should. */
class OnEventIT {
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    @TempDir
    Path folder;

    private Path script;

    /** Keeps each document; of runs of certain names it hangs, or prints without end. */
    @BeforeEach
    void write() throws Exception {
        script = Files.writeString(
                folder.resolve("told.sh"),
                """
                #!/bin/sh
                document=$(cat)
                printf '%%s\\n' "$document" >> %1$s/documents
                case "$document" in
                *'"name":"hangs"'*) echo $$ > %1$s/hangs; sleep 600 ;;
                *'"name":"floods"'*) yes ;;
                *) echo "told of $TWOWORLDS_EVENT" ;;
                esac
                """
                        .formatted(folder));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private List<JsonNode> documents() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        if (Files.exists(folder.resolve("documents"))) {
            for (var line : Files.readAllLines(folder.resolve("documents"))) {
                all.add(Json.MAPPER.readTree(line));
            }
        }
        return all;
    }

    private List<String> events(String run) throws Exception {
        return documents().stream()
                .filter(d -> d.path("run").asText().equals(run))
                .map(d -> d.path("event").asText())
                .toList();
    }

    /** A question whose answer may fail. */
    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(String what, Check check) throws Exception {
        var begun = System.nanoTime();
        while (!check.holds()) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(what).isLessThan(PATIENCE);
            Thread.sleep(50);
        }
    }

    private void awaitLast(String run, String event) throws Exception {
        await("run " + run + " is told to be " + event, () -> {
            var events = events(run);
            return !events.isEmpty() && events.get(events.size() - 1).equals(event);
        });
    }

    /** The process that a command said it is before it hung. */
    private long hanging() throws Exception {
        return Long.parseLong(Files.readString(folder.resolve("hangs")).strip());
    }

    private static void awaitFailures(TestLab lab, int failures) throws Exception {
        await(
                "the command fails " + failures + " times",
                () -> lab.get("lab").at("/onEvent/failures").asInt() >= failures);
    }

    @Test
    void eachEventIsToldOnceWhateverTheCommandDoes() throws Exception {
        var lab = new TestLab(folder.resolve("home"), "--on-event", script.toString(), "--slots", "2");
        try {
            var hangs = lab.submit("hangs", "steps=10");
            var floods = lab.submit("floods", "steps=10");
            var diverges = lab.submit(
                    "diverges",
                    "steps=40",
                    "optimizer.rate=1e6",
                    "optimizer.weightDecay=1e6",
                    "optimizer.schedule=constant");
            awaitLast(hangs, "ended");
            awaitLast(floods, "ended");
            awaitLast(diverges, "givenUp");
            var reaches = lab.submit("reaches", "steps=40", "stoppingTime.threshold=1");
            awaitLast(reaches, "ended");
            awaitFailures(lab, 2);

            assertThat(events(hangs)).containsExactly("ended");
            assertThat(events(floods)).containsExactly("ended");
            assertThat(events(diverges)).containsExactly("nonFinite", "nonFinite", "failed", "givenUp");
            assertThat(events(reaches)).containsExactly("stoppingTime", "ended");
            var last = documents().get(documents().size() - 1);
            assertThat(last.path("state").asText()).isEqualTo("completed");
            assertThat(last.path("name").asText()).isEqualTo("reaches");
            assertThat(last.path("step").asLong()).isEqualTo(40);
            assertThat(last.at("/stoppingTime/step").asLong()).isZero();
            assertThat(last.path("home").asText()).isEqualTo(lab.home().toString());
            assertThat(lab.get("lab").at("/onEvent/leftOut").asInt()).isZero();
            assertThat(lab.request("GET", "/metrics", "").body())
                    .contains("twoworlds_on_event_failures_total 2.0")
                    .contains("twoworlds_run_deaths_total 5.0");
            assertThat(lab.state(hangs)).isEqualTo("completed");
        } finally {
            lab.end();
        }
        assertThat(Files.readString(lab.process().err()))
                .contains("it took longer than 60 s, and was killed")
                .contains("it printed more than 64 KiB, and was killed")
                .contains("told of givenUp");
        assertThat(Files.size(lab.process().err())).isLessThan(20_000);
        EndedProcess.await(hanging());
    }

    @Test
    void whatHappensWhileNoLabRunsIsToldByTheNextAndNothingTwice() throws Exception {
        var lab = new TestLab(folder.resolve("home"), "--on-event", script.toString(), "--slots", "2");
        try {
            var on = lab.submit("on", "stoppingTime.threshold=1");
            awaitLast(on, "stoppingTime");
            var over = lab.submit("over", "steps=30", "stoppingTime.threshold=1");
            awaitLast(over, "stoppingTime");
            lab.kill();
            await("run " + over + " ends without a lab", () -> lab.cli()
                    .run("show", over, "--json")
                    .json()
                    .path("state")
                    .asText()
                    .equals("completed"));
            lab.start();
            awaitLast(over, "ended");
            awaitLast(on, "ended");
            lab.end();
            lab.start();
            lab.awaitState(on, "completed");
            assertThat(events(on)).containsExactly("stoppingTime", "ended");
            assertThat(events(over)).containsExactly("stoppingTime", "ended");
        } finally {
            lab.end();
        }
    }

    @Test
    void aCommandThatIsNotThereHarmsNothingAndOneThatHangsDoesNotKeepALab() throws Exception {
        var lab = new TestLab(folder.resolve("home"), "--on-event", "/nowhere/at-all");
        try {
            lab.awaitState(lab.submit("first", "steps=10"), "completed");
            awaitFailures(lab, 1);
            assertThat(lab.get("lab").at("/onEvent/lastFailure").asText()).contains("ended with code 127");
        } finally {
            lab.end();
        }
        assertThat(Files.readString(lab.process().err()))
                .contains("it ended with code 127 (1 failures so far). It said:");

        var other = new TestLab(folder.resolve("other"), "--on-event", script.toString());
        try {
            awaitLast(other.submit("hangs", "steps=10"), "ended");
            await("the command hangs", () -> Files.exists(folder.resolve("hangs")));
        } finally {
            var begun = System.nanoTime();
            other.end();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(50));
        }
        EndedProcess.await(hanging());
    }
}

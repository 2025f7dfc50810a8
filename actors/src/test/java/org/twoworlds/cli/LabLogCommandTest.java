package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.audit.AuditEntry;
import org.twoworlds.audit.AuditLog;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;

/** {@code lab-log}, without a lab. */
class LabLogCommandTest {
    @TempDir
    Path home;

    private Cli.Result run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outBefore = System.out;
        var errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var exit = Main.execute(all.toArray(String[]::new));
            return new Cli.Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    @Test
    void aHomeWithoutAnAuditHasNoEntries() {
        assertThat(run("lab-log")).isEqualTo(new Cli.Result(0, "", ""));
        assertThat(run("lab-log", "--limit", "0").exit()).isEqualTo(2);
    }

    @Test
    void whoRemovedWhatIsSaid() throws Exception {
        for (var id : List.of("one", "two")) {
            var folder = new Home(home).run(id);
            folder.create();
            try (var log = EventLog.open(folder, 0, InstantSource.system())) {
                log.append(TestEvents.started("{}").named(id, id));
                log.append(new Event.RunEnded(RunState.COMPLETED, ""));
            }
        }
        var asked = run("rm", "one");
        assertThat(asked.exit())
                .as("nothing is removed without --yes: %s", asked.err())
                .isZero();
        assertThat(run("lab-log").out()).isEmpty();
        var removed = run("rm", "one", "two", "--yes");
        assertThat(removed.exit()).as(removed.err()).isZero();
        var account = System.getProperty("user.name");
        assertThat(run("lab-log").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .containsPattern("^20[0-9-]+T[0-9:.]+Z +" + account + " +remove +one$");
        var document =
                Json.MAPPER.readTree(run("lab-log", "--json", "--limit", "1").out());
        assertThat(document).hasSize(1);
        assertThat(document.get(0).path("run").asText()).isEqualTo("two");
        assertThat(document.get(0).path("account").asText()).isEqualTo(account);
    }

    @Test
    void damagedLinesAreSaidAndTheOthersRead() throws Exception {
        var who = new AuditEntry.Who("10.0.0.3", "alice", "");
        new AuditLog(home).append(List.of(new AuditEntry(Instant.EPOCH, who, "attach", "one", "", "onlooker")));
        Files.writeString(home.resolve("lab-log.jsonl"), "{\"ti", StandardOpenOption.APPEND);
        var result = run("lab-log");
        assertThat(result.out()).matches("1970-01-01T00:00:00Z +alice@10.0.0.3 +attach +one onlooker\\s+");
        assertThat(result.err()).contains("cannot be read: 1");
    }
}

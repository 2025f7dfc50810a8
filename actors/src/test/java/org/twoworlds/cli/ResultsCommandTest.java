package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.results.RecordedResults;

/** {@code results} and what {@code audit} refuses, on logs that were written by hand. */
class ResultsCommandTest {
    private static final String PLACE = "/home/somebody/cifar";

    @TempDir
    Path folder;

    private Path home;
    private Path to;
    private String printed = "";
    private String said = "";

    @BeforeEach
    void places() {
        home = folder.resolve("home");
        to = folder.resolve("results").resolve("quickstart");
    }

    private RunFolder run(String id, Event... last) {
        var run = new Home(home).run(id);
        run.create();
        TestEvents.write(
                run,
                TestEvents.started(
                                "{\"seed\":1,\"data\":{\"path\":\"" + PLACE + "\"},\"steps\":2,\"world\":{\"n\":128}}")
                        .named(id, id));
        for (var world : WorldName.BOTH) {
            var late = world == WorldName.REAL ? 0.6 : 0.5;
            TestEvents.write(
                    run,
                    new Event.Checkpoint(world, 0, "c0", "", 1, "d0"),
                    TestEvents.step(world, 1, 0.9),
                    TestEvents.step(world, 2, 0.1 + late),
                    new Event.Checkpoint(world, 2, "c2", "", 1, "d" + world),
                    TestEvents.score("run", world, 0, ScoredSet.TEST, 0.9),
                    TestEvents.score("run", world, 2, ScoredSet.TEST, late),
                    TestEvents.step(world, 3, 0.3),
                    new Event.WorldEnded(world, 2, "d" + world, WorldEnding.STOPPING_TIME, "", 1));
        }
        TestEvents.write(run, last);
        return run;
    }

    private RunFolder completed(String id) {
        return run(id, new Event.RunEnded(RunState.COMPLETED, ""));
    }

    private int execute(String... words) {
        var before = List.of(System.out, System.err);
        var bytes = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        System.setOut(new PrintStream(bytes.get(0), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(bytes.get(1), true, StandardCharsets.UTF_8));
        try {
            return Main.execute(words);
        } finally {
            System.setOut(before.get(0));
            System.setErr(before.get(1));
            printed = bytes.get(0).toString(StandardCharsets.UTF_8);
            said = bytes.get(1).toString(StandardCharsets.UTF_8);
        }
    }

    private int results(String... runs) {
        List<String> words = new ArrayList<>(List.of("results", "--to", to.toString(), "--home", home.toString()));
        words.addAll(List.of(runs));
        return execute(words.toArray(String[]::new));
    }

    private static Map<String, byte[]> bytes(Path folder) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        try (var files = Files.list(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    @Test
    void theSameRunsGiveTheSameBytesInAnyOrderAndNoPlaceOfTheMachine() throws IOException {
        completed("20260101-000000-b");
        completed("20260101-000000-a");
        assertThat(results("20260101-000000-a", "20260101-000000-b")).as(said).isZero();
        assertThat(printed.strip()).isEqualTo(to.toString());
        var first = bytes(to);
        assertThat(first.keySet())
                .containsExactly(
                        "claims.json", "figure.svg", "losses.parquet", "result.md", "runs.jsonl", "scores.parquet");
        var table = Files.readString(to.resolveSibling("README.md"));
        assertThat(table).contains("[quickstart](quickstart/result.md)");
        assertThat(results("20260101-000000-b", "20260101-000000-a")).as(said).isZero();
        assertThat(bytes(to)).usingRecursiveComparison().isEqualTo(first);
        assertThat(bytes(to.getParent())).containsOnlyKeys("README.md");
        first.forEach((name, content) -> assertThat(new String(content, StandardCharsets.ISO_8859_1))
                .as(name)
                .doesNotContain("somebody"));
    }

    @Test
    void theRecordHoldsTheUpdatesOfWhichTheWorldsConsist() {
        completed("a");
        assertThat(results("a")).as(said).isZero();
        var read = RecordedResults.read(to);
        var record = read.runs().get(0);
        assertThat(record.id()).isEqualTo("a");
        assertThat(record.blanks()).containsExactly("data.path");
        assertThat(record.worlds().get(WorldName.REAL).digest(2)).contains("dreal");
        assertThat(record.worlds().get(WorldName.IDEAL).digest(0)).contains("d0");
        assertThat(read.losses().of("a", WorldName.REAL)).isEqualTo(new TreeMap<>(Map.of(1L, 0.9f, 2L, 0.7f)));
        assertThat(read.losses().of("a", WorldName.IDEAL)).isEqualTo(new TreeMap<>(Map.of(1L, 0.9f, 2L, 0.6f)));
        assertThat(read.scoresOf("a")).hasSize(4).allMatch(s -> s.set().equals(ScoredSet.TEST));
    }

    @Test
    void theDocumentSaysWhatWasPredictedAndWhatWasMeasured() throws IOException {
        completed("a");
        assertThat(results("quickstart")).as(said).isZero();
        assertThat(said).contains("newest that is completed is a.");
        var page = Files.readString(to.resolve("result.md"));
        assertThat(page)
                .contains("| close | all | HOLDS | OPEN | open |")
                .contains("![Bootstrap error](figure.svg)")
                .contains("--set data.path=DIR")
                .contains("| seeds | 1 |");
        var claims = Json.MAPPER.readTree(to.resolve("claims.json").toFile());
        assertThat(claims.get(0).path("name").asText()).isEqualTo("close");
        assertThat(claims.get(0).path("expected").asText()).isEqualTo("HOLDS");
        assertThat(claims.get(0).path("cameTrue").asText()).isEqualTo("open");
        assertThat(claims.findValue("evaluator").asText()).isEqualTo("run");
    }

    @Test
    void lossesThatTakeTooMuchRoomAreThinnedAndItIsSaid() throws IOException {
        var seed = System.nanoTime();
        System.out.println("losses: seed " + seed);
        var random = new Random(seed);
        var run = new Home(home).run("long");
        run.create();
        List<Event> events = new ArrayList<>();
        events.add(TestEvents.started("{\"seed\":1,\"world\":{\"trained\":\"real\"}}")
                .named("long", "long"));
        var steps = 350_001;
        for (var step = 1; step <= steps; step++) {
            events.add(TestEvents.step(WorldName.REAL, step, random.nextDouble()));
        }
        events.add(new Event.WorldEnded(WorldName.REAL, steps, "d", WorldEnding.COMPLETED, "", 0));
        events.add(new Event.RunEnded(RunState.COMPLETED, ""));
        TestEvents.write(run, events.toArray(Event[]::new));
        assertThat(results("long")).as(said).isZero();
        assertThat(said).contains("those of one update in 2 are kept, of the first and of the last.");
        assertThat(Files.readString(to.resolve("result.md")))
                .contains("each update whose number is a multiple of 2, of the first and of the last")
                .contains("there is no figure");
        assertThat(to.resolve("figure.svg")).doesNotExist();
        var kept = RecordedResults.read(to).losses().of("long", WorldName.REAL);
        assertThat(kept)
                .hasSize(steps / 2 + 2)
                .containsKeys(1L, 2L, 4L, (long) steps)
                .doesNotContainKey(3L);
        assertThat(kept.get(4L)).isEqualTo(((Event.Step) events.get(4)).loss());
    }

    @Test
    void aRunThatIsNotCompletedIsRefused() {
        completed("a");
        run("b", new Event.RunEnded(RunState.PAUSED, ""));
        assertThat(results("a", "b")).isEqualTo(2);
        assertThat(said)
                .contains("The run (b) must be completed, and is paused.")
                .contains("Maybe wait for it, or go on with it: twoworlds run --resume b.");
        assertThat(to).doesNotExist();
        assertThat(results("fig1")).isEqualTo(2);
        assertThat(said).contains("The recipe (fig1) must have been run to the end");
    }

    @Test
    void whatIsNotTheProgramsOwnIsNotTouched() throws IOException {
        completed("a");
        Files.createDirectories(to);
        Files.writeString(to.resolve("thesis.md"), "mine");
        assertThat(results("a")).isEqualTo(2);
        assertThat(said).contains("hold nothing but what results wrote, and holds thesis.md");
        Files.move(to.resolve("thesis.md"), to.resolve("result.md"));
        assertThat(results("a")).isEqualTo(2);
        assertThat(Files.readString(to.resolve("result.md"))).isEqualTo("mine");
        Files.delete(to.resolve("result.md"));
        Files.writeString(to.resolveSibling("README.md"), "also mine");
        assertThat(results("a")).isEqualTo(2);
        assertThat(said).contains("README.md) must be one that results wrote");
        assertThat(Files.readString(to.resolveSibling("README.md"))).isEqualTo("also mine");
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void auditNeedsTheFilesWholeAndThePlaceOfTheData() throws IOException {
        assertThat(execute("audit", to.toString())).isEqualTo(2);
        assertThat(said).contains("must be one that results wrote, and has no runs.jsonl");
        completed("a");
        assertThat(results("a")).as(said).isZero();
        assertThat(execute("audit", to.toString(), "--minutes", "0")).isEqualTo(2);
        assertThat(said).contains("option --minutes (0.0) must be above 0");
        assertThat(execute("audit", to.toString())).isEqualTo(2);
        assertThat(said)
                .contains("The key data.path of run a (DIR) must be set")
                .contains("give --set data.path=…");
        assertThat(execute("audit", to.toString(), "--set", "seed=2")).isEqualTo(2);
        assertThat(said)
                .contains("The setting (seed=2) must be of a folder or file")
                .contains("data.path");
        var losses = to.resolve("losses.parquet");
        Files.write(losses, "PAR1 and no more".getBytes(StandardCharsets.UTF_8));
        assertThat(execute("audit", to.toString())).isEqualTo(1);
        assertThat(said).contains("losses.parquet) must be a Parquet file with the columns run, world, step, loss");
        var runs = to.resolve("runs.jsonl");
        var whole = Files.readString(runs);
        Files.writeString(runs, whole + whole.substring(0, 100) + "\n");
        assertThat(execute("audit", to.toString())).isEqualTo(1);
        assertThat(said).contains("runs.jsonl) must hold the record of a run in each line, and line 2 is none");
    }

    @Test
    void otherDataAreRefused() throws IOException {
        completed("a");
        assertThat(results("a")).as(said).isZero();
        var runs = to.resolve("runs.jsonl");
        Files.writeString(runs, Files.readString(runs).replace("\"path\":\"DIR\"", "\"path\":\"\""));
        assertThat(execute("audit", to.toString())).isEqualTo(1);
        assertThat(said).contains("must be those with which the run began (digest d)");
    }
}

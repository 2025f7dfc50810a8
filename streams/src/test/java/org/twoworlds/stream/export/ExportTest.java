package org.twoworlds.stream.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

class ExportTest {
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    Path path;

    private RunFolder run() {
        var folder = new Home(path).newRun("a'b", CLOCK);
        try (var log = EventLog.open(folder, 0, CLOCK)) {
            log.append(new Event.Started(
                    new RunIdentity("r", "n", "a", "{}", "", ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), ""),
                    new RunLineage(false, "", "", Map.of())));
            for (var attempt = 1; attempt <= 2; attempt++) {
                log.append(new Event.Attempt(attempt, 1, false, Map.of()));
                for (var step = 1; step <= 3 + attempt; step++) {
                    log.append(new Event.Step(WorldName.REAL, step, step / 2f, 0.5f, Float.NaN, 0.1, 10, 1, 7));
                }
                log.append(new Event.Score(
                        "run", WorldName.REAL, 2, ScoredSet.TEST, 0.25, 0.5, Double.NaN, 10, "", "", 0, Map.of(), ""));
            }
            log.append(new Event.Score(
                    "other", WorldName.IDEAL, 2, ScoredSet.TEST, 0.5, 0.5, 1, 10, "", "", 0, Map.of(), ""));
        }
        return folder;
    }

    @Test
    void tablesHoldEveryStepAndScoreOnceAndDuckDbReadsThem() throws Exception {
        var run = run();
        var out = path.resolve("it's here");
        new Tables(List.of(run)).csv(out);
        new Tables(List.of(run)).parquet(out);
        assertThat(Files.readAllLines(out.resolve("steps.csv")))
                .hasSize(6)
                .element(2)
                .asString()
                .startsWith(run.id() + ",real,2,1.0,0.5,,0.1,10,1,");
        try (var files = Files.list(out)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("steps.csv", "scores.csv", "steps.parquet", "scores.parquet");
        }
        try (var database = DriverManager.getConnection("jdbc:duckdb:");
                var statement = database.createStatement()) {
            var place = out.toString().replace("'", "''");
            var rows = statement.executeQuery(
                    "SELECT count(*), sum(step), sum(loss), count(softError) FROM '" + place + "/steps.parquet'");
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(5);
            assertThat(rows.getLong(2)).isEqualTo(15);
            assertThat(rows.getDouble(3)).isEqualTo(7.5);
            assertThat(rows.getLong(4)).as("what is no number is NULL").isZero();
            var scores = statement.executeQuery(
                    "SELECT evaluator, world, softError, loss FROM '" + place + "/scores.parquet' ORDER BY evaluator");
            scores.next();
            assertThat(scores.getString(1)).isEqualTo("other");
            assertThat(scores.getDouble(4)).isEqualTo(1);
            scores.next();
            assertThat(scores.getDouble(3)).isEqualTo(0.25);
            assertThat(scores.getObject(4)).isNull();
            assertThat(scores.next()).isFalse();
        }
    }

    /** CRC-32C bit by bit, masked as TFRecord's: apart from what writes it. */
    private static int masked(byte[] bytes) {
        var crc = -1;
        for (var b : bytes) {
            crc ^= b & 0xff;
            for (var bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 1 ? 0x82f63b78 : 0);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static List<org.tensorflow.proto.Event> events(Path file) throws IOException {
        List<org.tensorflow.proto.Event> events = new ArrayList<>();
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            while (true) {
                var length = new byte[8];
                try {
                    in.readFully(length);
                } catch (EOFException e) {
                    return events;
                }
                assertThat(Integer.reverseBytes(in.readInt())).isEqualTo(masked(length));
                var bytes = new byte[length[0] & 0xff | (length[1] & 0xff) << 8];
                in.readFully(bytes);
                assertThat(Integer.reverseBytes(in.readInt())).isEqualTo(masked(bytes));
                events.add(org.tensorflow.proto.Event.parseFrom(bytes));
            }
        }
    }

    @Test
    void tensorBoardsFilesAreRecordsWithTheirChecksums() throws Exception {
        var run = run();
        TensorBoard.write(List.of(run), path.resolve("tb"));
        try (var files = Files.list(path.resolve("tb").resolve(run.id()).resolve("real"))) {
            var events = events(files.findFirst().orElseThrow());
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            assertThat(events).hasSize(1 + 5 + 1);
            var tags = events.get(1).getSummary().getValueList();
            assertThat(tags).anySatisfy(v -> {
                assertThat(v.getTag()).isEqualTo("batch/loss");
                assertThat(v.getSimpleValue()).isEqualTo(0.5f);
            });
            assertThat(tags).noneMatch(v -> Float.isNaN(v.getSimpleValue()));
            assertThat(events.get(6).getStep()).isEqualTo(5);
        }
    }
}

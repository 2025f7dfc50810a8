package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.twoworlds.api.Json;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * The measurement of an audience's cost to a run that trains: a lab, a run in it, and clients of its events, with and
 * without them in turns.
 */
final class LabBench {
    private static final int READERS = 180;
    private static final int SILENT_CLIENTS = 20;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final String RUN = "{\"recipe\":\"quickstart\",\"name\":\"watched\",\"set\":"
            + "[\"steps=1000000\",\"resumeEvery=24h\",\"optimizer.rate=0.001\"]}";

    private final List<Row> rows;
    private final Consumer<String> progress;
    private final Program program;
    private final HttpClient client = HttpClient.newHttpClient();

    LabBench(List<Row> rows, Consumer<String> progress, Program program) {
        this.rows = rows;
        this.progress = progress;
        this.program = program;
    }

    void measure(Path home) {
        try {
            try (var lab = LabProcess.start(program, home)) {
                measure(home, lab.address());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void measure(Path home, String address) throws IOException, InterruptedException {
        var run = post(address + "/api/v1/runs", RUN).path("run").asText();
        var folder = new Home(home)
                .all().stream().filter(f -> f.id().equals(run)).findFirst().orElseThrow();
        Thread.sleep(WARM_UP.toMillis());
        List<Double> ratios = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (var round = 0; round < ROUNDS; round++) {
            // Each is first in turns, so that a machine that grows faster or slower favours neither.
            var alone = round % 2 == 0 ? alone(folder) : Double.NaN;
            var watched = watched(address, folder);
            alone = round % 2 == 0 ? alone : alone(folder);
            progress.accept(String.format(
                    java.util.Locale.ROOT,
                    "  round %d: %.2f updates/s alone, %.2f watched",
                    round + 1,
                    alone,
                    watched));
            rates.add(alone);
            ratios.add(watched / alone);
        }
        rows.add(Row.higher("lab, quickstart, both worlds", median(rates), "steps/s", Double.NaN));
        rows.add(Row.higher(
                "lab, with " + READERS + " readers of all events and " + SILENT_CLIENTS + " that never read / alone",
                median(ratios),
                "ratio",
                0.98));
    }

    private double alone(RunFolder folder) throws InterruptedException {
        Thread.sleep(SETTLE.toMillis());
        var from = System.currentTimeMillis();
        Thread.sleep(WINDOW.toMillis());
        return rate(folder, from, System.currentTimeMillis());
    }

    private double watched(String address, RunFolder folder) throws IOException, InterruptedException {
        var events = URI.create(address + "/api/v1/runs/" + folder.id() + "/events?steps=true&from="
                + RunView.of(folder).next());
        try (var audience = new Audience(events, READERS, SILENT_CLIENTS)) {
            audience.attend(SETTLE);
            var before = audience.bytes();
            var from = System.currentTimeMillis();
            audience.attend(WINDOW);
            var to = System.currentTimeMillis();
            if (audience.bytes() == before) {
                throw new IllegalStateException("Nobody was sent anything");
            }
            return rate(folder, from, to);
        }
    }

    /** The updates per second between two times, by the log. */
    private static double rate(RunFolder folder, long fromMillis, long toMillis) {
        var count = new LongAdder();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(entry -> {
                var millis = entry.micros() / 1000;
                if (entry.event() instanceof Event.Step && millis >= fromMillis && millis < toMillis) {
                    count.increment();
                }
            });
        }
        return count.sum() * 1000.0 / (toMillis - fromMillis);
    }

    private JsonNode post(String address, String body) throws IOException, InterruptedException {
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return Json.MAPPER.readTree(answer.body());
    }
}

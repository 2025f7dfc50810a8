package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lab for half an hour: a hundred short runs, each with an evaluator that is attached and a listener, and what the lab holds
 * at the end beside what it held after the first ones.
 */
@Tag("study")
class SoakIT {
    private static final int RUNS = 100;
    private static final Duration TIME = Duration.ofMinutes(30);
    private static final String[] JSON = {"Content-Type", "application/json"};

    @TempDir
    Path folder;

    /** What the lab's process holds after a collection of its garbage. */
    private record Held(double heap, double direct, double threads, double files, double maps, double resident) {
        static Held now(TestLab lab) throws Exception {
            var pid = Long.toString(lab.process().process().pid());
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            TestKeys.run(jcmd, pid, "GC.run");
            var metrics = lab.request("GET", "/metrics", "").body();
            var proc = Path.of("/proc", pid);
            try (var files = Files.list(proc.resolve("fd"));
                    var maps = Files.lines(proc.resolve("maps"))) {
                return new Held(
                        sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}"),
                        sum(metrics, "jvm_buffer_memory_used_bytes\\{id=\"direct\"}"),
                        sum(metrics, "jvm_threads_live_threads"),
                        files.count(),
                        maps.count(),
                        Double.parseDouble(
                                        Files.readString(proc.resolve("statm")).split(" ", -1)[1])
                                * 4096);
            }
        }

        private static double sum(String metrics, String what) {
            return Pattern.compile("(?m)^" + what + " (\\S+)$")
                    .matcher(metrics)
                    .results()
                    .mapToDouble(m -> Double.parseDouble(m.group(1)))
                    .sum();
        }
    }

    private static double median(List<Held> some, ToDoubleFunction<Held> what) {
        return some.stream()
                .map(what::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList()
                .get(some.size() / 2);
    }

    @Test
    void law6_aLabHoldsNoMoreAfterAHundredRunsThanAfterTen() throws Exception {
        List<Held> held = new ArrayList<>();
        var lab = new TestLab(folder.resolve("home"), "--slots", "2");
        try {
            var began = System.nanoTime();
            for (var i = 0; i < RUNS; i++) {
                var submitted = lab.cli().run("submit", "quickstart", "--size", "smoke", "--name", "short-" + i);
                assertThat(submitted.exit()).as(submitted.err()).isZero();
                var run = submitted.out().strip();
                var listener = HttpClient.newHttpClient()
                        .sendAsync(
                                HttpRequest.newBuilder(
                                                URI.create(lab.url() + "/api/v1/runs/" + run + "/events?steps=true"))
                                        .build(),
                                BodyHandlers.ofInputStream());
                var attached = lab.request(
                        "POST", "/api/v1/runs/" + run + "/evaluators", "{\"on\":\"shapes:train\",\"as\":\"e\"}", JSON);
                assertThat(attached.statusCode()).as(attached.body()).isEqualTo(201);
                lab.get("runs");
                lab.get("runs/" + run + "/curves");
                lab.awaitState(run, "completed");
                listener.get().body().close();
                held.add(Held.now(lab));
                System.out.println(i + " " + held.get(i));
                var due = began + TIME.toNanos() / RUNS * (i + 1);
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            }
        } finally {
            lab.end();
        }
        var early = held.subList(10, 30);
        var late = held.subList(RUNS - 20, RUNS);
        // What the list of runs says of each one stays in memory: some kilobytes.
        assertThat(median(late, Held::heap)).isLessThan(median(early, Held::heap) + RUNS * 20_000);
        assertThat(median(late, Held::direct)).isLessThan(median(early, Held::direct) * 1.1 + (1 << 20));
        assertThat(median(late, Held::threads)).isLessThanOrEqualTo(median(early, Held::threads) + 2);
        assertThat(median(late, Held::files)).isLessThanOrEqualTo(median(early, Held::files) + 4);
        assertThat(median(late, Held::maps)).isLessThan(median(early, Held::maps) * 1.05);
        assertThat(median(late, Held::resident)).isLessThan(median(early, Held::resident) * 1.1);
    }
}

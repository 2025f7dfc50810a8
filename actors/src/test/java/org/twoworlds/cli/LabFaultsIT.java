package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;

/** What may befall a lab's machine, and a run's onlookers: the weights are those of an undisturbed run. */
@Tag("long")
class LabFaultsIT {
    private static final String[] JSON = {"Content-Type", "application/json"};

    @TempDir
    Path folder;

    @Test
    void law4_fiftyEvaluatorsComeAndGoWhileARunTrains() throws Exception {
        var lab = new TestLab(folder.resolve("home"));
        try {
            var expected = lab.undisturbed();
            var run = lab.submit("visited");
            lab.awaitStep(run, 1);
            for (var i = 0; i < 50; i++) {
                var body = "{\"on\":\"shapes:train\",\"as\":\"visitor-" + i + "\"}";
                var attached = lab.request("POST", "/api/v1/runs/" + run + "/evaluators", body, JSON);
                assertThat(attached.statusCode()).as(attached.body()).isEqualTo(201);
                var gone = lab.request("DELETE", "/api/v1/runs/" + run + "/evaluators/visitor-" + i, "");
                assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
            }
            lab.awaitState(run, "completed");
            assertThat(lab.digests(run)).isEqualTo(expected);
            assertThat(lab.cli().run("evaluators").out()).isEmpty();
            assertThat(lab.cli().run("verify", run).exit()).isZero();
        } finally {
            lab.end();
        }
    }

    @Test
    void law5_aRunThatStoppedBeforeTheDiskWasFullGoesOnWhenThereIsRoom() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        try {
            TestKeys.run("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk.toString());
        } catch (IOException | AssertionError e) {
            assumeTrue(false, "no small disk can be mounted here: " + e.getMessage());
        }
        try {
            var lab = new TestLab(disk.resolve("home"));
            try {
                var expected = lab.undisturbed();
                var run = lab.submit("squeezed", "disk.reserve=100MiB");
                lab.awaitStep(run, 40);
                var ballast = disk.resolve("ballast");
                try (var file = new RandomAccessFile(ballast.toFile(), "rw")) {
                    var bytes = new byte[1 << 20];
                    while (disk.toFile().getUsableSpace() > 60 << 20) {
                        file.write(bytes);
                    }
                }
                lab.awaitState(run, "failed");
                for (var i = 0; i < 600 && !lab.get("lab").get("running").isEmpty(); i++) {
                    Thread.sleep(100); // until it is given up on
                }
                assertThat(lab.get("runs/" + run).get("message").asText()).contains("free disk space");
                Files.delete(ballast);
                assertThat(lab.cli().run("resume", run).exit()).isZero();
                lab.awaitState(run, "completed");
                assertThat(lab.digests(run)).isEqualTo(expected);
                assertThat(lab.cli().run("verify", run).exit()).isZero();
            } finally {
                lab.end();
            }
        } finally {
            TestKeys.run("umount", "-l", disk.toString());
        }
    }

    /** A completed run with a long log: what a client of its events has to read is more than the network's buffers hold. */
    private static String longRun(Path home) {
        var config = new ConfigLoader()
                .loadSweep("quickstart", Optional.empty(), List.of("steps=50000"))
                .single();
        var run = new Home(home).newRun("long", InstantSource.system());
        try (var log = new EventLog(run.log(), InstantSource.system())) {
            log.append(new Event.Started(
                    run.id(),
                    "long",
                    "quickstart",
                    config.toJson(),
                    1,
                    1,
                    "fp32",
                    "cpu",
                    "",
                    Map.of(),
                    "",
                    "",
                    "cpu",
                    false,
                    "",
                    "",
                    Map.of()));
            for (var step = 1; step <= 50_000; step++) {
                log.append(new Event.Step("real", step, 1, 1, 1, 0.1, 10, 1, step));
            }
            log.append(new Event.RunEnded("completed", ""));
        }
        return run.id();
    }

    @Test
    void law6_aClientThatDoesNotReadIsDroppedWithAReasonAndMissesNothing() throws Exception {
        var home = Files.createDirectory(folder.resolve("home"));
        var run = longRun(home);
        var lab = new TestLab(home);
        var path = "/api/v1/runs/" + run + "/events?steps=true";
        var address = URI.create(lab.url());
        try (var socket = new Socket("127.0.0.1", address.getPort())) {
            socket.setReceiveBufferSize(1 << 14);
            var request = "GET " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            Thread.sleep(45_000);
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
            assertThat(lines).contains("event:dropped");
            assertThat(lines).anyMatch(l -> l.contains("left unread for 30 s"));
            var last = lines.stream()
                    .filter(l -> l.startsWith("id:"))
                    .mapToLong(l -> Long.parseLong(l.substring(3)))
                    .max()
                    .orElseThrow();
            assertThat(last).isLessThan(50_000L);
            var again = HttpRequest.newBuilder(URI.create(lab.url() + path))
                    .header("Last-Event-ID", Long.toString(last))
                    .build();
            try (var rest = HttpClient.newHttpClient()
                    .send(again, HttpResponse.BodyHandlers.ofLines())
                    .body()) {
                var ids = rest.filter(l -> l.startsWith("id:"))
                        .map(l -> Long.parseLong(l.substring(3)))
                        .limit(50_001 - last)
                        .toList();
                assertThat(ids)
                        .isEqualTo(
                                LongStream.rangeClosed(last + 1, 50_001).boxed().toList());
            }
        } finally {
            lab.end();
        }
    }
}

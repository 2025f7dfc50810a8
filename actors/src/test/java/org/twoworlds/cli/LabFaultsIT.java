package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.Json;

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

    /** Those who listen, each with the indices that it was sent. */
    private static List<List<Long>> listen(TestLab lab, String run, int count) {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create(lab.url() + "/api/v1/runs/" + run + "/events?steps=true"))
                .build();
        List<List<Long>> seen = new ArrayList<>();
        for (var i = 0; i < count; i++) {
            var ids = Collections.synchronizedList(new ArrayList<Long>());
            seen.add(ids);
            client.sendAsync(request, BodyHandlers.fromLineSubscriber(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String line) {
                    if (line.startsWith("id:")) {
                        ids.add(Long.parseLong(line.substring("id:".length())));
                    }
                }

                @Override
                public void onError(Throwable error) {
                    ids.add(-1L);
                }

                @Override
                public void onComplete() {
                    ids.add(-1L);
                }
            }));
        }
        return seen;
    }

    /** One that asks for all events from an index on, and reads nothing yet. */
    private static Socket ask(TestLab lab, String run, long from) throws IOException {
        var address = URI.create(lab.url());
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        var request = "GET /api/v1/runs/" + run + "/events?steps=true&from=" + from + " HTTP/1.0\r\nHost: "
                + address.getHost() + ":" + address.getPort() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void law4_twoHundredListenAndTwentyOfThemNeverRead() throws Exception {
        var lab = new TestLab(folder.resolve("home"));
        List<Socket> silent = new ArrayList<>();
        try {
            var expected = lab.undisturbed();
            var run = lab.submit("famous");
            lab.awaitStep(run, 1);
            for (var i = 0; i < 20; i++) {
                silent.add(ask(lab, run, 0));
            }
            var seen = listen(lab, run, 180);
            lab.awaitState(run, "completed");
            var last = lab.cli().run("replay", run).out().lines().count() - 1;
            for (var ids : seen) {
                for (var i = 0; i < 200 && ids.size() <= last; i++) {
                    Thread.sleep(50);
                }
                assertThat(List.copyOf(ids))
                        .isEqualTo(LongStream.rangeClosed(0, last).boxed().toList());
            }
            assertThat(lab.digests(run)).isEqualTo(expected);
            assertThat(lab.get("runs/" + run).get("attempts").asInt()).isEqualTo(1);
        } finally {
            for (var socket : silent) {
                socket.close();
            }
            lab.end();
        }
    }

    @Test
    void law6_whoDoesNotReadIsLetGoOfWithAReasonAndMissesNothingWhenItComesBack() throws Exception {
        var lab = new TestLab(folder.resolve("home"));
        try {
            var toy = "{\"recipe\":\"toy-a\",\"set\":[\"seed=1\",\"steps=20000\",\"checkpoints=log:2\"]}";
            var run = Json.MAPPER
                    .readTree(lab.request("POST", "/api/v1/runs", toy, JSON).body())
                    .get("run")
                    .asText();
            lab.awaitState(run, "completed");
            var last = lab.cli().run("replay", run).out().lines().count() - 1;
            List<Long> ids = new ArrayList<>();
            var tail = new StringBuilder();
            try (var socket = ask(lab, run, 0)) {
                Thread.sleep(40_000);
                read(socket, line -> {
                    tail.append(line).append('\n');
                    if (line.startsWith("id:")) {
                        ids.add(Long.parseLong(line.substring("id:".length())));
                        tail.setLength(0);
                    }
                    return true;
                });
            }
            assertThat(tail.toString()).contains("event:dropped", "left unread for 30 s");
            assertThat(ids.size()).isLessThan((int) last);
            try (var socket = ask(lab, run, ids.size())) {
                read(socket, line -> {
                    if (line.startsWith("id:")) {
                        ids.add(Long.parseLong(line.substring("id:".length())));
                    }
                    return ids.size() <= last;
                });
            }
            assertThat(ids).isEqualTo(LongStream.rangeClosed(0, last).boxed().toList());
        } finally {
            lab.end();
        }
    }

    /** Reads lines as long as they are wanted, or there are any. */
    private static void read(Socket socket, Predicate<String> wanted) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null && wanted.test(line); line = in.readLine()) {
            // The predicate keeps what it needs.
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
}

package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.PoisonPill;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.node.NodeSystem;
import org.twoworlds.node.OwnKey;

/** What a stranger, and a machine that has the key, may send to a lab's ports: a run there goes on undisturbed. */
@Tag("long")
class NoiseIT {
    private static final int IDLE = 300;
    private static final int TIMES = 10;
    private static final long MOST_MEMORY_KIB = 256 << 10;
    private static final long MOST_LOG_BYTES = 8 << 10;

    @TempDir
    Path folder;

    private TestLab lab;
    private int port;

    /** Believes whom it talks to, and shows a key, or none. */
    private static SSLContext tls(Path file, String password) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (password.isEmpty()) {
            keys.init(null, null);
        } else {
            keys.init(KeyStore.getInstance(file.toFile(), password.toCharArray()), password.toCharArray());
        }
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Credulous()}, null);
        return context;
    }

    /** For tests alone. */
    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }

    /** Sends bytes, and waits until the other end closes, for a second at most. */
    private void send(SSLContext tls, byte[] bytes) throws IOException {
        try (var socket = tls.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(bytes);
            while (socket.getInputStream().read() >= 0) {
                // Nothing is ever said.
            }
        } catch (IOException e) {
            // Refused, as it should be.
        }
    }

    private static void sendPlain(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(bytes);
        }
    }

    private static byte[] frame(int length, int bytes, Random random) {
        var frame = ByteBuffer.allocate(9 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        frame.put("AKKA".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).putInt(length);
        var rest = new byte[bytes];
        random.nextBytes(rest);
        return frame.put(rest).array();
    }

    private long memoryKib() throws IOException {
        var status = Files.readString(Path.of("/proc/" + lab.process().process().pid() + "/status"));
        var matcher = Pattern.compile("VmRSS:\\s+([0-9]+)").matcher(status);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private long connections() throws IOException {
        try (var files = Files.list(Path.of("/proc/" + lab.process().process().pid() + "/fd"))) {
            return files.count();
        }
    }

    private double refused(String reason) throws Exception {
        return counted("nodes_refused_total\\{reason=\"" + reason + "\"}");
    }

    private double counted(String what) throws Exception {
        var matcher = Pattern.compile("twoworlds_" + what + " ([0-9.]+)")
                .matcher(lab.request("GET", "/metrics", "").body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    /** What who has the key can do: end one of the lab's actors, without which the lab cannot go on. */
    private void endActors() {
        var key = OwnKey.find(lab.home()).orElseThrow();
        var bad = new NodeSystem("127.0.0.1", 0, Optional.empty(), "lab", key).start(Behaviors.empty());
        try {
            Adapter.toClassic(bad)
                    .actorSelection("akka://" + NodeSystem.NAME + "@127.0.0.1:" + port + "/user/evaluations")
                    .tell(PoisonPill.getInstance(), ActorRef.noSender());
            lab.process().process().onExit().orTimeout(60, TimeUnit.SECONDS).join();
        } finally {
            bad.terminate();
            NodeSystem.awaitClosed(bad);
        }
    }

    private Cli.Result smoke(String command, String name) throws Exception {
        return lab.cli().run(command, "quickstart", "--size", "smoke", "--set", "steps=150", "--name", name);
    }

    @Test
    void noiseAtBothPortsCostsNoRunAndLittleMemoryAndIsCounted() throws Exception {
        var seed = System.nanoTime();
        System.out.println("NoiseIT: seed " + seed);
        var random = new Random(seed);
        port = TestLab.freePort();
        lab = new TestLab(folder.resolve("home"), "--nodes", Integer.toString(port), "--slots", "0");
        assertThat(smoke("run", "undisturbed").exit()).isZero();
        List<Socket> idle = new ArrayList<>();
        Cli.Running node = null;
        try {
            // The lab's own home, where the machine finds the key by itself.
            node = lab.cli().start("join", "127.0.0.1:" + port, "--as", "trainer");
            var run = smoke("submit", "noisy").out().strip();
            lab.awaitStep(run, 20);
            var memory = memoryKib();
            var files = connections();
            var logged = Files.size(lab.process().err());
            var password = Files.readString(OwnKey.passwordFile(lab.home())).strip();
            var known = tls(OwnKey.file(lab.home()), password);
            var secret = TestKeys.secret(folder, "password", "a password");
            var strange = tls(TestKeys.make(folder, "strange.p12", "127.0.0.1", secret), "a password");
            var nobody = tls(folder, "");
            for (var i = 0; i < 100; i++) {
                var bytes = new byte[200];
                random.nextBytes(bytes);
                sendPlain(port, bytes);
                sendPlain(URI.create(lab.url()).getPort(), bytes);
            }
            for (var i = 0; i < IDLE; i++) {
                idle.add(new Socket("127.0.0.1", port));
            }
            for (var i = 0; i < TIMES; i++) {
                send(nobody, frame(100, 100, random));
                send(strange, frame(100, 100, random));
                send(known, frame(Integer.MIN_VALUE, 100, random));
                send(known, frame(Integer.MAX_VALUE, 100, random));
                send(known, frame(0, 100, random));
            }
            for (var i = 0; i < 3; i++) {
                send(known, frame(200, 200, random));
            }
            assertThat(connections() - files)
                    .as("of those that say nothing few are kept")
                    .isLessThan(IDLE * 2 / 3);
            assertThat(memoryKib() - memory).as("KiB of memory, seed " + seed).isLessThan(MOST_MEMORY_KIB);
            assertThat(Files.size(lab.process().err()) - logged)
                    .as(Files.readString(lab.process().err()))
                    .isLessThan(MOST_LOG_BYTES);
            assertThat(refused("key")).isGreaterThanOrEqualTo(2 * TIMES);
            assertThat(refused("slow")).isGreaterThanOrEqualTo(IDLE / 2.0);
            assertThat(refused("frames")).isEqualTo(3 * TIMES);
            assertThat(counted("http_malformed_total")).isPositive();
            assertThat(refused("message")).isBetween(1.0, 3.0);
            lab.awaitState(run, "completed");
            assertThat(lab.digests(run)).isEqualTo(lab.digests("undisturbed"));
            assertThat(lab.get("runs/" + run).get("attempts").asInt()).isEqualTo(1);
            assertThat(refused("frames")).as("none of the machine's own").isEqualTo(3 * TIMES);
            endActors();
            var ended = lab.process().await();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(1);
            assertThat(ended.err()).contains("ended by itself");
            lab.start(); // which it could not, were the home still locked
        } finally {
            for (var socket : idle) {
                socket.close();
            }
            if (node != null) {
                node.signalAll("KILL");
            }
            lab.end();
        }
    }
}

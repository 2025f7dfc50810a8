package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.NotifySocket;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;

/** The lab under a service manager: this test does what systemd does, by the unit file's own words. */
@Tag("long")
class ServiceIT {
    private static final Path UNIT = Path.of("../deploy/systemd/twoworlds.service");

    private static final List<String> SMALL = List.of(
            "--set",
            "steps=400",
            "--set",
            "batch=32",
            "--set",
            "model=mcnn{width=4}",
            "--set",
            "test.count=300",
            "--set",
            "train.count=300",
            "--set",
            "resumeEvery=20steps");

    private static final Duration STILL = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private Path home;
    private Cli cli;
    private List<String> unit;

    @BeforeEach
    void make() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        cli = new Cli(home);
        unit = Files.readAllLines(UNIT);
    }

    /** The last value of a key. */
    private String value(String key) {
        return unit.stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Duration seconds(String key) {
        return Duration.ofSeconds(Long.parseLong(value(key)));
    }

    /** The unit's command, on this checkout and this home. */
    private Cli.Running start(Path socket) throws IOException {
        var launcher = Path.of("../twoworlds").toRealPath();
        var command = value("ExecStart")
                .replace("/opt/twoworlds/twoworlds", launcher.toString())
                .replace("/var/lib/twoworlds", home.toString())
                .replace("$LAB_OPTIONS", "--port 0");
        assertThat(command).doesNotContain("$", "/var/");
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command.split(" "))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        builder.environment().put("NOTIFY_SOCKET", socket.toString());
        builder.environment()
                .put("WATCHDOG_USEC", Long.toString(seconds("WatchdogSec").toNanos() / 1_000));
        return new Cli.Running(builder.start(), out, err);
    }

    /** Waits for a word, as long as the unit lets it take, and returns the datagram with it. */
    private static String await(NotifySocket socket, String word, Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            var told = socket.next(Duration.ofSeconds(1)).filter(d -> d.startsWith(word));
            if (told.isPresent()) {
                return told.get();
            }
        }
        throw new AssertionError(word + " did not come in " + limit);
    }

    private static int health(String ready) throws Exception {
        var address = ready.lines()
                .filter(line -> line.startsWith("STATUS=Listens at "))
                .map(line -> line.substring("STATUS=Listens at ".length()))
                .findFirst()
                .orElseThrow();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address + "/health")).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Cli.Result small(String command, String name) throws Exception {
        List<String> words = new ArrayList<>(List.of(command, "quickstart", "--name", name));
        words.addAll(SMALL);
        var result = cli.run(words.toArray(String[]::new));
        assertThat(result.exit()).as(result.err()).isZero();
        return result;
    }

    private RunView view(String run) {
        return RunView.of(new Home(home).run(run));
    }

    /** From which step the Real World would go on. */
    private long resumePoint(String run) {
        return view(run).world(WorldName.REAL).resumePoints().stream()
                .mapToLong(Event.ResumePoint::step)
                .findFirst()
                .orElse(0);
    }

    private void awaitStep(String run, long step) {
        await(run, view -> view.world(WorldName.REAL).step() >= step);
    }

    /** Waits for a run as long as it moves, however slow the machine is. */
    private void await(String run, Predicate<RunView> holds) {
        var moved = System.nanoTime();
        var view = view(run);
        while (!holds.test(view)) {
            assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(STILL);
            LockSupport.parkNanos(50_000_000);
            var now = view(run);
            moved = now.next() > view.next() ? System.nanoTime() : moved;
            view = now;
        }
    }

    @Test
    void systemdUnderstandsTheUnit() throws Exception {
        assumeTrue(has("systemd-analyze"), "skipped: there is no systemd-analyze");
        var here = Files.writeString(
                folder.resolve("twoworlds.service"),
                Files.readString(UNIT)
                        .replace(
                                "/opt/twoworlds/twoworlds",
                                Path.of("../twoworlds").toRealPath().toString()));
        var process = new ProcessBuilder("systemd-analyze", "verify", here.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isBlank();
    }

    private static boolean has(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void law5_aServiceThatIsStoppedKilledAndStartedAgainLosesNothing() throws Exception {
        var path = folder.resolve("notify");
        try (var socket = new NotifySocket(path)) {
            var lab = start(path);
            var limit = seconds("TimeoutStartSec");
            assertThat(health(await(socket, "READY=1", limit))).isEqualTo(200);
            await(socket, "WATCHDOG=1", seconds("WatchdogSec"));
            var run = small("submit", "served").out().strip();
            awaitStep(run, 40);
            var workers = lab.process().toHandle().descendants().toList();
            assertThat(workers).isNotEmpty();
            for (var worker : workers) {
                assertThat(Path.of("/proc", Long.toString(worker.pid()), "oom_score_adj"))
                        .hasContent("500");
            }

            // Stop: KillMode=mixed, so SIGTERM to the main process alone. What lives when that is gone would be killed.
            assertThat(value("KillMode")).isEqualTo("mixed");
            lab.signal("TERM");
            await(socket, "STOPPING=1", Duration.ofSeconds(30));
            assertThat(lab.process().waitFor(seconds("TimeoutStopSec").toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(lab.process().exitValue()).isEqualTo(Integer.parseInt(value("SuccessExitStatus")));
            assertThat(workers).noneMatch(ProcessHandle::isAlive);
            assertThat(resumePoint(run)).isGreaterThanOrEqualTo(40);

            // A crash: the main process dies, and the manager kills what it left, before it starts it again.
            lab = start(path);
            await(socket, "READY=1", limit);
            var reached = resumePoint(run);
            awaitStep(run, reached + 20);
            workers = lab.process().toHandle().descendants().toList();
            lab.signal("KILL");
            for (var worker : workers) {
                worker.destroyForcibly();
                worker.onExit().get(60, TimeUnit.SECONDS);
            }
            lab.process().waitFor();
            lab = start(path);
            await(socket, "READY=1", limit);
            await(run, RunView::isCompleted);
            lab.signal("TERM");
            assertThat(lab.await().exit()).isEqualTo(143);

            small("run", "alone");
            assertThat(TestLab.digests(cli, run)).isEqualTo(TestLab.digests(cli, "alone"));
            var said = Files.readString(home.resolve("runs").resolve(run).resolve("worker.log"));
            assertThat(said.lines().filter(line -> line.endsWith("the lab starts this run's process")))
                    .hasSize(3);
        }
    }

    @Test
    void wrongOptionsAreNotTriedAgainAndAgain() throws Exception {
        var path = folder.resolve("notify");
        try (var socket = new NotifySocket(path)) {
            unit = unit.stream()
                    .map(line -> line.startsWith("ExecStart=") ? line + " --slots none" : line)
                    .toList();
            var refused = start(path).await();
            assertThat(refused.exit()).isEqualTo(Integer.parseInt(value("RestartPreventExitStatus")));
            assertThat(socket.next(Duration.ofMillis(100))).isEqualTo(Optional.empty());
        }
    }
}

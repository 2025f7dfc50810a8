package org.twoworlds.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.StandardHome;
import org.twoworlds.http.LabDaemon;
import org.twoworlds.http.TokenFile;
import org.twoworlds.http.Tokens;
import org.twoworlds.lab.Slots;
import org.twoworlds.logging.Said;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code lab}: starts the daemon, and waits for its end. */
@Command(
        name = "lab",
        description = {
            "Starts the lab: a daemon that takes runs up, each in a process of its own, and goes on with those that were cut.",
            "It is used from the command line, over HTTP and by its page. It listens on this machine alone, unless it is told",
            "to --bind another address: then it needs a --token-file and --tls."
        })
final class LabCommand implements Callable<Integer> {
    private static final Duration MOST_GRACE = Duration.ofDays(1);

    @Spec
    private CommandSpec command;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "where it listens (default: 127.0.0.1)")
    private String bind = "127.0.0.1";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = {
                "a file for its owner alone: the token that requests must bring, or a line NAME RIGHT TOKEN for each of"
                        + " several. RIGHT is read, submit (which may read too) or administer (which may do all)"
            })
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "where it listens (default: 8642; 0: any free one)")
    private int port = 8642;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "runs at a time on this machine, in all or by device: cpu=1,gpu:0=2 (default: 1)")
    private String slots = "1";

    @Option(
            names = "--nodes",
            paramLabel = "PORT",
            description = "lets other machines join at this port (0: any free one); without it, none may")
    private Optional<Integer> nodes = Optional.empty();

    @Option(
            names = "--node-grace",
            paramLabel = "TIME",
            description = {
                "how long a run keeps its place on a machine that is not reached, and that machine the run while the lab is not:"
                        + " 90s, 5m; 0 not at all (default: 2m)"
            })
    private String nodeGrace = "2m";

    @Option(
            names = "--on-event",
            paramLabel = "CMD",
            description = {
                "a command for /bin/sh that gets a JSON document on standard input, and its event in TWOWORLDS_EVENT, when a"
                        + " run ended, failed, was givenUp, reached its stoppingTime T(n) or had a nonFinite loss, and at"
                        + " diskLow; two at a time, each killed after a minute. actors/README.md says what is in the"
                        + " document. Other accounts can see the command: keep secrets in a file that it reads."
            })
    private Optional<String> onEvent = Optional.empty();

    @Mixin
    private TlsOption tls = new TlsOption();

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "a folder below which a submitted run's files may lie, beside the home; repeatable")
    private List<Path> dataRoots = new ArrayList<>();

    @Mixin
    private LogOption log = new LogOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        log.use();
        var here = slots();
        check("option --port", port, 0, 65_535);
        nodes.ifPresent(p -> check("option --nodes", p, 0, 65_535));
        var grace = grace();
        var address = address();
        var tokens =
                tokenFile.map(f -> TokenFile.read("option --token-file", f)).orElse(Tokens.NONE);
        onEvent.filter(String::isBlank).ifPresent(c -> {
            throw new RequestException("option --on-event", c, "be a command", "leave it out to tell nobody");
        });
        var path = home.home().path();
        var settings = new LabDaemon.Settings(
                home.home(),
                here,
                ThisProgram.of(command),
                address,
                port,
                nodes,
                grace,
                dataRoots,
                tokenFile,
                tokens,
                tls.tls(),
                tls.files(),
                onEvent);
        var told = new CountDownLatch(1);
        var signals = Signals.onFirst(told::countDown);
        try (var daemon = LabDaemon.start(settings)) {
            Json.out().println(daemon.url());
            if (nodes.isPresent()) {
                Said.say("Machines may join: twoworlds join " + daemon.cluster() + " --as trainer" + keyOption(path));
            }
            if (tokens.isEmpty()) {
                Said.say("Any account of this machine may use this lab: --token-file keeps others out.");
            }
            Said.say(
                    daemon.awaitEnd(told)
                            ? "Ending: runs write resume checkpoints, and go on when the lab starts again."
                            : "The lab ended by itself: runs are taken up when it starts again.");
            return signals.exitCodeOr(1);
        }
    }

    /** The slots of this machine: at least one, where no machine may join, and on devices that it has. */
    private Slots slots() {
        var parsed = Slots.parse("option --slots", slots);
        if (parsed.total() < 1 && nodes.isEmpty()) {
            throw new RequestException(
                    "option --slots", slots, "be at least 1 in all", "let machines join by --nodes where it is 0");
        }
        var probe = new CudaProbe();
        parsed.byDevice().keySet().forEach(device -> Choice.of("--slots", device, probe::tensorFlow));
        return parsed;
    }

    private Duration grace() {
        if (nodeGrace.matches("[1-9][0-9.]*")) {
            throw noTime();
        }
        try {
            var grace = ConfigFactory.parseMap(Map.of("grace", nodeGrace)).getDuration("grace");
            if (grace.isNegative() || grace.compareTo(MOST_GRACE) > 0) {
                throw new RequestException("option --node-grace", nodeGrace, "be at least 0 and at most a day", "");
            }
            return nodes.isPresent() ? grace : Duration.ZERO;
        } catch (ConfigException e) {
            throw noTime();
        }
    }

    private RequestException noTime() {
        return new RequestException("option --node-grace", nodeGrace, "be a time with its unit", "write 90s or 5m");
    }

    private static void check(String option, int value, int least, int greatest) {
        if (value < least || value > greatest) {
            throw new RequestException(option, value, "be at least " + least + " and at most " + greatest, "");
        }
    }

    /** The address to listen at: another one than this machine's own needs a token, and TLS. */
    private String address() {
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new RequestException("option --bind", bind, "be an address of this machine", "");
        }
        if (!address.isLoopbackAddress() && (tokenFile.isEmpty() || tls.tls().isEmpty())) {
            throw new RequestException(
                    "option --bind",
                    bind,
                    "go with --token-file and --tls: it can be reached from other machines",
                    "see actors/README.md for how to make both");
        }
        if (address.isAnyLocalAddress() && nodes.isPresent()) {
            throw new RequestException(
                    "option --bind", bind, "be one address where other machines may join", "name this machine's");
        }
        return address.getHostAddress();
    }

    /** The option by which another machine, or another home of this one, is to name the key. */
    private String keyOption(Path path) {
        if (tls.tls().isPresent()) {
            return " --tls FILE.p12 --tls-password FILE";
        }
        return path.equals(StandardHome.path().toAbsolutePath().normalize()) ? "" : " --home " + path;
    }
}

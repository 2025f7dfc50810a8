package org.twoworlds.cli;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.http.javadsl.ServerBinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.StandardHome;
import org.twoworlds.http.Guard;
import org.twoworlds.http.LabRequests;
import org.twoworlds.http.LabServer;
import org.twoworlds.lab.Lab;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.lab.Slots;
import org.twoworlds.lab.WorkerProcesses;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.node.NodeKey;
import org.twoworlds.node.NodeSystem;
import org.twoworlds.node.OwnKey;
import org.twoworlds.node.OwnerFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lab}: the daemon. */
@Command(
        name = "lab",
        description = {
            "Starts the lab: a daemon that takes runs up, each in a process of its own, and goes on with those that were cut.",
            "It is used from the command line, over HTTP and by its page. It listens on this machine alone, unless it is told",
            "to --bind another address: then it needs a --token-file and --tls."
        })
final class LabCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(2);

    @Spec
    private CommandSpec command;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "where it listens (default: 127.0.0.1)")
    private String bind = "127.0.0.1";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "a file whose first line is the token that requests must bring")
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

    @Mixin
    private TlsOption tls = new TlsOption();

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "a folder below which a submitted run's files may lie, beside the home; repeatable")
    private List<Path> dataRoots = new ArrayList<>();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var here = slots();
        check("option --port", port, 0, 65_535);
        nodes.ifPresent(p -> check("option --nodes", p, 0, 65_535));
        var address = address();
        var token = tokenFile.map(f -> OwnerFile.secret("option --token-file", f));
        token.filter(t -> !t.matches("[A-Za-z0-9._~+/=-]{16,4096}")).ifPresent(t -> {
            throw new RequestException(
                    "token in",
                    tokenFile.orElseThrow(),
                    "be 16 or more letters, digits or ._~+/=-",
                    "make one by: openssl rand -hex 32");
        });
        var known = tls.tls();
        var path = home.home().path();
        Files.createDirectories(path);
        List<Path> roots = new ArrayList<>(List.of(path));
        dataRoots.forEach(root -> roots.add(root.toAbsolutePath().normalize()));
        try (var channel = FileChannel.open(
                        path.resolve("lab.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = locked(channel, path);
                var book = new RunBook(home.home())) {
            var clock = InstantSource.system();
            var processes = new WorkerProcesses(ThisProgram.of(command), path);
            var system = started(
                    Lab.create(home.home(), here, new CudaProbe(), processes, nodes.isPresent(), clock),
                    path,
                    address,
                    known);
            var over = new CountDownLatch(1);
            var signals = Signals.onFirst(over::countDown);
            try {
                var guard = new Guard(roots, token, secrets(path));
                var binding = bound(new LabServer(system, new LabRequests(book, clock), guard), known);
                var url = (known.isPresent() ? "https://" : "http://")
                        + (address.contains(":") ? "[" + address + "]" : address) + ":"
                        + binding.localAddress().getPort();
                var cluster = nodes.isPresent() ? NodeSystem.joined(system) : "";
                var certificate = path.resolve("lab.pem");
                if (known.isPresent()) {
                    Files.writeString(certificate, known.get().certificate());
                }
                new LabFile(
                                url,
                                cluster,
                                tokenFile
                                        .map(f -> f.toAbsolutePath().toString())
                                        .orElse(""),
                                known.isPresent() ? certificate.toString() : "",
                                KnownProcess.current())
                        .write(path);
                Json.out().println(url);
                if (nodes.isPresent()) {
                    System.err.println(
                            "Machines may join: twoworlds join " + cluster + " --as trainer" + keyOption(path));
                }
                if (token.isEmpty()) {
                    System.err.println("Any account of this machine may use this lab: --token-file keeps others out.");
                }
                var ended = system.getWhenTerminated().toCompletableFuture();
                ended.thenRun(over::countDown);
                over.await();
                if (ended.isDone()) {
                    System.err.println("The lab ended by itself: runs are taken up when it starts again.");
                } else {
                    System.err.println("Ending: runs write resume checkpoints, and go on when the lab starts again.");
                    binding.terminate(GRACE).toCompletableFuture().join();
                }
            } finally {
                system.terminate();
                if (!NodeSystem.awaitClosed(system)) {
                    System.err.println("Some connections do not close: the lab ends without.");
                }
                Files.deleteIfExists(LabFile.of(path));
            }
            return signals.exitCodeOr(1);
        }
    }

    /** The files that hold what nobody else may know. */
    private List<Path> secrets(Path home) {
        List<Path> secrets = new ArrayList<>(List.of(OwnKey.file(home), OwnKey.passwordFile(home)));
        secrets.addAll(tls.files());
        tokenFile.ifPresent(secrets::add);
        return secrets;
    }

    /** The slots here: at least one, where no machine may join, and on devices that there are. */
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

    /** Starts the lab's actors: where machines may join, known to them by the operator's key or by one of its own. */
    private ActorSystem<LabProtocol.Command> started(
            Behavior<LabProtocol.Command> lab, Path home, String address, Optional<NodeKey> known) {
        if (nodes.isEmpty()) {
            return ActorSystem.create(lab, NodeSystem.NAME);
        }
        NodeSystem.check(address, nodes.get());
        var key = known.orElseGet(() -> OwnKey.of(home));
        return new NodeSystem(address, nodes.get(), Optional.empty(), "lab", key).start(lab);
    }

    /** How another machine, or another home of this one, is to name the key. */
    private String keyOption(Path path) {
        if (tls.tls().isPresent()) {
            return " --tls FILE.p12 --tls-password FILE";
        }
        return path.equals(StandardHome.path().toAbsolutePath().normalize()) ? "" : " --home " + path;
    }

    private ServerBinding bound(LabServer server, Optional<NodeKey> known) {
        try {
            return server.bind(bind, port, known.map(NodeKey::context))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new FailureException(
                    "port", port, "be free (" + e.getCause().getMessage() + ")", "choose another by --port");
        }
    }

    private static FileLock locked(FileChannel channel, Path home) throws IOException {
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        throw new FailureException("home", home, "be of one lab at a time, and one is running", "stop it first");
    }
}

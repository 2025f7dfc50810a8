package org.twoworlds.cli;

import akka.Done;
import akka.actor.typed.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.config.Device;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Role;
import org.twoworlds.logging.Said;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.node.Node;
import org.twoworlds.node.NodeKey;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeSystem;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.OwnKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code join}: this machine works for a lab. */
@Command(
        name = "join",
        description = {
            "Joins a lab that was started with --nodes, and works for it until it is ended.",
            "Data are read here: a run whose data this machine has not is refused, and goes elsewhere.",
            "What works is a process of its own, which is started again when it dies."
        })
final class JoinCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int MOST_SLOTS = 256;

    /** The exit code of a process that is to be started again: EX_TEMPFAIL of sysexits.h. */
    private static final int AGAIN = 75;

    @Parameters(paramLabel = "HOST:PORT", description = "where the lab lets machines join")
    private String lab = "";

    @Spec
    private CommandSpec command;

    @Option(names = "--as", required = true, paramLabel = "ROLE", description = "trainer or evaluator")
    private String as = "";

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "runs or evaluators at a time (default: 1); each trainer is a process of its own")
    private int slots = 1;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu or gpu:NUMBER: works on this device alone, and an evaluator whatever its run's is")
    private String device = "";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "this machine's address, as the lab reaches it (default: found out)")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "where it listens, and several trainers from there on (default: any free port)")
    private int port;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private TlsOption tls = new TlsOption();

    @Mixin
    private LogOption log = new LogOption();

    @Option(names = "--slot", hidden = true, description = "what works: ends when its standard input does")
    private boolean isSlot;

    private Role role = Role.TRAINER;

    @Override
    public Integer call() throws IOException, InterruptedException {
        log.use();
        role = Role.parse(as).orElseThrow(() -> new RequestException("option --as", as, "be trainer or evaluator", ""));
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new RequestException("option --slots", slots, "be at least 1 and at most " + MOST_SLOTS, "");
        }
        var only = only();
        var from = host.isEmpty() ? NodeSystem.hostTowards(lab) : host;
        if (isSlot) {
            return work(system(from, 0), only);
        }
        for (var i = 0; i < processes(); i++) {
            NodeSystem.check(from, port(i));
        }
        system(from, 0).knock();
        removeLeft();
        return new JoinedSlots(ThisProgram.of(command), this::slot, processes()).call();
    }

    private int processes() {
        return role == Role.TRAINER ? slots : 1;
    }

    /** The lab's key: the operator's, or on the lab's own machine the one that it made in its home. */
    private NodeKey key() {
        return tls.tls()
                .or(() -> OwnKey.find(home.home().path()))
                .orElseThrow(() -> new RequestException(
                        "lab's key for",
                        lab,
                        "be at hand: by --tls and --tls-password, or in the --home of a lab of this machine",
                        "see actors/README.md, More machines"));
    }

    private NodeSystem system(String from, int number) {
        return new NodeSystem(from, port(number), Optional.of(lab), as, key());
    }

    private int port(int number) {
        return port == 0 ? 0 : port + number;
    }

    /** The only device to work on, which there has to be. */
    private Optional<Device> only() {
        if (device.isEmpty()) {
            return Optional.empty();
        }
        var only = Device.parse(device)
                .filter(d -> d.kind() != Device.Kind.AUTO)
                .orElseThrow(() -> new RequestException(
                        "option --device", device, "be cpu or gpu:NUMBER", "leave it out for any"));
        var probe = new CudaProbe();
        Choice.of("--device", only, role == Role.TRAINER ? probe::tensorFlow : probe::onnxRuntime);
        return Optional.of(only);
    }

    /** The command line of a slot: a process that is this command with one slot, or with all where it evaluates. */
    private List<String> slot(int number) {
        List<String> arguments = new ArrayList<>(List.of("join", lab, "--as", as, "--slot"));
        arguments.addAll(List.of("--slots", Integer.toString(slots / processes())));
        arguments.addAll(List.of("--port", Integer.toString(port(number))));
        arguments.addAll(List.of("--home", home.home().path().toString()));
        arguments.addAll(log.arguments());
        if (!host.isEmpty()) {
            arguments.addAll(List.of("--host", host));
        }
        if (!device.isEmpty()) {
            arguments.addAll(List.of("--device", device));
        }
        arguments.addAll(tls.arguments());
        return arguments;
    }

    private int work(NodeSystem node, Optional<Device> only) throws IOException {
        var current = new AtomicReference<Optional<ActorSystem<NodeProtocol.Command>>>(Optional.empty());
        var ending = new AtomicBoolean();
        Runnable end = () -> {
            ending.set(true);
            current.get().ifPresent(s -> s.tell(NodeProtocol.Leave.LEAVE));
        };
        var signals = Signals.onFirst(end);
        JoinedSlots.whenAlone(end);
        var cache = caches().resolve(Long.toString(ProcessHandle.current().pid()));
        try {
            while (!ending.get()) {
                var ended = new CompletableFuture<Done>();
                var system = node.start(Node.create(role, slots, only, cache, ended));
                current.set(Optional.of(system));
                if (ending.get()) {
                    system.tell(NodeProtocol.Leave.LEAVE);
                }
                CompletableFuture.anyOf(ended, system.getWhenTerminated().toCompletableFuture())
                        .join();
                if (!NodeSystem.awaitClosed(system)) {
                    Said.say("The connections to the lab do not close: a new process joins anew.");
                    return signals.exitCodeOr(AGAIN);
                }
                LockSupport.parkNanos(ending.get() ? 0 : PAUSE.toNanos());
            }
        } finally {
            NodeTask.remove(cache);
        }
        return signals.exitCodeOr(0);
    }

    /** Where each process keeps its replicas. */
    private Path caches() {
        return home.home().path().resolve("nodes");
    }

    /** Removes the files that killed processes left behind. */
    private void removeLeft() throws IOException {
        Files.createDirectories(caches());
        try (var caches = Files.list(caches())) {
            for (var cache : caches.toList()) {
                var pid = Long.parseLong(cache.getFileName().toString());
                if (ProcessHandle.of(pid)
                        .filter(p -> p.pid() != ProcessHandle.current().pid())
                        .isEmpty()) {
                    NodeTask.remove(cache);
                }
            }
        }
    }
}

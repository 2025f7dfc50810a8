package org.twoworlds.cli;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.actor.Machine;
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
import org.twoworlds.node.Site;
import org.twoworlds.node.Workbench;
import org.twoworlds.node.WorkbenchProtocol;
import org.twoworlds.start.DataFolders;
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
            "What works is a process of its own, which is started again when it dies.",
            "SIGUSR1 lets it leave before the end: runs write resume points and go elsewhere, and the exit code is 0."
        })
final class JoinCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
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

    @Option(
            names = "--data",
            paramLabel = "SOURCE=DIR",
            description =
                    "the folder or file of a data source on this machine, in place of that of the configuration; repeatable")
    private Map<String, Path> data = new LinkedHashMap<>();

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private TlsOption tls = new TlsOption();

    @Mixin
    private LogOption log = new LogOption();

    @Option(
            names = "--slot",
            hidden = true,
            description = "what works, by its number: ends when its standard input does")
    private Optional<Integer> slot = Optional.empty();

    private Role role = Role.TRAINER;

    @Override
    public Integer call() throws IOException, InterruptedException {
        log.use();
        role = Role.parse(as).orElseThrow(() -> new RequestException("option --as", as, "be trainer or evaluator", ""));
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new RequestException("option --slots", slots, "be at least 1 and at most " + MOST_SLOTS, "");
        }
        var only = only();
        var folders = DataFolders.of("option --data", data);
        var from = host.isEmpty() ? NodeSystem.hostTowards(lab) : host;
        if (slot.isPresent()) {
            return work(system(from, 0), site(from, only, folders));
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
        List<String> arguments = new ArrayList<>(List.of("join", lab, "--as", as, "--slot", Integer.toString(number)));
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
        data.forEach((source, place) -> arguments.addAll(List.of("--data", source + "=" + place)));
        arguments.addAll(tls.arguments());
        return arguments;
    }

    /** What works, named after the process that starts another one when it dies. */
    private Site site(String from, Optional<Device> only, DataFolders folders) {
        var keeper = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        var cache = caches().resolve(Long.toString(ProcessHandle.current().pid()));
        var name = from + "/" + keeper + "." + slot.orElse(0);
        return new Site(role, slots, only, cache, name, Machine.version(), folders);
    }

    private int work(NodeSystem node, Site site) throws IOException {
        var bench = ActorSystem.create(Workbench.create(site), "twoworlds-tasks");
        var current = new AtomicReference<Optional<ActorSystem<NodeProtocol.Command>>>(Optional.empty());
        var ending = new AtomicBoolean();
        Runnable end = () -> {
            ending.set(true);
            current.get().ifPresent(s -> s.tell(NodeProtocol.Leave.LEAVE));
        };
        var signals = Signals.onFirst(end);
        JoinedSlots.whenAlone(end);
        var isIdle = true;
        try {
            while (!ending.get() || !isIdle) {
                var ended = new CompletableFuture<Optional<String>>();
                var system = node.start(Node.create(site, bench, ended));
                current.set(Optional.of(system));
                if (ending.get()) {
                    system.tell(NodeProtocol.Leave.LEAVE);
                }
                CompletableFuture.anyOf(ended, system.getWhenTerminated().toCompletableFuture())
                        .join();
                var isClosed = NodeSystem.awaitClosed(system);
                var refusal = ended.getNow(Optional.empty());
                if (refusal.isPresent()) {
                    return unwelcome(refusal.get());
                }
                isIdle = isIdle(bench);
                if (!isClosed && isIdle) {
                    Said.say("The connections to the lab do not close: a new process joins anew.");
                    return signals.exitCodeOr(AGAIN);
                }
                LockSupport.parkNanos(ending.get() && isIdle ? 0 : PAUSE.toNanos());
            }
        } finally {
            bench.terminate();
            bench.getWhenTerminated().toCompletableFuture().join();
            NodeTask.remove(site.cache());
        }
        return signals.exitCodeAfterLeaving(0);
    }

    private static boolean isIdle(ActorSystem<WorkbenchProtocol.Command> bench) {
        return AskPattern.ask(bench, WorkbenchProtocol.AskIdle::new, PATIENCE, bench.scheduler())
                .toCompletableFuture()
                .join();
    }

    /** The first process says for all why the lab does not take them. */
    private int unwelcome(String reason) {
        if (slot.orElse(0) == 0) {
            System.err.println(reason + System.lineSeparator() + "  Maybe install the lab's version here.");
        }
        return JoinedSlots.UNWELCOME;
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

package org.twoworlds.cli;

import akka.actor.typed.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.twoworlds.config.RequestException;
import org.twoworlds.node.Node;
import org.twoworlds.node.NodeSystem;
import org.twoworlds.node.NodeTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code join}: this machine works for a lab. */
@Command(
        name = "join",
        description = {
            "Joins a lab that was started with --nodes, and works for it until it is ended.",
            "Data are read here: a run whose data this machine has not is refused, and goes elsewhere."
        })
final class JoinCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Parameters(paramLabel = "HOST:PORT", description = "where the lab lets machines join")
    private String lab = "";

    @Option(names = "--as", required = true, paramLabel = "ROLE", description = "trainer or evaluator")
    private String role = "";

    @Option(names = "--slots", paramLabel = "N", description = "runs or evaluators at a time (default: 1)")
    private int slots = 1;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "this machine's address, as the lab reaches it (default: found out)")
    private String host = "";

    @Option(names = "--port", paramLabel = "PORT", description = "where it listens (default: any free port)")
    private int port;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private TlsOption tls = new TlsOption();

    @Override
    public Integer call() throws IOException {
        if (!List.of("trainer", "evaluator").contains(role)) {
            throw new RequestException("option --as", role, "be trainer or evaluator", "");
        }
        if (slots < 1) {
            throw new RequestException("option --slots", slots, "be at least 1", "");
        }
        var config = new NodeSystem(
                        host.isEmpty() ? NodeSystem.hostTowards(lab) : host, port, Optional.of(lab), role, tls.tls())
                .config();
        var current = new AtomicReference<Optional<ActorSystem<Node.Command>>>(Optional.empty());
        var signals = Signals.onFirst(() -> current.get().ifPresent(s -> s.tell(Node.Leave.LEAVE)));
        var all = home.home().path().resolve("nodes");
        var cache = all.resolve(Long.toString(ProcessHandle.current().pid()));
        removeLeft(all);
        try {
            while (signals.exitCodeOr(0) == 0) {
                var system = ActorSystem.create(Node.create(role, slots, cache), NodeSystem.NAME, config);
                current.set(Optional.of(system));
                if (signals.exitCodeOr(0) != 0) {
                    system.tell(Node.Leave.LEAVE);
                }
                system.getWhenTerminated().toCompletableFuture().join();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } finally {
            NodeTask.remove(cache);
        }
        return signals.exitCodeOr(0);
    }

    /** What processes left behind that were killed. */
    private static void removeLeft(Path all) throws IOException {
        Files.createDirectories(all);
        try (var caches = Files.list(all)) {
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

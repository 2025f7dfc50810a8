package org.twoworlds.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.FailureException;
import org.twoworlds.lab.Lab;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.lab.Slots;
import org.twoworlds.lab.WorkerProcesses;
import org.twoworlds.logging.Said;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.node.NodeKey;
import org.twoworlds.node.NodeSystem;
import org.twoworlds.node.OwnKey;
import org.twoworlds.node.Terms;
import org.twoworlds.notice.NoticeCounts;
import org.twoworlds.notice.OnEvent;
import org.twoworlds.service.ServiceManager;
import org.twoworlds.service.Watchdog;
import org.twoworlds.start.Program;
import org.twoworlds.stream.log.Home;

/**
 * A lab that listens: its actors, its address, and the file by which commands find it. A home has one lab at a time, which is
 * closed by its starter: runs then write resume checkpoints, and go on when the lab starts again.
 */
public final class LabDaemon implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * The settings of a lab.
     *
     * @param program makes the runs' processes
     * @param address at which it listens
     * @param port at which it listens; 0 for any free one
     * @param nodePort at which other machines may join, 0 for any free one; empty where none may
     * @param nodeGrace how long a run keeps its place on a machine that is not reached
     * @param dataRoots folders below which a submitted run's files may lie, beside the home
     * @param tokenFile the file that has the tokens; empty where there is none
     * @param tokens one of which requests must bring; none where they need none
     * @param key by which the lab and its machines know each other, and which the address shows; empty for http
     * @param keyFiles the files of the key
     * @param onEvent the command that is told what happens; empty where none is
     */
    public record Settings(
            Home home,
            Slots slots,
            Program program,
            String address,
            int port,
            Optional<Integer> nodePort,
            Duration nodeGrace,
            List<Path> dataRoots,
            Optional<Path> tokenFile,
            Tokens tokens,
            Optional<NodeKey> key,
            List<Path> keyFiles,
            Optional<String> onEvent) {}

    private final Settings settings;
    private final Path home;
    /** Steps that undo what was opened, the newest first. */
    private final Deque<Closeable> opened = new ArrayDeque<>();

    private final NoticeCounts notices = new NoticeCounts();
    private Optional<ActorSystem<LabProtocol.Command>> system = Optional.empty();
    private String url = "";
    private String cluster = "";

    private LabDaemon(Settings settings) {
        this.settings = settings;
        home = settings.home().path();
    }

    /**
     * Starts a lab.
     *
     * @throws FailureException where the home has a lab already, or a port is taken
     */
    public static LabDaemon start(Settings settings) throws IOException {
        var daemon = new LabDaemon(settings);
        try {
            daemon.open();
            return daemon;
        } catch (IOException | RuntimeException | Error e) {
            daemon.close();
            throw e;
        }
    }

    private void open() throws IOException {
        Files.createDirectories(home);
        lock();
        var book = new RunBook(settings.home());
        opened.push(book::close);
        var clock = InstantSource.system();
        var processes = new WorkerProcesses(settings.program(), home, clock);
        var lab = system(processes, clock);
        system = Optional.of(lab);
        opened.push(() -> Files.deleteIfExists(LabFile.of(home)));
        opened.push(() -> processes.awaitEnded(lab.settings().config().getDuration("twoworlds.lab.grace")));
        opened.push(() -> end(lab));
        List<Path> roots = new ArrayList<>(List.of(home));
        settings.dataRoots().forEach(root -> roots.add(root.toAbsolutePath().normalize()));
        var guard = new Guard(roots, settings.tokens(), secrets());
        var binding = bound(new LabServer(
                lab, new LabRequests(book, clock), guard, settings.onEvent().map(command -> notices)));
        opened.push(() -> letGo(binding, lab));
        var address = settings.address();
        url = (settings.key().isPresent() ? "https://" : "http://")
                + (address.contains(":") ? "[" + address + "]" : address) + ":"
                + binding.localAddress().getPort();
        cluster = settings.nodePort().isPresent() ? NodeSystem.joined(lab) : "";
        writeFile();
        ServiceManager.of(System.getenv(), ProcessHandle.current().pid()).ifPresent(manager -> {
            opened.push(manager::stopping);
            manager.ready(url);
            Watchdog.begin(manager, lab, LabProtocol.Ask::new);
        });
    }

    private void lock() throws IOException {
        var channel = FileChannel.open(home.resolve("lab.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        opened.push(channel);
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        throw new FailureException("home", home, "be of one lab at a time, and one is running", "stop it first");
    }

    /** Starts the lab's actors: where machines may join, known to them by the operator's key or by one of its own. */
    private ActorSystem<LabProtocol.Command> system(WorkerProcesses processes, InstantSource clock) {
        var nodePort = settings.nodePort();
        var lab = Lab.create(
                settings.home(),
                settings.slots(),
                new CudaProbe(),
                processes,
                nodePort.map(port -> new Terms(Machine.version(), settings.nodeGrace())),
                clock,
                settings.onEvent()
                        .map(command -> OnEvent.create(settings.home(), command, notices, clock))
                        .orElseGet(() -> OnEvent.nobody(settings.home())));
        if (nodePort.isEmpty()) {
            return ActorSystem.create(lab, NodeSystem.NAME);
        }
        NodeSystem.check(settings.address(), nodePort.get());
        var key = settings.key().orElseGet(() -> OwnKey.of(home));
        return new NodeSystem(settings.address(), nodePort.get(), Optional.empty(), "lab", key).start(lab);
    }

    /** The files that hold a secret of the lab. */
    private List<Path> secrets() {
        List<Path> secrets = new ArrayList<>(List.of(OwnKey.file(home), OwnKey.passwordFile(home)));
        secrets.addAll(settings.keyFiles());
        settings.tokenFile().ifPresent(secrets::add);
        return secrets;
    }

    private ServerBinding bound(LabServer server) {
        try {
            return server.bind(
                            settings.address(), settings.port(), settings.key().map(NodeKey::context))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new FailureException(
                    "port", settings.port(), "be free (" + e.getCause().getMessage() + ")", "choose another by --port");
        }
    }

    private void writeFile() throws IOException {
        var certificate = home.resolve("lab.pem");
        if (settings.key().isPresent()) {
            Files.writeString(certificate, settings.key().get().certificate());
        }
        new LabFile(
                        url,
                        cluster,
                        settings.tokenFile()
                                .map(file -> file.toAbsolutePath().toString())
                                .orElse(""),
                        settings.key().map(key -> certificate.toString()).orElse(""),
                        KnownProcess.current())
                .write(home);
    }

    /** The lab's address. */
    public String url() {
        return url;
    }

    /** The address at which machines may join, as {@code HOST:PORT}; empty where none may. */
    public String cluster() {
        return cluster;
    }

    /**
     * Waits until the lab is to end.
     *
     * @param told is counted down by the one who tells it to end
     * @return whether it was told, and did not end by itself
     */
    public boolean awaitEnd(CountDownLatch told) throws InterruptedException {
        var ended = system.orElseThrow().getWhenTerminated().toCompletableFuture();
        ended.thenRun(told::countDown);
        told.await();
        return !ended.isDone();
    }

    /** Lets the answers that are under way be finished; a lab whose actors have ended gives none. */
    private static void letGo(ServerBinding binding, ActorSystem<?> lab) {
        if (!lab.getWhenTerminated().toCompletableFuture().isDone()) {
            binding.terminate(GRACE).toCompletableFuture().join();
        }
    }

    private static void end(ActorSystem<?> lab) {
        lab.terminate();
        if (!NodeSystem.awaitClosed(lab)) {
            Said.say("Some connections do not close: the lab ends without.");
        }
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}

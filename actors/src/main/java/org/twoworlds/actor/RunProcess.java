package org.twoworlds.actor;

import akka.actor.typed.ActorSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** A run in this process: takes the right to write it, wires its actors, and lets go when it is over. */
public final class RunProcess implements AutoCloseable {
    /** What two runs may differ in and still be compared. */
    private static final List<String> FREE = List.of(
            "world.",
            "stoppingTime.",
            "train.",
            "trainer.",
            "evaluator.",
            "checkpoints",
            "keep",
            "resumeEvery",
            "disk.");

    private final RunFolder folder;
    private final RunFolder.Lock lock;
    private final ActorSystem<Run.Command> system;
    private final CompletableFuture<Event.RunEnded> outcome;
    private List<String> devices = List.of();

    private RunProcess(
            RunFolder folder,
            RunFolder.Lock lock,
            ActorSystem<Run.Command> system,
            CompletableFuture<Event.RunEnded> outcome) {
        this.folder = folder;
        this.lock = lock;
        this.system = system;
        this.outcome = outcome;
    }

    /** Adds what is wrong with a configuration as a run, before any is made. */
    public static void check(ExperimentConfig config, List<Problem> problems) {
        check(config, problems, new CudaProbe());
    }

    /**
     * Adds what is wrong with a configuration as a run on some machines.
     *
     * @param probe what these can compute on
     */
    public static void check(ExperimentConfig config, List<Problem> problems, DeviceProbe probe) {
        var before = problems.size();
        ExperimentChecks.check(config, problems, probe);
        if (problems.size() == before && !config.evaluator().on().isEmpty()) {
            try {
                Samples.further(Experiment.open(config));
            } catch (RequestException e) {
                problems.addAll(e.problems());
            }
        }
    }

    /** Starts a new run. */
    public static RunProcess start(
            Home home, ExperimentConfig config, String name, InstantSource clock, List<RunParts.Attached> attached) {
        checkIdeal(home, config);
        var experiment = Experiment.open(config);
        var devices = Devices.of(config, new CudaProbe());
        var folder = home.newRun(config.name(), clock);
        var lock = folder.lock();
        try {
            checkRoom(folder, config);
            begin(folder, experiment, devices, Origin.alone(name), List.of(), clock);
        } catch (RuntimeException | Error e) {
            lock.close();
            RunName.discard(folder.path());
            throw e;
        }
        var process = take(folder, lock, RunView.of(folder), clock, attached);
        process.devices = devices.words();
        return process;
    }

    /**
     * Where a run comes from.
     *
     * @param name what to call it, or empty
     * @param lab whether a lab takes it up
     * @param parent what it was forked from, as {@code RUN@STEP}, or empty
     * @param sweep the sweep it belongs to, or empty
     * @param cell what distinguishes it there
     */
    public record Origin(String name, boolean lab, String parent, String sweep, Map<String, String> cell) {
        /** A run that belongs to nothing else. */
        public static Origin alone(String name) {
            return new Origin(name, false, "", "", Map.of());
        }

        /** A run that a lab takes up, forked from another one where {@code parent} is not empty. */
        public static Origin ofLab(String name, String parent) {
            return new Origin(name, true, parent, "", Map.of());
        }
    }

    /**
     * Makes a run that is to be taken up later. Its folder is made once its data are open.
     *
     * @param home where
     * @param resumeFrom the files from which its worlds go on, copied into the new run
     * @param probe what it can compute on
     */
    public static RunFolder create(
            Home home,
            ExperimentConfig config,
            Origin origin,
            Map<Event.ResumePoint, Path> resumeFrom,
            DeviceProbe probe,
            InstantSource clock) {
        var experiment = Experiment.open(config);
        var devices = Devices.of(config, probe);
        var folder = home.newRun(config.name(), clock);
        try (var lock = folder.lock()) {
            checkRoom(folder, config);
            resumeFrom.forEach((point, file) -> copy(point, file, folder.file(point.file()), origin.parent()));
            begin(folder, experiment, devices, origin, List.copyOf(resumeFrom.keySet()), clock);
        } catch (RuntimeException | Error e) {
            RunName.discard(folder.path());
            throw e;
        }
        return folder;
    }

    /**
     * Makes a run that a sweep's plan names, unless it is made already.
     *
     * @throws FailureException where its data are others than when the sweep was submitted
     */
    static void make(RunFolder folder, Event.Started planned, InstantSource clock) {
        var config = new ConfigLoader().fromJson(planned.recipe(), planned.config());
        var experiment = Experiment.open(config);
        RecordedData.require(experiment.data(), planned, config.data().path());
        var network = experiment.outline().network().detail();
        folder.create();
        checkRoom(folder, config);
        try (var lock = folder.lock()) {
            if (!LogReader.isMade(folder)) {
                record(folder, planned.made(Machine.describe(), version(), network), List.of(), clock);
            }
        }
    }

    private static void copy(Event.ResumePoint point, Path from, Path to, String parent) {
        point.logged(parent, from).checked();
        try {
            Durable.copy(from, to);
        } catch (IOException e) {
            throw new FailureException("checkpoint", from, "be readable", "choose another step");
        }
    }

    /** Record 0, and what the worlds go on from where they do not begin. */
    private static void begin(
            RunFolder folder,
            Experiment experiment,
            Devices devices,
            Origin origin,
            List<Event.ResumePoint> points,
            InstantSource clock) {
        var started = planned(folder.id(), experiment, devices, origin)
                .made(
                        Machine.describe(),
                        version(),
                        experiment.outline().network().detail());
        RunName.take(folder, origin.name(), () -> record(folder, started, points, clock));
    }

    private static void record(
            RunFolder folder, Event.Started started, List<Event.ResumePoint> points, InstantSource clock) {
        List<Event> events = new ArrayList<>(List.of(started));
        events.addAll(points);
        EventLog.append(folder, 0, clock, events);
    }

    /** Record 0 of a run, without what only its making can know. */
    static Event.Started planned(String run, Experiment experiment, Devices devices, Origin origin) {
        var config = experiment.config();
        return new Event.Started(
                run,
                origin.name().isEmpty() ? run : origin.name(),
                config.name(),
                config.toJson(),
                threads(config),
                Math.max(1, config.evaluator().threads()),
                config.precision(),
                devices.trainer().device().toString(),
                experiment.data().digest(),
                Map.of(),
                "",
                "",
                devices.evaluator().device().toString(),
                origin.lab(),
                origin.parent(),
                origin.sweep(),
                origin.cell());
    }

    /** Goes on with a run that was interrupted. */
    public static RunProcess resume(RunFolder folder, InstantSource clock, List<RunParts.Attached> attached) {
        var lock = folder.lock();
        try {
            var view = RunView.of(folder);
            if (view.isCompleted()) {
                throw new RequestException("run", folder.id(), "not be completed", "start a new one");
            }
            return take(folder, lock, view, clock, attached);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static RunProcess take(
            RunFolder folder,
            RunFolder.Lock lock,
            RunView view,
            InstantSource clock,
            List<RunParts.Attached> attached) {
        var outcome = new CompletableFuture<Event.RunEnded>();
        var system = ActorSystem.create(
                ToyDescent.isAsked(view.config())
                        ? DescentRun.create(folder, experiment(view), view, attempt(view), clock, outcome)
                        : Run.create(
                                parts(folder, view, log(folder, view, clock), RunFiles.in(folder), attached), outcome),
                "twoworlds");
        system.getWhenTerminated()
                .whenComplete((done, error) -> outcome.complete(new Event.RunEnded(
                        "failed",
                        "The run must end in order, but its actors stopped."
                                + System.lineSeparator()
                                + "  Maybe run it again with --resume.")));
        return new RunProcess(folder, lock, system, outcome);
    }

    /**
     * What a run is wired from that this process takes up.
     *
     * @param log the way to its log
     * @param files where the files are found that it goes on from
     * @throws FailureException where its data are not at hand as they were
     */
    public static RunParts parts(
            RunFolder folder, RunView view, RunLog log, RunFiles files, List<RunParts.Attached> attached) {
        checkDevices(view);
        checkRoom(folder, view.config());
        folder.removeUnfinished();
        Event.WORLDS.forEach(world -> removeDeleted(folder, view.world(world)));
        return new RunParts(folder, experiment(view), view, attempt(view), log, files, attached);
    }

    /** Removes checkpoints whose writer died after the log said that they go. */
    private static void removeDeleted(RunFolder folder, RunView.WorldView world) {
        for (var checkpoint : world.deleted()) {
            try {
                Files.deleteIfExists(folder.file(checkpoint.file()));
            } catch (IOException e) {
                throw new FailureException(
                        "file", folder.file(checkpoint.file()), "be removable", "check its permissions");
            }
        }
    }

    private static Experiment experiment(RunView view) {
        var experiment = Experiment.open(view.config());
        RecordedData.require(
                experiment.data(), view.started(), view.config().data().path());
        return experiment;
    }

    private static Event.Attempt attempt(RunView view) {
        var machine = Machine.describe();
        var forked = !Machine.isEqual(view.started().machine(), machine);
        var here = KnownProcess.current();
        return new Event.Attempt(
                view.attempt() + 1,
                here.pid(),
                forked,
                forked ? machine : Map.of(),
                here.started().toEpochMilli(),
                here.command());
    }

    /** The log of a run that this process writes. */
    private static RunLog log(RunFolder folder, RunView view, InstantSource clock) {
        return (context, listener, lowDisk) -> context.spawn(
                Contained.in(
                        LogKeeper.Command.class,
                        LogKeeper.create(
                                folder,
                                clock,
                                view.attempt() + 1,
                                view.scoredKeys(),
                                listener,
                                view.config().disk().reserve(),
                                lowDisk)),
                "log",
                RunParts.pinned());
    }

    /** A run goes on where it began: its weights would be others elsewhere. */
    private static void checkDevices(RunView view) {
        var probe = new CudaProbe();
        var started = view.started();
        Device.parse(started.device()).ifPresent(d -> Choice.of("trainer.device", d, probe::tensorFlow));
        Device.parse(started.evaluatorDevice()).ifPresent(d -> Choice.of("evaluator.device", d, probe::onnxRuntime));
    }

    /**
     * Checks that the run whose Ideal World is to be compared with trained the same network in the same way.
     *
     * @throws RequestException where it did not
     */
    public static void checkIdeal(Home home, ExperimentConfig config) {
        var named = config.world().ideal();
        if (named.isEmpty()) {
            return;
        }
        var other = home.all().stream().filter(f -> f.id().equals(named)).findFirst();
        if (!config.world().worlds().equals(List.of("real")) || other.isEmpty()) {
            throw new RequestException(
                    "key world.ideal",
                    named,
                    "be the id of a run in " + home.path() + ", and world.trained be real",
                    "see: twoworlds runs");
        }
        var theirs = RunView.of(other.get()).config();
        var differing = config.raw().entrySet().stream()
                .filter(e -> FREE.stream().noneMatch(e.getKey()::startsWith))
                .filter(e -> !theirs.raw().hasPath(e.getKey())
                        || !theirs.raw()
                                .getValue(e.getKey())
                                .unwrapped()
                                .equals(e.getValue().unwrapped()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!differing.isEmpty() || !theirs.world().worlds().contains("ideal")) {
            throw new RequestException(
                    "key world.ideal",
                    named,
                    "be a run with an Ideal World that differs in nothing but n; it differs in " + differing,
                    "train both worlds");
        }
    }

    private static void checkRoom(RunFolder folder, ExperimentConfig config) {
        try {
            var usable = Files.getFileStore(folder.path()).getUsableSpace();
            if (usable < config.disk().reserve()) {
                throw CheckpointWriter.diskFull(usable, config.disk().reserve());
            }
        } catch (IOException e) {
            throw new FailureException("folder", folder.path(), "be readable", "choose another one by --home");
        }
    }

    /** TensorFlow's threads a world: the cores divided among the worlds. */
    private static int threads(ExperimentConfig config) {
        var chosen = config.trainer().threads();
        return chosen > 0 ? chosen : Math.max(1, Runtime.getRuntime().availableProcessors() / Event.WORLDS.size());
    }

    private static String version() {
        var version = RunProcess.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** Where the run lies. */
    public RunFolder folder() {
        return folder;
    }

    /** What was chosen to compute on, and why: a sentence each. Empty for a run that goes on where it began. */
    public List<String> devices() {
        return devices;
    }

    /** Asks the run to write resume checkpoints and end. */
    public void interrupt() {
        system.tell(new Run.Interrupt("asked to end"));
    }

    /** How the run ended, once it has. */
    public CompletableFuture<Event.RunEnded> outcome() {
        return outcome;
    }

    /** Waits until all is closed, and lets go of the run. */
    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        lock.close();
    }
}

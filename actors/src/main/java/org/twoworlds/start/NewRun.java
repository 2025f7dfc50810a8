package org.twoworlds.start;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** The making of a run: its folder and its record 0. */
public final class NewRun {
    private NewRun() {}

    /**
     * A run that was made, and that this process alone may write.
     *
     * @param lock the right to write it
     * @param devices what was chosen to compute on, and why: a sentence each
     */
    record Begun(RunFolder folder, RunFolder.Lock lock, List<String> devices) {}

    /** Makes a run that this process begins at once. */
    static Begun begin(Home home, ExperimentConfig config, String name, InstantSource clock) {
        RunChecks.checkIdeal(home, config);
        return make(home, config, Origin.alone(name), Map.of(), new CudaProbe(), clock);
    }

    /**
     * Makes a run that is to be taken up later.
     *
     * @param home the folder of all runs
     * @param resumeFrom the files from which the run's worlds go on, copied into its folder
     * @param probe the devices that the run can compute on
     */
    public static RunFolder create(
            Home home,
            ExperimentConfig config,
            Origin origin,
            Map<Event.ResumePoint, Path> resumeFrom,
            DeviceProbe probe,
            InstantSource clock) {
        var made = make(home, config, origin, resumeFrom, probe, clock);
        made.lock().close();
        return made.folder();
    }

    /** Makes a run whose data can be opened. Nothing is left of one that cannot be made. */
    private static Begun make(
            Home home,
            ExperimentConfig config,
            Origin origin,
            Map<Event.ResumePoint, Path> resumeFrom,
            DeviceProbe probe,
            InstantSource clock) {
        var experiment = Experiment.open(config);
        var devices = Devices.of(config, probe);
        var folder = home.newRun(config.name(), clock);
        var lock = folder.lock();
        try {
            RunChecks.checkRoom(folder, config);
            resumeFrom.forEach((point, file) -> copy(point, file, folder.file(point.file()), origin.parent()));
            begin(folder, experiment, devices, origin, List.copyOf(resumeFrom.keySet()), clock);
        } catch (RuntimeException | Error e) {
            lock.close();
            RunName.discard(folder.path());
            throw e;
        }
        return new Begun(folder, lock, devices.words());
    }

    /**
     * Makes a run that a sweep's plan names, unless it is made already.
     *
     * @throws FailureException where its data are others than when the sweep was submitted
     */
    static void make(RunFolder folder, Event.Started planned, InstantSource clock) {
        var config = new ConfigLoader()
                .fromJson(planned.identity().recipe(), planned.identity().config());
        var experiment = Experiment.open(config);
        RecordedData.require(experiment.data(), planned, config.data().path());
        var network = experiment.outline().network().detail();
        folder.create();
        RunChecks.checkRoom(folder, config);
        try (var lock = folder.lock()) {
            if (!LogReader.isMade(folder)) {
                record(folder, planned.made(here(), network), List.of(), clock);
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
                .made(here(), experiment.outline().network().detail());
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
                new RunIdentity(
                        run,
                        origin.name().isEmpty() ? run : origin.name(),
                        config.name(),
                        config.toJson(),
                        "",
                        experiment.data().digest()),
                new RunChoices(
                        threads(config),
                        Math.max(1, config.evaluator().threads()),
                        config.precision().toString(),
                        devices.trainer().device().toString(),
                        devices.evaluator().device().toString()),
                RunMachine.UNKNOWN,
                new RunLineage(origin.lab(), origin.parent(), origin.sweep(), origin.cell(), origin.until()));
    }

    /** TensorFlow's threads a world: the cores divided among the worlds. */
    private static int threads(ExperimentConfig config) {
        var chosen = config.trainer().threads();
        return chosen > 0 ? chosen : Math.max(1, Runtime.getRuntime().availableProcessors() / WorldName.BOTH.size());
    }

    private static RunMachine here() {
        return new RunMachine(Machine.describe(), Machine.version());
    }
}

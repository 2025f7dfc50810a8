package org.twoworlds.start;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.actor.Samples;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Checks before a run is made or gone on with: its configuration, its Ideal World, its devices, its disk. */
public final class RunChecks {
    /** What two runs may differ in and still be compared. */
    private static final List<String> FREE = List.of(
            "world.",
            "seeds.order",
            "stoppingTime.",
            "train.",
            "trainer.",
            "evaluator.",
            "checkpoints",
            "keep",
            "scores.",
            "resumeEvery",
            "disk.");

    private RunChecks() {}

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
        if (!config.world().worlds().equals(List.of(WorldName.REAL)) || other.isEmpty()) {
            throw new RequestException(
                    "key world.ideal",
                    named,
                    "be the id of a run in " + home.path() + ", and world.trained be real",
                    "see: twoworlds runs");
        }
        var theirs = RunView.of(other.get()).config();
        var differing = config.raw().entrySet().stream()
                .filter(e -> e.getKey().equals("seeds.order") && config.world().wrap()
                        || FREE.stream().noneMatch(e.getKey()::startsWith))
                .filter(e -> !theirs.raw().hasPath(e.getKey())
                        || !theirs.raw()
                                .getValue(e.getKey())
                                .unwrapped()
                                .equals(e.getValue().unwrapped()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!differing.isEmpty() || !theirs.world().worlds().contains(WorldName.IDEAL)) {
            throw new RequestException(
                    "key world.ideal",
                    named,
                    "be a run with an Ideal World that differs in nothing but n, law and order; it differs in "
                            + differing,
                    "train both worlds");
        }
    }

    /** A run goes on where it began: its weights would be others elsewhere. */
    static void checkDevices(RunView view) {
        var probe = new CudaProbe();
        var started = view.started();
        Device.parse(started.choices().device()).ifPresent(d -> Choice.of("trainer.device", d, probe::tensorFlow));
        Device.parse(started.choices().evaluatorDevice())
                .ifPresent(d -> Choice.of("evaluator.device", d, probe::onnxRuntime));
    }

    static void checkRoom(RunFolder folder, ExperimentConfig config) {
        try {
            var usable = Files.getFileStore(folder.path()).getUsableSpace();
            if (usable < config.disk().reserve()) {
                throw CheckpointWriter.diskFull(usable, config.disk().reserve());
            }
        } catch (IOException e) {
            throw new FailureException("folder", folder.path(), "be readable", "choose another one by --home");
        }
    }
}

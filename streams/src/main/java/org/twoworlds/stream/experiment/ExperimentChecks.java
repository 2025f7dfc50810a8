package org.twoworlds.stream.experiment;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Law;
import org.twoworlds.config.LossName;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.model.tensorflow.Optimizer;
import org.twoworlds.model.tensorflow.Precisions;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Gaussian;
import org.twoworlds.stream.data.SourceSettings;
import org.twoworlds.stream.descent.ToyDescent;

/** The checks of a configuration that need its data and its network: all problems are found before a run is made. */
public final class ExperimentChecks {
    private final Experiment experiment;
    private final ExperimentConfig config;
    private final List<Problem> problems;

    private ExperimentChecks(Experiment experiment, List<Problem> problems) {
        this.experiment = experiment;
        this.problems = problems;
        config = experiment.config();
    }

    /** Adds the problems of a configuration's data, network and worlds, on this machine. */
    public static void check(ExperimentConfig config, List<Problem> problems) {
        check(config, problems, new CudaProbe());
    }

    /**
     * Adds the problems of a configuration's data, network and worlds.
     *
     * @param probe the probe of the GPUs on which the run's machine can compute
     */
    public static void check(ExperimentConfig config, List<Problem> problems, DeviceProbe probe) {
        Experiment experiment;
        var before = problems.size();
        DataSets.check(config.data(), problems);
        try {
            Augmentation.of(config.augment());
        } catch (RequestException e) {
            problems.addAll(e.problems());
        }
        if (problems.size() > before) {
            return;
        }
        try {
            experiment = Experiment.open(config);
        } catch (RequestException e) {
            problems.addAll(e.problems());
            return;
        }
        var realTargets = experiment.data() instanceof Gaussian gaussian && gaussian.hasRealTargets();
        var ofDescent = toyProblems(config, realTargets);
        problems.addAll(ofDescent);
        if (!ofDescent.isEmpty() || realTargets) {
            return;
        }
        var checks = new ExperimentChecks(experiment, problems);
        try {
            experiment.outline().requireTrainable();
            if (TrainingOptions.objective(config) == Objective.NEXT_PIXEL) {
                experiment.outline().autoregressive();
            }
        } catch (RequestException e) {
            problems.addAll(e.problems());
            return;
        }
        try {
            var device = Devices.of(config, probe).trainer().device();
            Precisions.problems(config, device).forEach(problems::add);
            if (!device.isGpu()) {
                checks.checkMemory();
            }
        } catch (RequestException e) {
            problems.addAll(e.problems());
        }
        checks.checkAugmentation();
        checks.checkWorlds();
        checks.checkInit();
    }

    private void checkAugmentation() {
        if (experiment.augments() && !experiment.data().shape().isImage()) {
            problems.add(Problem.of(
                    "key augment", String.join("+", config.augment()), "be none: the samples are vectors", ""));
        }
    }

    /** Whether a world that is trained has fresh samples beyond a pool's. A window that goes beyond it has a problem of its own. */
    private boolean needsMoreThan(long pool, long positions) {
        return config.world().worlds().stream()
                .map(config.world()::lawOf)
                .anyMatch(law -> !(law instanceof Law.Window) && law.reach(positions, config.batch()) > pool);
    }

    private void checkWorlds() {
        var pool = experiment.train(WorldName.REAL).size();
        var needed = Math.multiplyExact(config.steps(), config.batch());
        var law = config.world().law();
        var n = law.reused().orElse(0);
        if (n > pool) {
            var key = config.raw().hasPath("world.n") ? "key world.n" : "n of world.law";
            problems.add(Problem.of(key, n, "be at most the pool's size (" + pool + ")", "lower it"));
        } else if (law instanceof Law.Window && law.reach(needed, config.batch()) > pool) {
            problems.add(Problem.of(
                    "key world.law",
                    law,
                    "need at most the pool's " + pool + " samples: it needs " + law.reach(needed, config.batch()),
                    "lower renew or steps"));
        }
        if (needsMoreThan(Math.max(pool, n), needed) && !config.world().wrap()) {
            problems.add(Problem.of(
                    "key steps",
                    config.steps(),
                    "be at most " + pool / config.batch() + ": a world of fresh samples needs steps·batch = " + needed
                            + ", and the pool has " + pool,
                    "lower steps or batch, or allow an approximate Ideal World by world.wrap=true"));
        }
        checkScored("test.count", config.data().testCount());
        if (law.reused().isPresent()) {
            checkScored("train.count", Math.min(config.data().trainCount(), n));
        }
        if (config.data().testCount() > experiment.data().test().size()) {
            problems.add(Problem.of(
                    "key test.count",
                    config.data().testCount(),
                    "be at most " + experiment.data().test().size(),
                    "lower it"));
        }
    }

    /**
     * Checks that a scored set fits into memory: it is resident in one piece outside of the heap, which Java bounds as it
     * bounds the heap.
     */
    private void checkScored(String key, long count) {
        var most = Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 3)
                / experiment.data().shape().bytes();
        if (count > most) {
            problems.add(Problem.of(
                    "key " + key,
                    count,
                    "be at most %d: samples of %d bytes are kept in memory to be scored"
                            .formatted(most, experiment.data().shape().bytes()),
                    "lower it"));
        }
    }

    private void checkMemory() {
        var slots = Optimizer.of(config.optimizer()).slots().size() + (config.microBatches() > 1 ? 1 : 0);
        var needed = 2 * experiment.outline().trainingBytes(config.batch() / config.microBatches(), slots);
        var machine =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getTotalMemorySize()
                        : Long.MAX_VALUE;
        if (needed > machine) {
            problems.add(Problem.of(
                    "network",
                    config.model(),
                    "fit into memory: two worlds need about %.1f GiB, and this machine has %.1f GiB (its largest tensor is %s, %.2f GiB)"
                            .formatted(
                                    needed / 0x1p30,
                                    machine / 0x1p30,
                                    experiment.outline().largest().name(),
                                    experiment.outline().largest().count() * 4 / 0x1p30),
                    "lower its width or the batch, or raise microBatches"));
        }
    }

    private void checkInit() {
        if (!config.modelInit().isEmpty() && !config.isPretrained()) {
            if (!Files.isRegularFile(Path.of(config.modelInit()))) {
                problems.add(Problem.of("key init", config.modelInit(), "be a safetensors file", "check the path"));
                return;
            }
            try {
                experiment.initialWeights(WorldName.REAL);
            } catch (RequestException e) {
                problems.addAll(e.problems());
            }
        }
    }

    /** The problems of a toy's configuration, or of real targets for a network. */
    static List<Problem> toyProblems(ExperimentConfig config, boolean realTargets) {
        List<Problem> problems = new ArrayList<>();
        if (!ToyDescent.isAsked(config)) {
            if (realTargets) {
                problems.add(Problem.of(
                        "key data.gaussian.labels",
                        SourceSettings.of(config.data()).gaussian().labels(),
                        "be sign or logistic: networks learn classes here",
                        "set optimizer.type=gradientDescent to learn a number"));
            }
            return problems;
        }
        if (!realTargets) {
            problems.add(Problem.of(
                    "key optimizer.type",
                    config.optimizer().type(),
                    "go with data.type=gaussian and data.gaussian.labels linear or signed",
                    "use sgd"));
        }
        if (!config.model().toString().equals("linear{bias=false}")) {
            problems.add(Problem.of("key model", config.model(), "be linear{bias=false} for gradientDescent", ""));
        }
        if (config.loss() != LossName.MSE) {
            problems.add(Problem.of("key loss", config.loss(), "be mse for gradientDescent", ""));
        }
        if (!(config.world().law() instanceof Law.Replay)) {
            problems.add(Problem.of(
                    "key world.law",
                    config.world().law(),
                    "be replay for gradientDescent: every step sees all n samples",
                    "leave it out"));
        }
        if (config.batch() != config.world().n()) {
            problems.add(Problem.of(
                    "key batch",
                    config.batch(),
                    "equal world.n (" + config.world().n() + ") for gradientDescent: every step sees all samples",
                    ""));
        }
        if (!config.modelInit().isEmpty()
                || !config.augment().isEmpty()
                || !config.world().paired()
                || config.stoppingTime().stop()
                || !config.evaluator().on().isEmpty()) {
            problems.add(Problem.of(
                    "optimizer",
                    config.optimizer().type(),
                    "go without init, augment, independent worlds, stoppingTime.stop and evaluator.on: it starts at 0, "
                            + "draws nothing, and takes moments",
                    "leave them out"));
        }
        return problems;
    }
}

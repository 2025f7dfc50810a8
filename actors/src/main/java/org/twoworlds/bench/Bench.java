package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;
import static org.twoworlds.bench.Timing.rate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.twoworlds.actor.FedTrainer;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.start.Program;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** The measurements of speed by name. */
public final class Bench {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** The threads that a run gives each of its two worlds. */
    private static final int THREADS = Math.max(1, CORES / 2);

    private static final int ROUNDS = 7;
    private static final String GPU = "gpu";
    private static final int LOG_EVENTS = 1_000_000;
    private static final int LOG_SYNCS = 500;

    /** The number of steps between two syncs, as between two checkpoints of a small run. */
    private static final int STEPS_A_SYNC = 50;

    private final List<Row> rows = new ArrayList<>();
    private final Program program;
    private final Consumer<String> progress;
    private final int runs;
    private double sgemm = Double.NaN;

    private Bench(Program program, int runs, Consumer<String> progress) {
        this.program = program;
        this.runs = runs;
        this.progress = progress;
    }

    /**
     * The result of a measurement: its figures, and the rates to which they are relative.
     *
     * @param cores the number of processors
     * @param sgemmGflops the rate of a matrix multiplication with the threads of one world, NaN where it was not measured
     */
    public record Result(int cores, double sgemmGflops, List<Row> rows) {}

    /**
     * Measures by one name, or by all.
     *
     * @param program this program, for measurements that need more than one process of it
     * @param runs the number of runs in the large home of the measurement {@code home}
     * @param what one of the names, or empty for all but {@code gpu}, which needs a GPU
     */
    public static Result run(Program program, int runs, Optional<String> what, Consumer<String> progress) {
        var bench = new Bench(program, runs, progress);
        var all = bench.measurements();
        if (what.isPresent() && !all.containsKey(what.get())) {
            throw new RequestException("bench", what.get(), "be one of " + String.join(", ", all.keySet()), "");
        }
        all.forEach((name, measure) -> {
            if (what.isEmpty() ? !name.equals(GPU) : what.get().equals(name)) {
                progress.accept("Measuring " + name + "...");
                measure.run();
            }
        });
        return new Result(CORES, bench.sgemm / 1e9, bench.rows);
    }

    private Map<String, Runnable> measurements() {
        Map<String, Runnable> all = new LinkedHashMap<>();
        all.put("streams", () -> withFolder(folder -> new StreamsBench(rows).measure(folder.path())));
        all.put("log", this::log);
        all.put("train", this::train);
        all.put("models", () -> new ModelsBench(THREADS, rows, progress).measure());
        all.put("worlds", this::worlds);
        all.put("memory", this::memory);
        all.put(
                "home",
                () -> withFolder(folder -> new HomeBench(rows, progress, program, runs).measure(folder.path())));
        all.put("lab", () -> withFolder(folder -> new LabBench(rows, progress, program).measure(folder.path())));
        all.put(GPU, () -> withFolder(folder -> new GpuBench(rows, progress).measure(folder)));
        return all;
    }

    private static ExperimentConfig config(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings));
    }

    private void log() {
        withFolder(folder -> {
            var nanos = new long[LOG_EVENTS];
            var syncs = new long[LOG_SYNCS];
            try (var log = EventLog.open(folder, 0, InstantSource.system())) {
                for (var i = 0; i < LOG_EVENTS; i++) {
                    var event = new Event.Step(WorldName.REAL, i + 1, 1f, 0.5f, 0.5f, 0.1, 1_000_000, 1_000, i * 31L);
                    var began = System.nanoTime();
                    log.append(event);
                    nanos[i] = System.nanoTime() - began;
                }
                for (var i = 0; i < LOG_SYNCS; i++) {
                    for (var step = 0; step < STEPS_A_SYNC; step++) {
                        log.append(
                                new Event.Step(WorldName.IDEAL, i + 1, 1f, 0.5f, 0.5f, 0.1, 1_000_000, 1_000, i * 31L));
                    }
                    var began = System.nanoTime();
                    log.sync();
                    syncs[i] = System.nanoTime() - began;
                }
            }
            java.util.Arrays.sort(nanos);
            java.util.Arrays.sort(syncs);
            rows.add(Row.lower("log forced to the disk, median", syncs[LOG_SYNCS / 2] / 1e6, "ms", Double.NaN));
            rows.add(Row.lower(
                    "log forced to the disk, 99th of 100", syncs[LOG_SYNCS * 99 / 100] / 1e6, "ms", Double.NaN));
            rows.add(Row.lower("log append, median", nanos[LOG_EVENTS / 2] / 1e3, "µs", 2));
            rows.add(Row.higher(
                    "log replay",
                    median(ROUNDS, () -> {
                        var began = System.nanoTime();
                        long count = 0;
                        try (var reader = new LogReader(folder.log(), 0)) {
                            while (reader.next().isPresent()) {
                                count++;
                            }
                        }
                        return count / ((System.nanoTime() - began) / 1e9);
                    }),
                    "events/s",
                    500_000));
        });
    }

    private void train() {
        train("mcnn{width=16}", 40, 0.5);
        train("mcnn{width=64}", 5, 0.8);
        train("mlp[2048,2048,2048]", 20, 0.55);
    }

    /** Measures blocks of steps, in turn: fed through the system, bare on one resident batch, and a matrix multiplication. */
    private void train(String model, int block, double shareGoal) {
        var config = config(
                "model=" + model,
                "batch=128",
                "steps=1000000",
                "world.n=5000",
                "resumeEvery=24h",
                "optimizer.rate=0.001");
        var experiment = Experiment.open(config);
        withFolder(folder -> {
            try (var fed = new FedTrainer(folder, experiment, WorldName.REAL, THREADS, Device.CPU);
                    var bare = new TrainingProgram(experiment.outline(), TrainingOptions.sgd(config.batch(), THREADS));
                    var sgemm = new Sgemm(THREADS)) {
                bare.restore(experiment.initialWeights(WorldName.REAL), List.of());
                var batch = experiment.batch(WorldName.REAL, 1);
                fed.trainUntil(3);
                rate(3, i -> bare.step(batch, 0.001));
                sgemm.flops();
                List<Double> ratios = new ArrayList<>();
                List<Double> bareRates = new ArrayList<>();
                List<Double> gemms = new ArrayList<>();
                long step = 3;
                for (var round = 0; round < ROUNDS; round++) {
                    var before = rate(block, i -> bare.step(batch, 0.001));
                    step += 2L * block;
                    var through = 2 * block / (fed.trainUntil(step) / 1e9);
                    var after = rate(block, i -> bare.step(batch, 0.001));
                    gemms.add(sgemm.flops());
                    ratios.add(through / ((before + after) / 2));
                    bareRates.add((before + after) / 2);
                }
                this.sgemm = median(gemms);
                var flops = 3.0 * experiment.outline().flops() * config.batch();
                rows.add(Row.higher(model + ", fed through the system / bare", median(ratios), "ratio", 0.97));
                rows.add(Row.lower(
                        model + ", waiting for data", FedTrainer.waitShare(folder, 2 * block), "share", 0.01));
                rows.add(Row.higher(model + ", bare step", median(bareRates), "steps/s", Double.NaN));
                rows.add(Row.higher(
                        model + ", share of sgemm", median(bareRates) * flops / this.sgemm, "share", shareGoal));
            }
        });
    }

    private void worlds() {
        var config = config("model=mcnn{width=16}", "batch=128", "world.n=2000");
        var experiment = Experiment.open(config);
        var batch = experiment.batch(WorldName.REAL, 1);
        try (var one = program(experiment, 1);
                var other = program(experiment, 1);
                var wide = program(experiment, CORES)) {
            var steps = 30;
            rate(3, i -> one.step(batch, 0.01));
            rate(3, i -> other.step(batch, 0.01));
            rate(3, i -> wide.step(batch, 0.01));
            var ratio = median(ROUNDS, () -> {
                var began = System.nanoTime();
                rate(2 * steps, i -> wide.step(batch, 0.01));
                var sequential = System.nanoTime() - began;
                began = System.nanoTime();
                var thread = new Thread(() -> rate(steps, i -> one.step(batch, 0.01)));
                thread.start();
                rate(steps, i -> other.step(batch, 0.01));
                join(thread);
                return (double) sequential / (System.nanoTime() - began);
            });
            rows.add(Row.higher("two worlds side by side / one after the other, mcnn 16", ratio, "ratio", 1.05));
        }
    }

    private static TrainingProgram program(Experiment experiment, int threads) {
        var program = new TrainingProgram(experiment.outline(), TrainingOptions.sgd(128, threads));
        program.restore(experiment.initialWeights(WorldName.REAL), List.of());
        return program;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void memory() {
        var config = config("model=mlp[16]", "batch=128", "steps=1000000", "resumeEvery=24h", "optimizer.rate=0.001");
        withFolder(folder -> {
            try (var fed = new FedTrainer(folder, Experiment.open(config), WorldName.IDEAL, 1, Device.CPU)) {
                fed.trainUntil(200_000 / 128);
                var before = resident();
                fed.trainUntil(2_000_000 / 128);
                rows.add(Row.lower(
                        "resident memory, growth from sample 200,000 to 2,000,000",
                        (double) resident() / before - 1,
                        "share",
                        0.05));
            }
        });
    }

    private static long resident() {
        System.gc();
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void withFolder(Consumer<RunFolder> work) {
        try {
            var path = Files.createTempDirectory("twoworlds-bench");
            try {
                work.accept(new RunFolder(path));
            } finally {
                try (var files = Files.walk(path)) {
                    for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

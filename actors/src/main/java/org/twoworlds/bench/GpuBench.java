package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;
import static org.twoworlds.bench.Timing.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.twoworlds.actor.FedTrainer;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Precision;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.Objective;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.tensorflow.Arithmetic;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.RunFolder;

/**
 * The measurement of a GPU: its rates of training, scoring and generating, and whether it gives the same weights twice.
 * PyTorch is measured in turn on the same card, where python3 has it.
 */
final class GpuBench {
    private static final List<String> MODELS = List.of("mcnn{width=64}", "resnet18k{width=64}", "wrn28_10", "vit4");
    private static final int BATCH_SAMPLES = 128;
    private static final int WARM_UP_STEPS = 10;
    private static final int STEPS = 30;
    private static final int ROUNDS = 3;
    private static final int SCORED_SAMPLES = 2_000;
    private static final double LEARNING_RATE = 0.001;

    private final List<Row> rows;
    private final Consumer<String> progress;
    private final Device gpu = Device.gpu(0);

    /** The arithmetic of fp32 in this process, which the environment tells NVIDIA's libraries. */
    private final Precision full = "0".equals(System.getenv("NVIDIA_TF32_OVERRIDE")) ? Precision.FP32 : Precision.TF32;

    GpuBench(List<Row> rows, Consumer<String> progress) {
        this.rows = rows;
        this.progress = progress;
    }

    void measure(RunFolder folder) {
        var probe = new CudaProbe();
        progress.accept(Choice.of("trainer.device", gpu, probe::tensorFlow).words());
        progress.accept(Choice.of("evaluator.device", gpu, probe::onnxRuntime).words());
        for (var precision : List.of(full, Precision.BF16)) {
            double peak;
            try (var product = new Sgemm(1, Arithmetic.on(precision, gpu))) {
                product.flops();
                peak = median(ROUNDS, product::flops);
            }
            rows.add(Row.higher("matrix product, " + precision, peak / 1e12, "TFLOP/s", Double.NaN));
            MODELS.forEach(model -> train(model, precision, peak));
        }
        sameTwice();
        fed(folder);
        score();
        generate();
    }

    private static ExperimentConfig config(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings));
    }

    private static TrainingProgram program(Experiment experiment, Arithmetic arithmetic) {
        var program = new TrainingProgram(
                experiment.outline(), TrainingOptions.sgd(BATCH_SAMPLES, 1).with(arithmetic));
        program.restore(experiment.initialWeights(WorldName.REAL), List.of());
        return program;
    }

    private void train(String model, Precision precision, double peak) {
        progress.accept("  " + model + ", " + precision);
        var experiment = Experiment.open(config("model=" + model, "batch=" + BATCH_SAMPLES));
        var batch = experiment.batch(WorldName.REAL, 1);
        var torch = new TorchBench(model, precision.toString(), BATCH_SAMPLES, progress);
        List<Double> ours = new ArrayList<>();
        try (var program = program(experiment, Arithmetic.on(precision, gpu))) {
            rate(WARM_UP_STEPS, i -> program.step(batch, LEARNING_RATE));
            for (var round = 0; round < ROUNDS; round++) {
                ours.add(rate(STEPS, i -> program.step(batch, LEARNING_RATE)));
                torch.round();
            }
        }
        var steps = median(ours);
        var label = model + ", " + precision;
        rows.add(Row.lower(label + ", step", 1e3 / steps, "ms", Double.NaN));
        rows.add(Row.higher(label, steps * BATCH_SAMPLES, "samples/s", Double.NaN));
        var flops = 3.0 * experiment.outline().flops() * BATCH_SAMPLES;
        rows.add(Row.higher(label + ", share of the matrix product", steps * flops / peak, "share", Double.NaN));
        torch.medians()
                .forEach((how, other) -> rows.add(
                        Row.higher(label + ", to PyTorch " + how, steps * BATCH_SAMPLES / other, "ratio", Double.NaN)));
        try (var program = program(experiment, new Arithmetic(precision, gpu, true))) {
            rate(WARM_UP_STEPS, i -> program.step(batch, LEARNING_RATE));
            var compiled = median(ROUNDS, () -> rate(STEPS, i -> program.step(batch, LEARNING_RATE)));
            rows.add(Row.higher(label + ", XLA to none", compiled / steps, "ratio", Double.NaN));
        } catch (RuntimeException e) {
            progress.accept("  XLA does not compile it here: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private void sameTwice() {
        for (var model : MODELS) {
            var experiment = Experiment.open(config("model=" + model, "batch=" + BATCH_SAMPLES));
            List<String> digests = new ArrayList<>();
            for (var i = 0; i < 2; i++) {
                try (var program = program(experiment, Arithmetic.on(full, gpu))) {
                    for (var step = 1; step <= WARM_UP_STEPS; step++) {
                        program.step(experiment.batch(WorldName.REAL, step), LEARNING_RATE);
                    }
                    digests.add(program.weights().digest());
                }
            }
            var same = digests.get(0).equals(digests.get(1)) ? 1 : 0;
            rows.add(Row.higher(model + ", the same weights twice", same, "yes", 1));
        }
    }

    /** Measures the whole way from samples to the log, with as many samplers as the machine allows. */
    private void fed(RunFolder folder) {
        for (var model : List.of("mcnn{width=64}", "resnet18k{width=64}")) {
            var experiment = Experiment.open(config(
                    "model=" + model,
                    "batch=" + BATCH_SAMPLES,
                    "augment=crop+flip",
                    "steps=1000000",
                    "world.n=50000",
                    "resumeEvery=24h",
                    "optimizer.rate=" + LEARNING_RATE));
            var place = new RunFolder(folder.path().resolve(model.replaceAll("[^a-z0-9]", "")));
            var samplers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            try (var fed = new FedTrainer(place, experiment, WorldName.REAL, samplers, gpu)) {
                fed.trainUntil(3);
                var nanos = fed.trainUntil(3 + 10 * STEPS);
                rows.add(Row.higher(
                        model + ", fed through the system",
                        10 * STEPS * BATCH_SAMPLES / (nanos / 1e9),
                        "samples/s",
                        Double.NaN));
            }
            rows.add(Row.lower(model + ", waiting for data", FedTrainer.waitShare(place, 10 * STEPS), "share", 0.01));
        }
    }

    private void score() {
        var experiment = Experiment.open(config("model=resnet18k{width=64}", "test.count=" + SCORED_SAMPLES));
        var set = experiment.scoringSet(ScoredSet.TEST, 0);
        var weights = experiment.initialWeights(WorldName.REAL);
        for (var place : List.of(
                new Placement(gpu, 1, 0), Placement.cpu(Runtime.getRuntime().availableProcessors()))) {
            try (var scorer = new Scorer(experiment.outline(), Objective.CROSS_ENTROPY, weights, place, 250)) {
                scorer.score(set);
                var passes = median(ROUNDS, () -> rate(1, i -> scorer.score(set)));
                rows.add(Row.higher(
                        "resnet18k{width=64} scored by ONNX Runtime on " + place.device(),
                        passes * SCORED_SAMPLES,
                        "samples/s",
                        Double.NaN));
            }
        }
    }

    private void generate() {
        for (var device : List.of("gpu:0", "cpu")) {
            var chunk = 250;
            var made = DataSets.open(config(
                                    "data.type=cifar-fresh",
                                    "data.generator.keep=0",
                                    "data.generator.batch=" + chunk,
                                    "data.generator.device=" + device)
                            .data())
                    .train(1);
            var pixels = new byte[made.shape().bytes()];
            var next = new long[1];
            rows.add(Row.higher(
                    "cifar-fresh generated on " + device,
                    median(ROUNDS, () -> chunk * rate(2, i -> made.sample(chunk * next[0]++, pixels))),
                    "samples/s",
                    Double.NaN));
        }
    }
}

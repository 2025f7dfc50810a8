package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;
import static org.twoworlds.bench.Timing.nanos;
import static org.twoworlds.bench.Timing.rate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.tensorflow.Arithmetic;
import org.twoworlds.model.tensorflow.Bfloat16;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;

/**
 * The measurement of the networks' rates of training and scoring, as shares of a matrix multiplication's rate in this
 * process.
 */
final class ModelsBench {
    private static final int BATCH_SAMPLES = 128;
    private static final int SCORED_A_CALL = 250;
    private static final int WHOLE_SET_SAMPLES = 10_000;
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3, 10);

    /** The networks with the share of sgemm that they are to reach; a network without a goal (NaN) is only reported. */
    private static final Map<String, Double> SHARES = new LinkedHashMap<>();

    static {
        SHARES.put("mcnn{width=64}", 0.8);
        SHARES.put("resnet18", 0.8);
        SHARES.put("vit{patch=4,dim=192,depth=6,heads=3}", 0.6);
        SHARES.put("mlp[2048,2048,2048]", 0.55);
        for (var reported : List.of(
                "alexnet",
                "vgg11_bn",
                "resnet18k{width=16}",
                "wrn{depth=16,widen=4}",
                "densenet40_12",
                "igpt{size=8,width=128,depth=4,heads=4,clusters=64}",
                "dconv{base=32}",
                "dfc{base=4}",
                "dlocal{base=2}",
                "darts{seed=1,cells=1,width=16}")) {
            SHARES.put(reported, Double.NaN);
        }
    }

    private final int threads;
    private final List<Row> rows;
    private final Consumer<String> progress;

    ModelsBench(int threads, List<Row> rows, Consumer<String> progress) {
        this.threads = threads;
        this.rows = rows;
        this.progress = progress;
    }

    void measure() {
        SHARES.forEach(this::share);
        for (var model : List.of("mcnn{width=64}", "resnet18")) {
            if (Bfloat16.isSupported()) {
                precision(model);
            }
            scoring(model);
        }
    }

    private static Outline outline(String model) {
        return Outline.of(Spec.parse(model).orElseThrow(), SHAPE);
    }

    private TrainingProgram program(Outline outline, Arithmetic arithmetic) {
        var sgd = TrainingOptions.sgd(BATCH_SAMPLES, threads);
        var program = new TrainingProgram(
                outline,
                new TrainingOptions(
                        BATCH_SAMPLES, 1, threads, 1, false, Objective.CROSS_ENTROPY, arithmetic, sgd.optimizer(), 0));
        program.restore(outline.initialWeights(1), List.of());
        return program;
    }

    private static MiniBatch batch() {
        var batch = new MiniBatch(BATCH_SAMPLES, SHAPE.bytes());
        for (var i = 0; i < batch.images().length; i++) {
            batch.images()[i] = (byte) (i * 31 + i / 7);
        }
        for (var i = 0; i < BATCH_SAMPLES; i++) {
            batch.labels()[i] = i % SHAPE.classes();
        }
        batch.setStep(1);
        return batch;
    }

    private void share(String model, double goal) {
        progress.accept("  " + model);
        var outline = outline(model);
        var batch = batch();
        try (var program = program(outline, Arithmetic.FP32);
                var sgemm = new Sgemm(threads)) {
            program.step(batch, 0.001);
            var count = (int) Math.max(1, Math.min(20, 1e9 / nanos(1, i -> program.step(batch, 0.001))));
            sgemm.flops();
            List<Double> shares = new ArrayList<>();
            List<Double> rates = new ArrayList<>();
            for (var round = 0; round < 3; round++) {
                var before = sgemm.flops();
                var steps = rate(count, i -> program.step(batch, 0.001));
                var flops = (before + sgemm.flops()) / 2;
                rates.add(BATCH_SAMPLES * steps);
                shares.add(3.0 * outline.flops() * BATCH_SAMPLES * steps / flops);
            }
            progress.accept("    %.2f of sgemm, %.1f samples/s".formatted(median(shares), median(rates)));
            rows.add(Row.higher(model + ", trained, share of sgemm", median(shares), "share", goal));
            rows.add(Row.higher(model + ", trained", median(rates), "samples/s", Double.NaN));
        }
    }

    private void precision(String model) {
        progress.accept("  " + model + " in bf16");
        var outline = outline(model);
        var batch = batch();
        try (var full = program(outline, Arithmetic.FP32);
                var half = program(outline, Arithmetic.BF16)) {
            full.step(batch, 0.001);
            half.step(batch, 0.001);
            var ratio =
                    median(3, () -> nanos(2, i -> full.step(batch, 0.001)) / nanos(2, i -> half.step(batch, 0.001)));
            rows.add(Row.higher(model + ", bf16 / fp32", ratio, "ratio", Bfloat16.isFast() ? 1.4 : Double.NaN));
        }
    }

    private void scoring(String model) {
        progress.accept("  " + model + ", scored");
        var outline = outline(model);
        var weights = outline.initialWeights(1);
        var source = batch().images();
        var set = ScoringSet.of("bench", SHAPE, SCORED_A_CALL, (i, pixels) -> {
            System.arraycopy(source, i % BATCH_SAMPLES * SHAPE.bytes(), pixels, 0, pixels.length);
            return i % SHAPE.classes();
        });
        var pixels = new byte[SCORED_A_CALL * SHAPE.bytes()];
        set.images().duplicate().get(pixels);
        try (var program = program(outline, Arithmetic.FP32);
                var scorer =
                        new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(threads), SCORED_A_CALL)) {
            program.logits(pixels, SCORED_A_CALL);
            scorer.score(set);
            List<Double> scored = new ArrayList<>();
            var ratio = median(5, () -> {
                var tensorFlow = nanos(1, i -> program.logits(pixels, SCORED_A_CALL));
                scored.add(nanos(1, i -> scorer.score(set)));
                return tensorFlow / scored.get(scored.size() - 1);
            });
            rows.add(Row.higher(model + ", scored by ONNX Runtime / TensorFlow's forward", ratio, "ratio", 1));
            var created = median(
                    5,
                    () -> nanos(1, i -> new Scorer(
                                    outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(threads), SCORED_A_CALL)
                            .close()));
            rows.add(Row.lower(
                    model + ", making a session / scoring 10,000 images",
                    created / (median(scored) * WHOLE_SET_SAMPLES / SCORED_A_CALL),
                    "share",
                    0.02));
        }
    }
}

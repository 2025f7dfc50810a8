package org.twoworlds.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.Spec;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.random.Draws;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;

/** TensorFlow against {@link ReferenceBackend}: values, and gradients against central differences in double. */
class BuildingBlocksTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 2, 3);
    private static final int BATCH = 5;
    private static final long SEED = 11;
    private static final int ELEMENTS = 12;

    /** A local layer alone: what dlocal is made of, without its dropout. */
    private record LocalLayer() implements Network {
        @Override
        public <T> T logits(Backend<T> b, T images, int classes) {
            var seen = new Receptive(b.size(images), 3, Window.same(3).stride(2));
            var out = seen.out();
            var form = Dense.of(out[0] * out[1] * out[2]).mask(seen);
            return b.dense(b.relu(b.dense(b.flatten(images), "local", form)), "head", classes);
        }
    }

    /** What a U-Net is made of, on images: the mean of the pixels stands for a time. */
    private record Spreading() implements Network {
        @Override
        public <T> T logits(Backend<T> b, T images, int classes) {
            var x = b.conv(images, "wide", 12, Window.tiles(2), true);
            var time = b.dense(b.mean(images), "time", 1);
            x = b.addToPixels(x, b.dense(b.sinusoids(b.relu(time), 3), "condition", 12));
            return b.dense(b.flatten(b.pixelShuffle(b.relu(x), 2)), "head", classes);
        }
    }

    static List<Outline> networks() {
        // Every operation of the DARTS space, in both cells and so with stride 1 and 2.
        var cell = "sep_conv_3x3@0+dil_conv_3x3@1/skip_connect@0+max_pool_3x3@1/avg_pool_3x3@0+dil_conv_5x5@1"
                + "/sep_conv_5x5@1+none@0";
        return List.of(
                outline("linear"),
                outline("mlp[7,5]"),
                outline("mcnn{width=2}"),
                outline("resnet18k{width=2}"),
                outline("densenet{depth=7,growth=3}"),
                outline("vit{patch=4,dim=6,depth=1,heads=2}"),
                outline("igpt{size=4,width=6,depth=1,heads=3,clusters=5}"),
                outline("darts{cells=1,width=2,genotype=" + cell + ":" + cell + "}"),
                new Outline(parse("local"), new LocalLayer(), SHAPE, tensors(new LocalLayer()), 0, 0),
                new Outline(parse("spreading"), new Spreading(), SHAPE, tensors(new Spreading()), 0, 0));
    }

    private static Outline outline(String spec) {
        return Outline.of(parse(spec), SHAPE);
    }

    private static Spec parse(String spec) {
        return Spec.parse(spec).orElseThrow();
    }

    private static List<TensorSpec> tensors(Network network) {
        var shapes = new ShapeBackend(parse("local"));
        network.logits(shapes, shapes.input(SHAPE), SHAPE.classes());
        return shapes.tensors();
    }

    private static Map<String, double[]> doubles(Weights weights) {
        Map<String, double[]> doubles = new LinkedHashMap<>();
        for (var t : weights.tensors()) {
            var data = new double[t.data().length];
            for (var i = 0; i < data.length; i++) {
                data[i] = t.data()[i];
            }
            doubles.put(t.name(), data);
        }
        return doubles;
    }

    private static double[][] reference(
            Outline outline, Map<String, double[]> tensors, MiniBatch batch, boolean train) {
        var backend = new ReferenceBackend(tensors, train);
        var images = backend.input(batch.images(), BATCH, SHAPE);
        return outline.network().logits(backend, images, SHAPE.classes()).rows();
    }

    private static double loss(Outline outline, Objective objective, Map<String, double[]> tensors, MiniBatch batch) {
        if (objective == Objective.NEXT_PIXEL) {
            return pixelLoss(outline, tensors, batch);
        }
        var logits = reference(outline, tensors, batch, true);
        var loss = 0.0;
        for (var i = 0; i < BATCH; i++) {
            var total = 0.0;
            for (var logit : logits[i]) {
                total += Math.exp(logit);
            }
            loss += (Math.log(total) - logits[i][batch.labels()[i]]) / BATCH;
        }
        return loss;
    }

    private static double pixelLoss(Outline outline, Map<String, double[]> tensors, MiniBatch batch) {
        var backend = new ReferenceBackend(tensors, true);
        var pixels = outline.autoregressive().pixels(backend, backend.input(batch.images(), BATCH, SHAPE));
        var length = pixels.logits().size()[0];
        var colours = pixels.logits().size()[1];
        var loss = 0.0;
        for (var i = 0; i < BATCH; i++) {
            for (var t = 0; t < length; t++) {
                var total = 0.0;
                for (var c = 0; c < colours; c++) {
                    total += Math.exp(pixels.logits().rows()[i][t * colours + c]);
                }
                var truth = (int) pixels.colours().rows()[i][t];
                loss += (Math.log(total) - pixels.logits().rows()[i][t * colours + truth]) / (BATCH * length);
            }
        }
        return loss;
    }

    static Stream<Arguments> trainings() {
        var pixels = outline("igpt{size=4,width=6,depth=1,heads=3,clusters=5}");
        return Stream.concat(
                networks().stream().map(n -> Arguments.of(n, Objective.CROSS_ENTROPY)),
                Stream.of(Arguments.of(pixels, Objective.NEXT_PIXEL)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void logitsInEvaluationEqualDoubleArithmetic(Outline outline) {
        var weights = Fixtures.perturbed(outline, SEED);
        var batch = Fixtures.batch(BATCH, SHAPE, SEED);
        var expected = reference(outline, doubles(weights), batch, false);
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(BATCH, 1))) {
            program.restore(weights, List.of());
            var actual = program.logits(batch.images(), BATCH);
            for (var i = 0; i < actual.length; i++) {
                var value = expected[i / SHAPE.classes()][i % SHAPE.classes()];
                assertThat((double) actual[i]).isCloseTo(value, within(2e-5 * Math.max(1, Math.abs(value))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void gradientsEqualCentralDifferencesInDouble(Outline outline, Objective objective) {
        var weights = Fixtures.perturbed(outline, SEED);
        var batch = Fixtures.batch(BATCH, SHAPE, SEED);
        Weights after;
        var rate = 64;
        try (var program =
                new TrainingProgram(outline, TrainingOptions.sgd(BATCH, 1).with(objective))) {
            program.restore(weights, List.of());
            var metrics = program.step(batch, rate);
            assertThat(metrics.loss()).isCloseTo(loss(outline, objective, doubles(weights), batch), within(1e-5));
            after = program.weights();
        }
        var tensors = doubles(weights);
        for (var spec : outline.tensors()) {
            if (spec.kind() == TensorSpec.Kind.RUNNING) {
                continue;
            }
            var data = tensors.get(spec.name());
            var draws = new Draws(SEED, Draws.Purpose.SEED, 0);
            var square = 0.0;
            var difference = 0.0;
            for (var e = 0; e < Math.min(ELEMENTS, data.length); e++) {
                var i = data.length <= ELEMENTS ? e : draws.nextInt(data.length);
                var numeric = slope(outline, objective, tensors, batch, data, i);
                var before = weights.find(spec.name()).orElseThrow().data()[i];
                var gradient =
                        ((double) before - after.find(spec.name()).orElseThrow().data()[i]) / rate;
                square += numeric * numeric;
                difference += (gradient - numeric) * (gradient - numeric);
            }
            // A bias before batch normalisation has no gradient: float arithmetic leaves rounding there.
            assertThat(Math.sqrt(difference))
                    .as(spec.name())
                    .isLessThanOrEqualTo(square < 1e-16 ? 1e-5 : 1e-3 * Math.sqrt(square));
        }
    }

    private static double slope(
            Outline outline,
            Objective objective,
            Map<String, double[]> tensors,
            MiniBatch batch,
            double[] data,
            int i) {
        var h = 1e-6;
        var value = data[i];
        data[i] = value + h;
        var up = loss(outline, objective, tensors, batch);
        data[i] = value - h;
        var down = loss(outline, objective, tensors, batch);
        data[i] = value;
        return (up - down) / (2 * h);
    }
}

package org.twoworlds.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.KeptScores;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.Objective;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Networks;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;

class ScorerTest {
    private static final int COUNT = 24;

    static {
        org.bytedeco.javacpp.Loader.load(onnx.class);
    }

    /** Every network by its example, those that take long or much memory smaller. */
    static Stream<String> networks() {
        var smaller = Map.of(
                "vit4", "vit{patch=4,dim=48,depth=3,heads=3}",
                "vit8", "vit{patch=8,dim=48,depth=2,heads=4}",
                "igpt-s", "igpt{size=16,width=32,depth=2,heads=4,clusters=32}",
                "wrn28_10", "wrn{depth=16,widen=3}",
                "densenet100_24", "densenet{depth=22,growth=24}",
                "dfc", "dfc{base=1}",
                "dlocal", "dlocal{base=2}",
                "preresnet152", "preresnet101");
        return Networks.all().stream()
                .map(e -> smaller.getOrDefault(e.name(), e.example()))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onnxRuntimeAndTensorFlowGiveTheSameLogits(String spec) {
        var outline = Fixtures.outline(spec);
        var weights = Fixtures.perturbed(outline, 9);
        var batch = Fixtures.batch(COUNT, Fixtures.CIFAR, 2);
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(COUNT, 1));
                var scorer = new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(1), COUNT)) {
            program.restore(weights, List.of());
            var expected = program.logits(batch.images(), COUNT);
            var actual = scorer.logits(set(batch));
            var largest = 0f;
            for (var value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (var i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f * largest));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void theNativeCheckerAcceptsTheFileWithShapeInference(String spec) {
        var outline = Fixtures.outline(spec);
        var model = ScoringModel.of(outline, Objective.CROSS_ENTROPY, outline.initialWeights(1));
        try (var text = new org.bytedeco.javacpp.BytePointer(model)) {
            onnx.check_model(new org.bytedeco.onnx.ModelProto(parse(text, model.length)), true, false, true);
        }
    }

    private static org.bytedeco.onnx.ModelProto parse(org.bytedeco.javacpp.BytePointer bytes, int length) {
        var proto = new org.bytedeco.onnx.ModelProto();
        assertThat(onnx.ParseProtoFromBytes(proto, bytes, length)).isTrue();
        return proto;
    }

    @Test
    void aPixelsScoreIsWhatTrainingReportsAndTheNativeCheckerAcceptsIt() {
        var outline = Fixtures.outline("igpt{size=16,width=32,depth=2,heads=4,clusters=32}");
        var weights = Fixtures.perturbed(outline, 9);
        var batch = Fixtures.batch(COUNT, Fixtures.CIFAR, 2);
        var options = TrainingOptions.sgd(COUNT, 1).with(Objective.NEXT_PIXEL);
        try (var program = new TrainingProgram(outline, options);
                var scorer = new Scorer(outline, Objective.NEXT_PIXEL, weights, Placement.cpu(1), 7)) {
            program.restore(weights, List.of());
            var trained = program.step(batch, 0);
            var score = scorer.score(set(batch));
            assertThat(score.loss()).isCloseTo(trained.loss(), within(1e-5 * trained.loss()));
            assertThat(score.softError()).isCloseTo(trained.softError(), within(1e-5));
            assertThat(score.error())
                    .isCloseTo(trained.error(), within(2e-4)); // a tie of two colours may fall otherwise
            assertThat(score.predicted()).containsOnly(-1);
            var mean = 0.0;
            for (var l : score.logProbability()) {
                mean -= l / COUNT;
            }
            assertThat(mean).isCloseTo(score.loss(), within(1e-5));
        }
        var model = ScoringModel.of(outline, Objective.NEXT_PIXEL, weights);
        try (var text = new org.bytedeco.javacpp.BytePointer(model)) {
            onnx.check_model(new org.bytedeco.onnx.ModelProto(parse(text, model.length)), true, false, true);
        }
    }

    @Test
    void everyClasssProbabilityIsTheSoftmaxOfTheLogitsWhereItIsKept() {
        var outline = Fixtures.outline("mcnn{width=4}");
        var weights = Fixtures.perturbed(outline, 9);
        var set = set(Fixtures.batch(COUNT, Fixtures.CIFAR, 2));
        for (var objective : List.of(Objective.CROSS_ENTROPY, Objective.SQUARED_ERROR)) {
            try (var plain = new Scorer(outline, objective, weights, Placement.cpu(1), 7);
                    var scorer = new Scorer(outline, objective, weights, Placement.cpu(1), 7, KeptScores.SOFTMAX)) {
                var logits = scorer.logits(set);
                var score = scorer.score(set);
                assertThat(score.probabilities()).hasSize(COUNT * 10);
                for (var i = 0; i < COUNT; i++) {
                    var sum = 0.0;
                    for (var c = 0; c < 10; c++) {
                        sum += Math.exp(logits[10 * i + c]);
                    }
                    for (var c = 0; c < 10; c++) {
                        assertThat((double) score.probabilities()[10 * i + c])
                                .isCloseTo(Math.exp(logits[10 * i + c]) / sum, within(1e-6));
                    }
                }
                var usual = plain.score(set);
                assertThat(usual.probabilities()).isEmpty();
                assertThat(score.loss()).isEqualTo(usual.loss());
                assertThat(score.logProbability()).isEqualTo(usual.logProbability());
            }
        }
        assertThat(ScoringModel.of(outline, Objective.CROSS_ENTROPY, weights, KeptScores.OUTCOME))
                .isEqualTo(ScoringModel.of(outline, Objective.CROSS_ENTROPY, weights));
    }

    @Test
    void theLossOfSquaredErrorIsSummedOverClasses() {
        var outline = Fixtures.outline("mcnn{width=4}");
        var weights = Fixtures.perturbed(outline, 9);
        var set = set(Fixtures.batch(COUNT, Fixtures.CIFAR, 2));
        try (var scorer = new Scorer(outline, Objective.SQUARED_ERROR, weights, Placement.cpu(1), 7)) {
            var logits = scorer.logits(set);
            var loss = 0.0;
            for (var i = 0; i < logits.length; i++) {
                var target = set.labels().get(i / 10) == i % 10 ? 1 : 0;
                loss += ((double) logits[i] - target) * ((double) logits[i] - target) / COUNT;
            }
            var score = scorer.score(set);
            assertThat(score.loss()).isCloseTo(loss, within(1e-9 * loss));
            try (var other = new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(1), 7)) {
                assertThat(other.score(set).softError()).isEqualTo(score.softError());
            }
        }
    }

    @Test
    @Tag("study")
    void imageGptOfThePapersSizeRunsForward() {
        var outline = Fixtures.outline("igpt-s");
        try (var scorer =
                new Scorer(outline, Objective.CROSS_ENTROPY, Fixtures.perturbed(outline, 1), Placement.cpu(2), 1)) {
            var logits = scorer.logits(set(Fixtures.batch(1, Fixtures.CIFAR, 2)));
            assertThat(logits).hasSize(10).doesNotContain(Float.NaN);
            assertThat(logits[0]).isNotEqualTo(logits[1]);
        }
    }

    @Test
    void theSumsEqualDoubleArithmeticOnTheLogitsForEveryBatchAndThreadCount() {
        var outline = Fixtures.outline("mcnn{width=4}");
        var weights = Fixtures.perturbed(outline, 9);
        var batch = Fixtures.batch(COUNT, Fixtures.CIFAR, 2);
        var set = set(batch);
        SetScore first;
        try (var scorer = new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(1), 7)) {
            first = scorer.score(set);
            var logits = scorer.logits(set);
            var soft = 0.0;
            var loss = 0.0;
            var wrong = 0;
            for (var i = 0; i < COUNT; i++) {
                var best = 0;
                var sum = 0.0;
                for (var c = 0; c < 10; c++) {
                    sum += Math.exp(logits[i * 10 + c]);
                    best = logits[i * 10 + c] > logits[i * 10 + best] ? c : best;
                }
                var p = Math.exp(logits[i * 10 + batch.labels()[i]]) / sum;
                soft += 1 - p;
                loss -= Math.log(p);
                wrong += best == batch.labels()[i] ? 0 : 1;
                assertThat(first.logProbability()[i]).isCloseTo((float) Math.log(p), within(1e-5f));
                assertThat(first.predicted()[i]).isEqualTo(best);
            }
            assertThat(first.softError()).isCloseTo(soft / COUNT, within(1e-12));
            assertThat(first.loss()).isCloseTo(loss / COUNT, within(1e-12));
            assertThat(first.error()).isEqualTo((double) wrong / COUNT);
        }
        try (var scorer = new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(2), COUNT)) {
            assertThat(scorer.score(set).softError()).isCloseTo(first.softError(), within(1e-12));
        }
    }

    @Test
    void aNotFiniteLossIsAFailureAndNeverCountsAsCorrect() {
        var outline = Fixtures.outline("mlp[4]");
        var weights = new Weights(outline.initialWeights(1).tensors().stream()
                .map(t -> t.name().equals("head.bias")
                        ? new Tensor(t.name(), t.shape(), new float[] {Float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                        : t)
                .toList());
        try (var scorer = new Scorer(outline, Objective.CROSS_ENTROPY, weights, Placement.cpu(1), COUNT)) {
            assertThatThrownBy(() -> scorer.score(set(Fixtures.batch(COUNT, Fixtures.CIFAR, 2))))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("must be finite");
        }
    }

    @Test
    void aLabelOutOfRangeIsRefused() {
        assertThatThrownBy(() -> ScoringSet.of("test", Fixtures.CIFAR, 1, (i, pixels) -> 10))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("must be from 0 to 9");
    }

    private static ScoringSet set(MiniBatch batch) {
        return ScoringSet.of("test", Fixtures.CIFAR, batch.size(), (i, pixels) -> {
            System.arraycopy(batch.images(), i * pixels.length, pixels, 0, pixels.length);
            return batch.labels()[i];
        });
    }
}

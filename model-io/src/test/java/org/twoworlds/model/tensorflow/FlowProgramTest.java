package org.twoworlds.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.UNet;
import org.twoworlds.model.onnx.GenerativeModel;
import org.twoworlds.model.onnx.ImageGenerator;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Sampler;
import org.twoworlds.model.onnx.VelocityModel;
import org.twoworlds.model.random.Draws;

class FlowProgramTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 3, 2);
    private static final int BATCH = 16;

    private static Outline outline() {
        return Outline.of(Spec.parse("unet{width=16,levels=2}").orElseThrow(), new UNet(16, 2), SHAPE);
    }

    private static FlowProgram program(Outline outline) {
        return new FlowProgram(outline, TrainingOptions.sgd(BATCH, 1).with(new Optimizer.Adam(0.9, 0.999, 1e-8, 0), 0));
    }

    /** Class 0 is dark, class 1 is bright, and a gradient runs from left to right. */
    private static MiniBatch batch(long step) {
        var batch = new MiniBatch(BATCH, SHAPE.bytes());
        for (var i = 0; i < BATCH; i++) {
            batch.labels()[i] = i % 2;
            for (var p = 0; p < SHAPE.bytes(); p++) {
                batch.images()[i * SHAPE.bytes() + p] = (byte) (i % 2 * 150 + p / 3 % 8 * 10);
            }
        }
        batch.setStep(step);
        return batch;
    }

    @Test
    void whatIsGeneratedFollowsTheClassAndThePlace() {
        var outline = outline();
        byte[] file;
        try (var program = program(outline)) {
            program.restore(outline.initialWeights(3), List.of());
            var first = program.step(batch(1), 3e-3);
            // The images are nearly constant, so that at first the loss is the noise's variance and the images' square.
            assertThat(first).isBetween(0.9, 3.0);
            var last = 0.0;
            for (var step = 2; step <= 600; step++) {
                last = program.step(batch(step), 3e-3);
            }
            assertThat(last).isLessThan(0.3); // that of one who knows not the class is above 0.34
            file = VelocityModel.of(outline, program.averages(), true, Map.of());
        }
        var model = new GenerativeModel(OnnxFile.of(file), "test", Placement.cpu(1));
        var generator = new ImageGenerator(model, "test", new Sampler.Heun(6), 2);
        var draws = new Draws(1, Draws.Purpose.TEST_SAMPLE, 0);
        var noise = new float[BATCH * generator.noiseSize()];
        for (var i = 0; i < noise.length; i++) {
            noise[i] = (float) draws.nextGaussian();
        }
        var images = generator.images(
                noise, IntStream.range(0, BATCH).map(i -> i % 2).toArray());
        // Six hundred updates leave noise in every image; their means are near what was shown.
        for (var c = 0; c < 2; c++) {
            for (var column = 0; column < 8; column++) {
                var sum = 0.0;
                var count = 0;
                for (var i = c; i < BATCH; i += 2) {
                    for (var p = column * 3; p < SHAPE.bytes(); p += 8 * 3) {
                        sum += images[i * SHAPE.bytes() + p] & 0xff;
                        count++;
                    }
                }
                assertThat(sum / count).isCloseTo(c * 150 + column * 10, within(15.0));
            }
        }
    }

    @Test
    void resumedTrainingEndsWithTheSameWeightsAndAverages() {
        var outline = outline();
        String undisturbed;
        String average;
        try (var program = program(outline)) {
            program.restore(outline.initialWeights(3), List.of());
            for (var step = 1; step <= 8; step++) {
                program.step(batch(step), 1e-3);
            }
            undisturbed = program.weights().digest();
            average = program.averages().digest();
        }
        assertThat(average).isNotEqualTo(undisturbed);
        try (var one = program(outline);
                var two = program(outline)) {
            one.restore(outline.initialWeights(3), List.of());
            for (var step = 1; step <= 3; step++) {
                one.step(batch(step), 1e-3);
            }
            two.restore(one.weights(), one.slots());
            for (var step = 4; step <= 8; step++) {
                two.step(batch(step), 1e-3);
            }
            assertThat(two.weights().digest()).isEqualTo(undisturbed);
            assertThat(two.averages().digest()).isEqualTo(average);
        }
    }

    @Test
    void averagesFollowTheWeights() {
        var outline = outline();
        try (var program = program(outline)) {
            var before = outline.initialWeights(3);
            program.restore(before, List.of());
            assertThat(program.averages().digest()).isEqualTo(before.digest());
            program.step(batch(1), 1e-2);
            var kept = 2.0 / 11;
            var now = program.weights().find("patches.weight").orElseThrow().data();
            var average =
                    program.averages().find("patches.weight").orElseThrow().data();
            var old = before.find("patches.weight").orElseThrow().data();
            for (var i = 0; i < now.length; i++) {
                assertThat((double) average[i]).isCloseTo(kept * old[i] + (1 - kept) * now[i], within(1e-6));
            }
        }
    }
}

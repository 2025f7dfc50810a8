package org.twoworlds.model.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.twoworlds.model.Fixtures;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;

/**
 * One and ten SGD steps against PyTorch, from the same weights and batches. {@code src/test/python/torch_steps.py} is the
 * reference; some of its numbers are kept in {@code src/test/resources/torch}, so that they are compared where there is
 * no PyTorch too. {@code -Dtwoworlds.torch.keep=true} writes them anew.
 */
class PyTorchStepsTest {
    private static final int BATCH = 128;
    private static final int RECORD = 3073;
    private static final int STEPS = 10;
    private static final Map<String, String> SPECS = Map.of(
            "mlp", "mlp[32,32]",
            "mcnn", "mcnn{width=8}",
            "resnet18k", "resnet18k{width=8}",
            "vit", "vit{patch=8,dim=32,depth=2,heads=2}");

    /**
     * Convolutions take small steps: at rate 0.1 float arithmetic leaves double's path by itself, PyTorch's too (1.4e-2
     * for mcnn and 1.6e-2 for resnet18k after ten steps).
     */
    private static final Map<String, Double> RATES = Map.of("mlp", 0.1, "mcnn", 0.001, "resnet18k", 0.001, "vit", 0.1);

    /** Numbers kept of each tensor: every {@code size / KEPT}-th. */
    private static final int KEPT = 100;

    @ParameterizedTest
    @CsvSource({"mlp,1", "mlp,10", "mcnn,1", "mcnn,10", "resnet18k,1", "resnet18k,10", "vit,1", "vit,10"})
    void weightsAfterStepsAreThoseOfPyTorchAsKept(String name, int steps) {
        var kept = SafeTensors.read(Path.of("src/test/resources/torch", name + "." + steps + ".safetensors"));
        assertThat(relativeDifference(sampled(trained(name, steps)), new Weights(kept.tensors())))
                .as("relative difference of the weights of %s after %d steps", name, steps)
                .isLessThan(1e-4);
    }

    @Test
    void weightsAfterStepsAreThoseOfPyTorch(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(hasTorch(), "python3 has no torch here: only the kept numbers are compared");
        writeInputs(folder);
        var script = new ProcessBuilder("/usr/bin/python3", "src/test/python/torch_steps.py", folder.toString())
                .inheritIO()
                .start();
        assertThat(script.waitFor()).isZero();
        for (var name : SPECS.keySet()) {
            for (var steps : List.of(1, STEPS)) {
                var file = name + "." + steps + ".safetensors";
                var torch = new Weights(SafeTensors.read(folder.resolve(file)).tensors());
                var difference = relativeDifference(trained(name, steps), torch);
                System.out.printf("%s after %d steps: relative difference %.1e%n", name, steps, difference);
                assertThat(difference).as(file).isLessThan(1e-4);
                if (Boolean.getBoolean("twoworlds.torch.keep")) {
                    SafeTensors.write(
                            Path.of("src/test/resources/torch", file),
                            sampled(torch).tensors(),
                            Map.of());
                }
            }
        }
    }

    private static boolean hasTorch() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/python3"))) {
            return false;
        }
        var probe = new ProcessBuilder("/usr/bin/python3", "-c", "import torch, numpy")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return probe.waitFor(60, TimeUnit.SECONDS) && probe.exitValue() == 0;
    }

    /** Real images, from the first file of CIFAR-10: records of a label and 3,072 bytes in the order C, H, W. */
    private static MiniBatch batch(int step) {
        var batch = new MiniBatch(BATCH, Fixtures.CIFAR.bytes());
        var file = Path.of(System.getProperty("twoworlds.cifar10"), "cifar-10-batches-bin", "data_batch_1.bin");
        try (var channel = FileChannel.open(file)) {
            var records = ByteBuffer.allocate(BATCH * RECORD);
            channel.read(records, (long) (step - 1) * BATCH * RECORD);
            for (var i = 0; i < BATCH; i++) {
                batch.labels()[i] = records.get(i * RECORD);
                for (var j = 0; j < RECORD - 1; j++) {
                    batch.images()[i * (RECORD - 1) + j % 1024 * 3 + j / 1024] = records.get(i * RECORD + 1 + j);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        batch.setStep(step);
        return batch;
    }

    private static void writeInputs(Path folder) throws IOException {
        var images = ByteBuffer.allocate(STEPS * BATCH * Fixtures.CIFAR.bytes());
        var labels = ByteBuffer.allocate(4 * STEPS * BATCH).order(ByteOrder.LITTLE_ENDIAN);
        for (var step = 1; step <= STEPS; step++) {
            images.put(batch(step).images());
            for (var label : batch(step).labels()) {
                labels.putInt(label);
            }
        }
        Files.write(folder.resolve("images.bin"), images.array());
        Files.write(folder.resolve("labels.bin"), labels.array());
        SPECS.forEach((name, spec) -> SafeTensors.write(
                folder.resolve(name + ".safetensors"),
                Fixtures.outline(spec).initialWeights(1).tensors(),
                Map.of()));
    }

    private static Weights trained(String name, int steps) {
        var outline = Fixtures.outline(SPECS.get(name));
        try (var program = new TrainingProgram(outline, TrainingOptions.sgd(BATCH, 1))) {
            program.restore(outline.initialWeights(1), List.of());
            for (var step = 1; step <= steps; step++) {
                program.step(batch(step), RATES.get(name));
            }
            return program.weights();
        }
    }

    private static Weights sampled(Weights weights) {
        List<Tensor> sampled = new ArrayList<>();
        for (var t : weights.tensors()) {
            var every = Math.max(1, t.data().length / KEPT);
            var data = new float[(t.data().length + every - 1) / every];
            for (var i = 0; i < data.length; i++) {
                data[i] = t.data()[i * every];
            }
            sampled.add(new Tensor(t.name(), new int[] {data.length}, data));
        }
        return new Weights(sampled);
    }

    private static double relativeDifference(Weights ours, Weights theirs) {
        var difference = 0.0;
        var square = 0.0;
        var byName = theirs.byName();
        assertThat(ours.byName().keySet()).isEqualTo(byName.keySet());
        for (var t : ours.tensors()) {
            var other = byName.get(t.name()).data();
            assertThat(other).hasSameSizeAs(t.data());
            for (var i = 0; i < other.length; i++) {
                difference += Math.pow((double) t.data()[i] - other[i], 2);
                square += (double) other[i] * other[i];
            }
        }
        return Math.sqrt(difference / square);
    }
}

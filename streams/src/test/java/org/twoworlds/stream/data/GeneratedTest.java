package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.UNet;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.model.onnx.VelocityModel;
import org.twoworlds.stream.TestConfigs;

class GeneratedTest {
    private static final int COUNT = 130;

    @TempDir
    Path folder;

    private DataSet open(String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "data.type=generator",
                "data.generator.file=" + TestData.generator(folder, 1),
                "data.cache=" + folder.resolve("cache")));
        settings.addAll(List.of(more));
        return DataSets.open(TestConfigs.of(settings.toArray(String[]::new)).data());
    }

    private static List<byte[]> samples(Distribution distribution) {
        List<byte[]> samples = new ArrayList<>();
        for (var i = 0; i < COUNT; i++) {
            var pixels = new byte[distribution.shape().bytes() + 1];
            var image = new byte[distribution.shape().bytes()];
            pixels[image.length] = (byte) distribution.sample(i, image);
            System.arraycopy(image, 0, pixels, 0, image.length);
            samples.add(pixels);
        }
        return samples;
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(folder.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void law1_whatWasKeptIsWhatWouldBeMadeAgain() throws IOException {
        var live = samples(open("data.generator.keep=0").train(1));
        assertThat(folder.resolve("cache")).doesNotExist();
        var first = samples(open().train(1));
        assertThat(kept()).hasSize(1);
        var second = samples(open("data.generator.threads=2").train(1));
        assertThat(first).containsExactlyElementsOf(live);
        assertThat(second).containsExactlyElementsOf(live);
    }

    @Test
    void law1_whatWasKeptInPartOrDamagedIsMadeAgain() throws IOException {
        var live = samples(open().train(1));
        var file = kept().get(0);
        var chunk = Files.size(file) / 3;
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(chunk + 300); // in the second chunk
            raw.write(raw.read() ^ 1);
            raw.setLength(2 * chunk + 100); // in the third
        }
        assertThat(samples(open().train(1))).containsExactlyElementsOf(live);
        assertThat(Files.size(file)).isEqualTo(3 * chunk);
    }

    @Test
    void law6_whatIsKeptStaysBelowItsBound() throws IOException {
        var live = samples(open("data.generator.keep=0").train(1));
        var bound = 12_000;
        assertThat(samples(open("data.generator.keep=" + bound).train(1))).containsExactlyElementsOf(live);
        assertThat(Files.size(kept().get(0))).isBetween(1L, (long) bound);
    }

    @Test
    void anotherNetworkSamplerOrSeedIsAnotherStream() throws IOException {
        var digests = List.of(
                open().digest(),
                open("data.generator.steps=3").digest(),
                open("data.generator.sampler=heun").digest(),
                open("data.generator.batch=40").digest(),
                open("data.seed=2").digest(),
                open("data.generator.file=" + TestData.generator(folder, 2)).digest());
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(open("data.generator.threads=2").digest()).isEqualTo(digests.get(0));
        assertThat(samples(open().train(1)).get(0))
                .isNotEqualTo(samples(open("data.seed=2").train(1)).get(0));
    }

    @Test
    void classesAreDrawnUniformly() throws IOException {
        var train = open().train(9);
        var counts = new int[4];
        for (var i = 0; i < 8_000; i++) {
            counts[train.label(i)]++;
        }
        var chi = Arrays.stream(counts)
                .mapToDouble(c -> Math.pow(c - 2_000, 2) / 2_000)
                .sum();
        assertThat(chi).isLessThan(16.3); // the 99.9 % point of χ² with 3 degrees of freedom
        assertThat(open().classNames()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aClassifierLabelsWhatWasMade() throws IOException {
        var shape = new ImageShape(8, 8, 3, 3);
        var network = Outline.of(Spec.parse("linear").orElseThrow(), shape);
        var weights = network.initialWeights(3);
        var file = Files.write(
                folder.resolve("labeller.onnx"),
                ScoringModel.network(network, weights, java.util.Map.of("classes", "x,y,z")));
        var data = open("data.generator.labels=" + file);
        assertThat(data.classNames()).containsExactly("x", "y", "z");
        var weight = weights.find("head.weight").orElseThrow().data();
        var bias = weights.find("head.bias").orElseThrow().data();
        var train = data.train(1);
        var pixels = new byte[shape.bytes()];
        var seen = new int[3];
        for (var i = 0; i < 100; i++) {
            var label = train.sample(i, pixels);
            var logits = new double[3];
            for (var c = 0; c < 3; c++) {
                logits[c] = bias[c];
                for (var j = 0; j < shape.bytes(); j++) { // flattened as C, H, W
                    var value = (pixels[j % 64 * 3 + j / 64] & 0xff) / 127.5 - 1;
                    logits[c] += weight[c * shape.bytes() + j] * value;
                }
            }
            var largest = Arrays.stream(logits).max().orElseThrow();
            assertThat(logits[label]).isGreaterThan(largest - 1e-4);
            assertThat(train.label(i)).isEqualTo(label);
            seen[label]++;
        }
        assertThat(Arrays.stream(seen).filter(s -> s > 0).count()).isGreaterThan(1);
    }

    @Test
    void whatCannotBeIsRefusedInOneMessage() throws IOException {
        assertThatThrownBy(() -> open("data.generator.file=/nowhere.onnx"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator.file (/nowhere.onnx) must be a file that can be read");
        var text = Files.writeString(folder.resolve("text.onnx"), "no network");
        assertThatThrownBy(() -> open("data.generator.file=" + text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("must be an ONNX file");
        assertThatThrownBy(() -> open("data.generator.sampler=magic"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator.sampler (magic) must be one of auto, direct");
        assertThatThrownBy(() -> open("data.generator.sampler=direct"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("take several steps");
        assertThatThrownBy(() -> open("data.generator.keep=lots"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator.keep (lots) must be a size such as 10 GiB");
        assertThatThrownBy(() -> open("data.generator=5"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator (5) must be a block");
        assertThatThrownBy(() -> open("data.generator.steps=none"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator.steps (none)");
        assertThatThrownBy(() -> new ConfigLoader()
                        .load("quickstart", java.util.Optional.empty(), List.of("data.generator.stpes=3")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("you mean data.generator.steps");
        var spec = Spec.parse("unet{width=4,levels=1}").orElseThrow();
        var outline = Outline.of(spec, UNet.of(spec), new ImageShape(8, 8, 3, 4));
        var nameless = Files.write(
                folder.resolve("nameless.onnx"),
                VelocityModel.of(outline, outline.initialWeights(1), false, java.util.Map.of()));
        assertThatThrownBy(() -> open("data.generator.file=" + nameless))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.generator.classes");
        assertThat(open("data.generator.file=" + nameless, "data.generator.classes=4")
                        .classNames())
                .containsExactly("0", "1", "2", "3");
    }
}

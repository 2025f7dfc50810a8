package org.twoworlds.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;

/** Other people's ONNX files ({@code src/test/python/write_onnx.py}), against what numpy computes. */
class OnnxFilesTest {
    private static final ImageShape IMAGES = new ImageShape(4, 4, 3, 2);
    private static final String KEY = "data.teacher.weights";

    @TempDir
    Path outer;

    private Path folder;
    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void unpack() throws IOException {
        folder = Files.createDirectories(outer.resolve("models"));
        var in = Objects.requireNonNull(OnnxFilesTest.class.getResourceAsStream("/onnx/onnx.zip"));
        try (var zip = new ZipInputStream(in)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
                Files.write(folder.resolve(entry.getName()), files.get(entry.getName()));
            }
        }
        var weights = files.get("w.bin");
        Files.write(Files.createDirectories(folder.resolve("deep")).resolve("w.bin"), weights);
        Files.write(outer.resolve("w.bin"), weights);
        Files.createSymbolicLink(folder.resolve("link.bin"), outer.resolve("w.bin"));
        Files.createSymbolicLink(folder.resolve("linked"), outer);
    }

    private OnnxFile read(String name) {
        return OnnxFile.read(folder.resolve(name + ".onnx").toString(), KEY);
    }

    private ImageClassifier classifier(String name) {
        return new ImageClassifier(read(name), folder.resolve(name + ".onnx"), IMAGES, Placement.cpu(1));
    }

    private void assertLogits(ImageClassifier classifier, double tolerance) {
        assertThat(classifier.shape().classes()).isEqualTo(5);
        var logits = classifier.logits(files.get("images.bytes"), 3);
        var expected = ByteBuffer.wrap(files.get("logits.floats")).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(logits).hasSize(15);
        for (var logit : logits) {
            assertThat(logit).isCloseTo(expected.getFloat(), within((float) tolerance));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "good-any-batch, 1e-5",
        "good-batch-1, 1e-5",
        "good-batch-2, 1e-5",
        "good-batch-8, 1e-5",
        "good-half, 1e-2",
        "good-half-batch-1, 1e-2",
        "good-double, 1e-5",
        "good-any-sides, 1e-5",
        "good-unstated-classes, 1e-5",
        "good-logits-by-name, 1e-5",
        "good-label-beside, 1e-5",
        "beside, 1e-5",
        "weights-alone, 1e-5",
        "deep, 1e-5"
    })
    void whatAClassifierGivesIsWhatNumpyComputes(String name, double tolerance) {
        assertLogits(classifier(name), tolerance);
        assertThat(Notes.said())
                .anyMatch(n -> n.contains(folder.resolve(name + ".onnx") + ":")
                        && n.contains(" x [")
                        && n.contains("for images in [-1, 1], channels first")
                        && n.contains("for logits of 5 classes"));
    }

    @Test
    void aSoftmaxAtTheEndIsSaid() {
        assertThat(classifier("softmax").givesProbabilities()).isTrue();
        assertThat(classifier("good-any-batch").givesProbabilities()).isFalse();
        assertThat(classifier("bytes-channels-last").shape().classes()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bad-two-outputs; give one output that can be logits",
                "bad-other-sides; take images [3, 4, 4] of floats",
                "bad-channels-last; put the channels of floats first",
                "bad-bytes-channels-first; put the channels of bytes last",
                "bad-sequence; be a tensor",
                "bad-one-logit; must",
                "bad-batch-of-a-million; take fewer images at a time",
                "bad-when-called; take images of 4 × 4 pixels",
            })
    void aClassifierWhoseMeaningIsNotClearIsRefusedInOneMessage(String name, String says) {
        assertThatThrownBy(() -> classifier(name))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(name + ".onnx")
                .hasMessageContaining(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "bad-above; lie in the file's own folder",
                "bad-far-above; lie in the file's own folder",
                "bad-absolute; lie in the file's own folder",
                "bad-by-link; lie in the file's own folder",
                "bad-by-linked-folder; lie in the file's own folder",
                "bad-gone; be a file beside it, which is there",
                "bad-empty; be a file beside it",
                "bad-nul; be a path",
                "bad-folder; be a file beside it",
                "bad-length; hold all of tensor W; it has 960 bytes",
                "bad-offset; whole numbers",
                "bad-beyond; whole numbers",
                "bad-in-a-node; none but the weights of its graph"
            })
    void weightsElsewhereThanInTheFilesOwnFolderAreRefused(String name, String says) {
        assertThatThrownBy(() -> read(name))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(name + ".onnx")
                .hasMessageContaining(says);
    }

    @Test
    void theDigestNamesTheWeightsBesideTheFileToo() throws IOException {
        var before = read("beside").digest();
        assertThat(read("beside").digest()).isEqualTo(before);
        assertThat(read("good-any-batch").digest())
                .isEqualTo(org.twoworlds.model.checkpoint.Sha256.of(files.get("good-any-batch.onnx")));
        var data = folder.resolve("beside.onnx.data");
        var bytes = Files.readAllBytes(data);
        bytes[100] ^= 1;
        Files.write(data, bytes);
        assertThat(read("beside").digest()).isNotEqualTo(before);
        var elsewhere = Files.createDirectories(outer.resolve("elsewhere"));
        for (var name : new String[] {"beside.onnx", "beside.onnx.data"}) {
            Files.write(elsewhere.resolve(name), files.get(name));
        }
        assertThat(OnnxFile.read(elsewhere.resolve("beside.onnx").toString(), KEY)
                        .digest())
                .as("a digest is of contents, not of a place")
                .isEqualTo(before);
    }

    /** As caches of models keep them: names that are links to where the contents lie. */
    @Test
    void aFileAndItsWeightsMayBothBeLinksToOneFolder() throws IOException {
        var store = Files.createDirectories(outer.resolve("store"));
        var names = Files.createDirectories(outer.resolve("names"));
        for (var name : new String[] {"beside.onnx", "beside.onnx.data"}) {
            Files.write(store.resolve("blob-" + name.length()), files.get(name));
            Files.createSymbolicLink(names.resolve(name), store.resolve("blob-" + name.length()));
        }
        var file = OnnxFile.read(names.resolve("beside.onnx").toString(), KEY);
        assertLogits(new ImageClassifier(file, "linked", IMAGES, Placement.cpu(1)), 1e-5);
    }

    @Test
    void manyTensorsOfOneRegionAreNotManyTimesItsBytes() throws IOException {
        var model = ai.onnx.proto.OnnxMl.ModelProto.parseFrom(files.get("weights-alone.onnx")).toBuilder();
        var graph = model.getGraphBuilder();
        for (var i = 0; i < 1000; i++) {
            graph.addInitializer(graph.getInitializer(0).toBuilder().setName("W" + i));
        }
        var file = Files.write(folder.resolve("many.onnx"), model.build().toByteArray());
        assertThatThrownBy(() -> OnnxFile.read(file.toString(), KEY))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("hold each tensor once");
    }

    private ImageGenerator generator(String name) {
        var model = new GenerativeModel(read(name), name, Placement.cpu(1));
        return new ImageGenerator(model, name, new Sampler.Direct(), 2);
    }

    private static float[] noise(int count) {
        var noise = new float[6 * count];
        for (var i = 0; i < noise.length; i++) {
            noise[i] = (i % 7 - 3) * (1 + i / 6) * 0.3f;
        }
        return noise;
    }

    @ParameterizedTest
    @ValueSource(strings = {"generator-good", "generator-overshoots", "generator-half"})
    void numbersOfImagesAreTakenAsTheyAre(String name) {
        var noise = noise(5);
        var scale = name.endsWith("overshoots") ? 1.2 : 0.9;
        var images = generator(name).images(noise.clone(), new int[5]);
        for (var i = 0; i < images.length; i++) {
            var sum = 0.0;
            for (var j = 0; j < 6; j++) {
                sum += noise[i / 48 * 6 + j];
            }
            var expected = Math.max(0, Math.min(255, (Math.sin(sum) * scale + 1) * 127.5));
            assertThat((double) (images[i] & 0xff)).isCloseTo(expected, within(name.endsWith("half") ? 2.0 : 0.51));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "generator-of-nan; be finite numbers, not NaN",
                "generator-of-infinity; be finite numbers",
                "generator-of-255; lie in [-1, 1], not in [",
                "generator-of-2; lie in [-1, 1], not in [2.0, 2.0]",
            })
    void numbersThatAreNoImagesEndInOneMessage(String name, String says) {
        var generator = generator(name);
        assertThatThrownBy(() -> generator.images(noise(5), new int[5]))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(says);
    }

    @Test
    void numbersThatLookLikeThoseOfAnotherScaleAreSaid() {
        generator("generator-of-shares").images(noise(5), new int[5]);
        assertThat(Notes.said())
                .anyMatch(n -> n.contains("generator-of-shares") && n.contains("Maybe it gives [0, 1]"));
    }

    @Test
    void aGeneratorOfAFixedBatchSaysSo() {
        var model = new GenerativeModel(read("generator-batch-1"), "g", Placement.cpu(1));
        assertThat(model.batch()).contains(1);
        assertThat(model.outputSize()).containsExactly(3, 4, 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "generator-huge; at most 2^24 numbers an image",
                "generator-wrong-shape; give images [B, C, H, W]",
                "generator-two-noises; rename its inputs",
                "generator-float-class; one whole number for each image",
            })
    void aGeneratorWhoseMeaningIsNotClearIsRefused(String name, String says) {
        assertThatThrownBy(() -> generator(name))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(says);
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.image.PictureDecoder;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ImageClassifier;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.model.random.Draws;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.fuzz.Mutations;

/** Every reader of other people's files on mutated ones: fifty each; a thousand in {@code long}, ten thousand in {@code study}. */
class FuzzTest {
    private static final int FEW = 50;

    @TempDir
    Path folder;

    private int number;

    @Test
    void fiftyMutationsOfEveryFormEndInAMessageOrAreRead() throws IOException {
        var tally = all(FEW);
        assertThat(tally.read()).as("mutations that are read").isPositive();
        assertThat(tally.refused())
                .as("mutations that are refused by a message")
                .isPositive();
    }

    @Test
    @Tag("long")
    void aThousandMutationsOfEveryFormEndInAMessageOrAreRead() throws IOException {
        var tally = all(1_000);
        assertThat(tally.read()).as("mutations that are read").isPositive();
        assertThat(tally.refused())
                .as("mutations that are refused by a message")
                .isPositive();
    }

    @Test
    @Tag("study")
    void tenThousandMutationsOfEveryFormEndInAMessageOrAreRead() throws IOException {
        var tally = all(10_000);
        assertThat(tally.read()).as("mutations that are read").isPositive();
        assertThat(tally.refused())
                .as("mutations that are refused by a message")
                .isPositive();
    }

    private Mutations.Tally all(int count) throws IOException {
        return npz(count)
                .plus(idx(count))
                .plus(cifar(Math.max(5, count / 50))) // of 30 MB each
                .plus(mat(count))
                .plus(safetensors(count))
                .plus(onnx(count))
                .plus(pictures(count));
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Objects.requireNonNull(FuzzTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    /** A new folder, so that nothing is found in a cache. */
    private Path fresh() throws IOException {
        return Files.createDirectories(folder.resolve("f" + number++));
    }

    private static DataSet open(String type, Path place) {
        return DataSets.open(
                TestConfigs.of("data.type=" + type, "data.path=" + place, "data.cache=" + place.resolve("cache"))
                        .data());
    }

    private static void sample(DataSet data) {
        var pixels = new byte[data.shape().bytes()];
        for (var i = 0L; i < Math.min(3, data.test().size()); i++) {
            data.test().sample(i, pixels);
        }
    }

    private Mutations.Tally npz(int count) throws IOException {
        var tally = new Mutations.Tally(0, 0);
        for (var name : List.of("stored", "compressed")) {
            var whole = resource("/npz/" + name + ".npz");
            tally = tally.plus(Mutations.of("npz " + name, whole)
                    .refusedBy(this::hasWrongChecksum)
                    .run(count, bytes -> {
                        var place = fresh();
                        var file = NpzFile.open(Files.write(place.resolve("x.npz"), bytes), place.resolve("cache"));
                        var shape = file.shape();
                        file.read(0, new byte[shape[0] * shape[1] * shape[2]]);
                        delete(place);
                    }));
        }
        return tally;
    }

    /** Whether Java's own reader finds an array whose checksum is not what the archive's directory states, as numpy would. */
    private boolean hasWrongChecksum(byte[] bytes) {
        var file = folder.resolve("judged.npz");
        try {
            Files.write(file, bytes);
            try (var zip = new ZipFile(file.toFile())) {
                for (var name : List.of("X.npy", "Y.npy")) {
                    var entry = zip.getEntry(name);
                    var crc = new CRC32();
                    crc.update(zip.getInputStream(entry).readAllBytes());
                    if (crc.getValue() != entry.getCrc()) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException | RuntimeException e) {
            return false; // it does not say
        }
    }

    private Mutations.Tally idx(int count) throws IOException {
        var draws = new Draws(1, Draws.Purpose.SEED, 0);
        var images = TestData.idx(draws, 256, 20, 6, 5);
        var labels = TestData.idx(draws, 10, 20);
        var tally = new Mutations.Tally(0, 0);
        for (var ending : List.of("", ".gz")) {
            tally = tally.plus(Mutations.of("idx" + ending, ending.isEmpty() ? images : zipped(images))
                    .run(count, bytes -> {
                        var place = fresh();
                        for (var split : List.of("train", "t10k")) {
                            Files.write(place.resolve(split + "-images-idx3-ubyte" + ending), bytes);
                            Files.write(place.resolve(split + "-labels-idx1-ubyte"), labels);
                        }
                        sample(open("mnist", place));
                        delete(place);
                    }));
        }
        return tally;
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    /** Mutations of a batch's first records; a batch of another length is refused by that alone. */
    private Mutations.Tally cifar(int count) throws IOException {
        var place = Files.createDirectories(folder.resolve("cifar"));
        var batches = Files.createDirectories(place.resolve("cifar-100-binary"));
        Files.write(batches.resolve("train.bin"), new byte[50_000 * 3074]);
        return Mutations.of("cifar binary", new byte[3 * 3074]).run(count, bytes -> {
            var batch = new byte[10_000 * 3074 + Math.min(0, bytes.length - 3 * 3074)];
            System.arraycopy(bytes, 0, batch, 0, Math.min(bytes.length, batch.length));
            Files.write(batches.resolve("test.bin"), batch);
            sample(open("cifar100", place));
        });
    }

    private Mutations.Tally mat(int count) throws IOException {
        var whole = resource("/svhn/test_32x32.mat");
        return Mutations.of("mat", whole).run(count, bytes -> {
            var place = fresh();
            Files.write(place.resolve("test_32x32.mat"), whole);
            Files.write(place.resolve("train_32x32.mat"), bytes);
            sample(open("svhn", place));
            delete(place);
        });
    }

    private static final ImageShape IMAGES = new ImageShape(4, 4, 3, 5);

    private Mutations.Tally safetensors(int count) throws IOException {
        var outline = Outline.of(Spec.parse("linear").orElseThrow(), IMAGES);
        var file = folder.resolve("w.safetensors");
        SafeTensors.write(file, outline.initialWeights(1).tensors(), Map.of("step", "1"));
        return Mutations.of("safetensors", Files.readAllBytes(file)).run(count, bytes -> {
            Files.write(file, bytes);
            outline.fit(SafeTensors.read(file).weights(), file);
        });
    }

    private Mutations.Tally onnx(int count) {
        var outline = Outline.of(Spec.parse("linear").orElseThrow(), IMAGES);
        var model = ScoringModel.network(outline, outline.initialWeights(1), Map.of("classes", "a,b,c,d,e"));
        var file = folder.resolve("m.onnx");
        return Mutations.of("onnx", model).run(count, bytes -> {
            Files.write(file, bytes);
            new ImageClassifier(OnnxFile.read(file.toString(), "key"), "m.onnx", IMAGES, Placement.cpu(1))
                    .logits(new byte[2 * IMAGES.bytes()], 2);
        });
    }

    private Mutations.Tally pictures(int count) throws IOException {
        var place = TestData.images(Files.createDirectories(folder.resolve("tree")));
        var tally = new Mutations.Tally(0, 0);
        try (var decoder = new PictureDecoder()) {
            for (var name : List.of("0000.png", "0003.JPEG")) {
                var whole = Files.readAllBytes(place.resolve("train/cat").resolve(name));
                var png = name.endsWith("png");
                tally = tally.plus(Mutations.of("picture " + name, whole)
                        .repairedBy(png ? FuzzTest::withRightChecksums : bytes -> bytes)
                        .run(count, bytes -> {
                            try {
                                decoder.decode(bytes);
                            } catch (IOException e) {
                                // Refused: the tree names the picture.
                            }
                        }));
            }
        }
        return tally;
    }

    /** A PNG whose chunks have the checksums of what they hold now. */
    private static byte[] withRightChecksums(byte[] png) {
        var bytes = ByteBuffer.wrap(png.clone());
        for (var at = 8L; at + 12 <= bytes.capacity(); ) {
            var length = bytes.getInt((int) at);
            if (length < 0 || length > bytes.capacity() - at - 12) {
                break;
            }
            var crc = new CRC32();
            crc.update(bytes.array(), (int) at + 4, length + 4);
            bytes.putInt((int) at + 8 + length, (int) crc.getValue());
            at += 12L + length;
        }
        return bytes.array();
    }

    private static void delete(Path place) {
        try (var files = Files.walk(place)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Notes;
import org.twoworlds.stream.TestConfigs;

class IdxTest {
    @TempDir
    Path folder;

    private DataSet open() {
        return DataSets.open(
                TestConfigs.of("data.type=mnist", "data.path=" + folder, "data.cache=" + folder.resolve("cache"))
                        .data());
    }

    private static byte[] images(int count, int height, int width) {
        var bytes = ByteBuffer.allocate(16 + count * height * width)
                .putInt(0x803)
                .putInt(count)
                .putInt(height)
                .putInt(width);
        for (var i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i * 7));
        }
        return bytes.array();
    }

    private static byte[] labels(int count, int first) {
        var bytes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (var i = 0; i < count; i++) {
            bytes.put((byte) (first + i % 10));
        }
        return bytes.array();
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void write(String joint, String ending, int first) throws IOException {
        for (var split : List.of("train", "t10k")) {
            var images = images(20, 6, 5);
            var labels = labels(20, first);
            var zips = ending.equals(".gz");
            Files.write(
                    folder.resolve(split + "-images" + joint + "idx3-ubyte" + ending), zips ? zipped(images) : images);
            Files.write(
                    folder.resolve(split + "-labels" + joint + "idx1-ubyte" + ending), zips ? zipped(labels) : labels);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", ".", "-.gz", "..gz"})
    void allNamesThatTheFilesGoByAreRead(String form) throws IOException {
        write(form.substring(0, 1), form.substring(1), 0);
        var test = open().test();
        var pixels = new byte[30];
        for (var i = 0; i < 20; i++) {
            assertThat(test.sample(i, pixels)).isEqualTo(i % 10);
            assertThat(pixels[29]).isEqualTo((byte) ((30 * i + 29) * 7));
        }
    }

    @Test
    void aFileOfAnotherNameIsNamed() throws IOException {
        write("-", "", 0);
        Files.move(folder.resolve("train-images-idx3-ubyte"), folder.resolve("train_images.idx"));
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("train-images-idx3-ubyte or train-images.idx3-ubyte")
                .hasMessageContaining("rename train_images.idx");
    }

    @Test
    void labelsThatCountFromOneAreSaid() throws IOException {
        write("-", "", 1);
        assertThat(open().shape().classes()).isEqualTo(11);
        assertThat(Notes.said())
                .anyMatch(n -> n.contains(folder.toString())
                        && n.contains("no train record is of class 0 (1 of 11 classes)")
                        && n.contains("subtract 1"));
    }

    @Test
    void theDigestNamesTheFormOfTheNumbersToo() throws IOException {
        write("-", "", 0);
        var before = open();
        for (var split : List.of("train", "t10k")) {
            var file = folder.resolve(split + "-images-idx3-ubyte");
            var bytes = Files.readAllBytes(file);
            ByteBuffer.wrap(bytes).putInt(8, 5).putInt(12, 6);
            Files.write(file, bytes);
        }
        var after = open();
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(after.earlier().digest()).isEqualTo(before.earlier().digest());
    }

    @Test
    void whatIsDamagedIsRefusedByName() throws IOException {
        write("-", "", 0);
        var file = folder.resolve("t10k-labels-idx1-ubyte");
        var whole = Files.readAllBytes(file);
        var longer = Arrays.copyOf(whole, whole.length + 1);
        var magic = whole.clone();
        magic[2] = 0x0d; // floats
        var more = whole.clone();
        more[6] = 1;
        var negative = whole.clone();
        negative[4] = -1;
        var none = Arrays.copyOf(whole, 8);
        none[7] = 0;
        for (var damaged : List.of(
                new byte[0], Arrays.copyOf(whole, 7), Arrays.copyOf(whole, 15), longer, magic, more, negative, none)) {
            Files.write(file, damaged);
            assertThatThrownBy(this::open)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("t10k-labels-idx1-ubyte");
        }
        Files.delete(file);
        var zipped = zipped(whole);
        for (var at = 10; at < zipped.length; at++) { // behind the flags and the time, which mean nothing here
            var flipped = zipped.clone();
            flipped[at] ^= 0x20;
            Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), flipped);
            assertThatThrownBy(this::open).as("flipped at %d", at).isInstanceOf(RequestException.class);
        }
    }
}

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
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

class ImageTreeTest {
    @TempDir
    Path folder;

    private DataSet open(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "data.type=images",
                "data.path=" + folder,
                "data.cache=" + folder.resolve("cache"),
                "data.size=12",
                "data.resize=12"));
        settings.addAll(Arrays.asList(more));
        return DataSets.open(TestConfigs.of(settings.toArray(String[]::new)).data());
    }

    private Path cached(String ending) throws IOException {
        try (var files = Files.list(folder.resolve("cache"))) {
            return files.filter(f -> f.toString().endsWith(ending))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Where the test stream, which is shuffled, has a record. */
    private static long place(DataSet data, long record) {
        return LongStream.range(0, data.test().size())
                .filter(i -> data.test().record(i) == record)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTestStreamIsShuffledSoThatItsFirstSamplesAreOfEveryClass() throws IOException {
        TestData.images(folder);
        var test = open().test();
        var cats = LongStream.range(0, 90).filter(i -> test.label(i) == 0).count();
        assertThat(cats).isBetween(12L, 48L); // 4 standard deviations about a third
    }

    @Test
    void picturesAreThoseThatImageIoDecodes() throws IOException {
        TestData.images(folder);
        var data = open("data.size=16", "data.resize=16");
        assertThat(data.classNames()).containsExactly("cat", "dog");
        assertThat(data.test().size()).isEqualTo(600);
        var pixels = new byte[16 * 16 * 3];
        assertThat(data.test().sample(place(data, 0), pixels)).isZero();
        // 0000.png is 16×16, and so neither resized nor cut.
        var image = ImageIO.read(folder.resolve("val/cat/0000.png").toFile());
        for (var i = 0; i < 256; i++) {
            var colour = image.getRGB(i % 16, i / 16);
            assertThat(pixels[3 * i]).isEqualTo((byte) (colour >> 16));
            assertThat(pixels[3 * i + 1]).isEqualTo((byte) (colour >> 8));
            assertThat(pixels[3 * i + 2]).isEqualTo((byte) colour);
        }
        // 0105.JPEG is 16×16 as well: TensorFlow's accurate decoder gives what ImageIO gives.
        var number = 35; // the 35th cat, counted from 0: 105 = 3·35
        assertThat(data.test().sample(place(data, number), pixels)).isZero();
        image = ImageIO.read(folder.resolve("val/cat/0105.JPEG").toFile());
        assertThat(image.getWidth()).isEqualTo(16);
        for (var i = 0; i < 256; i++) {
            assertThat((pixels[3 * i] & 0xff) - (image.getRGB(i % 16, i / 16) >> 16 & 0xff))
                    .isBetween(-1, 1);
        }
    }

    @Test
    void badPicturesAreRefusedByNameOrSkipped() throws IOException {
        TestData.images(folder);
        Files.writeString(folder.resolve("train/cat/0000.png"), "no picture");
        try (var file =
                new RandomAccessFile(folder.resolve("train/dog/deep/0001.JPEG").toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("2 of 600")
                .hasMessageContaining("cat/0000.png (it begins neither as JPEG nor as PNG)")
                .hasMessageContaining("0001.JPEG")
                .hasMessageContaining("data.badFiles=skip");
        var data = open("data.badFiles=skip");
        assertThat(data.train(1).size()).isEqualTo(598);
        var pixels = new byte[432];
        for (var i = 0; i < 598; i++) {
            data.train(1).sample(i, pixels);
            var seen = 0;
            for (var value : pixels) {
                seen |= value;
            }
            assertThat(seen).as("a picture of noise").isNotZero();
        }
    }

    @Test
    void aConversionThatWasCutShortGoesOnToTheSameFile() throws IOException {
        TestData.images(folder);
        open();
        var raw = cached(".raw");
        var list = Path.of(raw.toString().replace(".raw", ".sizes"));
        var whole = Files.readAllBytes(raw);
        var sizes = Files.readAllBytes(list);
        for (var length : new int[] {0, 1, 300 * 432, 520 * 432 + 7, whole.length - 1}) {
            for (var noted : new int[] {0, 256 * 8, 256 * 8 + 3, 512 * 8, sizes.length}) {
                Files.delete(raw);
                Files.write(Path.of(raw.toString().replace(".raw", ".part")), Arrays.copyOf(whole, length));
                Files.write(list, Arrays.copyOf(sizes, noted));
                open();
                assertThat(Files.readAllBytes(raw)).isEqualTo(whole);
                assertThat(Files.readAllBytes(list)).isEqualTo(sizes);
            }
        }
    }

    @Test
    void theWholeResizedPictureIsKeptForACropOfIt() throws IOException {
        TestData.images(folder);
        var test = open().test();
        var wide = 0;
        var sample = new byte[432];
        for (var i = 0; i < 50; i++) {
            var picture = test.uncut(i).orElseThrow();
            assertThat(Math.min(picture.height(), picture.width())).isEqualTo(12);
            wide += picture.width() > picture.height() ? 1 : 0;
            test.sample(i, sample);
            var top = (picture.height() - 12) / 2;
            var left = (picture.width() - 12) / 2;
            for (var y = 0; y < 12; y++) {
                var from = ((top + y) * picture.width() + left) * 3;
                assertThat(Arrays.copyOfRange(picture.pixels(), from, from + 36))
                        .isEqualTo(Arrays.copyOfRange(sample, 36 * y, 36 * y + 36));
            }
        }
        assertThat(wide).isPositive();
        var noisy = open("data.labelNoise=0.3", "data.balance=true");
        assertThat(noisy.train(1).uncut(0)).isPresent();
    }

    @Test
    void aChangedTreeIsAnotherDataSet() throws IOException {
        TestData.images(folder);
        var before = open();
        assertThat(open().digest()).isEqualTo(before.digest());
        Files.delete(folder.resolve("train/cat/0000.png"));
        var after = open();
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(after.train(1).size()).isEqualTo(599);
        assertThat(open("data.resize=14").digest()).isNotEqualTo(after.digest());
    }

    @Test
    void whatIsNoTreeIsRefused() throws IOException {
        assertThatThrownBy(this::open).isInstanceOf(RequestException.class).hasMessageContaining("train/CLASS");
        Files.createDirectories(folder.resolve("train/a"));
        Files.createDirectories(folder.resolve("test/a"));
        assertThatThrownBy(this::open).isInstanceOf(RequestException.class).hasMessageContaining("two or more classes");
        Files.createDirectories(folder.resolve("train/b"));
        assertThatThrownBy(this::open).isInstanceOf(RequestException.class).hasMessageContaining("hold pictures");
        assertThatThrownBy(() -> open("data.size=0")).hasMessageContaining("data.size (0)");
        assertThatThrownBy(() -> open("data.badFiles=ignore")).hasMessageContaining("data.badFiles (ignore)");
    }

    @Test
    void dogBirdMergesSynsetsDogsFirst() throws IOException {
        var data = DataSets.open(
                TestConfigs.of(TestData.settings("dogbird", folder)).data());
        assertThat(data.classNames()).containsExactly("dog", "bird");
        assertThat(data.test().size()).isEqualTo(600);
        assertThat(data.test().label(place(data, 0)))
                .as("n01514668 comes first by name, and is a bird")
                .isEqualTo(1);
        Files.move(folder.resolve("train/n01514668"), folder.resolve("train/elsewhere"));
        assertThatThrownBy(() -> DataSets.open(TestConfigs.of("data.type=dogbird", "data.path=" + folder)
                        .data()))
                .hasMessageContaining("by synset");
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

/** Files with {@code image} and {@code label}, one or more, of which a part is held out. */
class EdmCifarTest {
    private static final int A_PART = 100;

    @TempDir
    Path folder;

    /** Writes a part whose records are sorted by class, as generated sets are; a record's first pixel is its number. */
    private void part(String name, int first) throws IOException {
        var image = new byte[A_PART * 3];
        var label = new long[A_PART];
        for (var i = 0; i < A_PART; i++) {
            image[3 * i] = (byte) (first + i);
            label[i] = i / (A_PART / 10);
        }
        try (var npz = new Npz(folder.resolve(name))) {
            npz.bytes("image", image, A_PART, 1, 1, 3);
            npz.longs("label", label);
        }
    }

    private DataSet open() {
        return DataSets.open(
                TestConfigs.of("data.type=edm-cifar", "data.path=" + folder, "data.cache=" + folder.resolve("cache"))
                        .data());
    }

    private static Set<Integer> records(Distribution distribution) {
        var pixels = new byte[3];
        return IntStream.range(0, (int) distribution.size())
                .map(i -> {
                    distribution.sample(i, pixels);
                    return pixels[0] & 0xff;
                })
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRecordOfAllPartsIsATrainOrATestRecordAndTheTestHasAllClasses() throws IOException {
        part("b.npz", 100);
        part("a.npz", 0);
        Files.writeString(folder.resolve("README"), "no npz file");
        var data = open();
        var test = records(data.test());
        var train = records(data.train(1));
        assertThat(test).hasSize(20).contains(9, 19, 109, 199);
        assertThat(train).hasSize(180).doesNotContainAnyElementsOf(test);
        assertThat(data.classNames()).startsWith("airplane");
        var pixels = new byte[3];
        assertThat(IntStream.range(0, 20)
                        .mapToObj(i -> data.test().sample(i, pixels))
                        .collect(Collectors.toSet()))
                .hasSize(10);
        var digest = data.digest();
        Files.delete(folder.resolve("b.npz"));
        assertThat(open().digest()).isNotEqualTo(digest);
        assertThat(records(open().test())).hasSize(10);
    }

    @Test
    void aFolderWithoutSuchFilesIsRefusedByName() throws IOException {
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("hold npz files with image and label");
        try (var npz = new Npz(folder.resolve("a.npz"))) {
            npz.bytes("X", new byte[3], 1, 1, 1, 3);
            npz.longs("Y", new long[] {0});
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("a.npz")
                .hasMessageContaining("under the name image");
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

/** Files that SciPy wrote (write_svhn.py). */
class SvhnTest {
    private static final List<String> FILES = List.of("train_32x32.mat", "test_32x32.mat");

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        for (var name : FILES) {
            try (var in = Objects.requireNonNull(SvhnTest.class.getResourceAsStream("/svhn/" + name))) {
                Files.copy(in, folder.resolve(name));
            }
        }
    }

    private DataSet open() {
        return DataSets.open(
                TestConfigs.of("data.type=svhn", "data.path=" + folder, "data.cache=" + folder.resolve("cache"))
                        .data());
    }

    @Test
    void imagesAndLabelsAreThoseThatSciPyWrote() {
        for (var again = 0; again < 2; again++) { // from the file, then from the cache
            var train = open().train(1);
            var pixels = new byte[3072];
            Map<Long, Integer> labels = new TreeMap<>();
            assertThat(train.size()).isEqualTo(7);
            for (var i = 0; i < 7; i++) {
                labels.put(train.record(i), train.sample(i, pixels));
                for (var j = 0; j < pixels.length; j++) {
                    var value = j / 96 * 3 + j / 3 % 32 * 2 + j % 3 * 50 + train.record(i) * 11;
                    assertThat(pixels[j] & 0xff).isEqualTo((int) value & 0xff);
                }
            }
            assertThat(labels.values()).containsExactly(0, 1, 2, 3, 9, 0, 5);
            assertThat(open().test().label(4)).isEqualTo(9);
        }
    }

    @Test
    void damagedFilesAreRefusedByName() throws IOException {
        var whole = Files.readAllBytes(folder.resolve(FILES.get(0)));
        for (var damaged : List.of(Arrays.copyOf(whole, 600), Arrays.copyOf(whole, 90), "text".getBytes("UTF-8"))) {
            Files.write(folder.resolve(FILES.get(0)), damaged);
            assertThatThrownBy(this::open)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("train_32x32.mat")
                    .hasMessageContaining("Maybe download it again");
        }
        Files.delete(folder.resolve(FILES.get(0)));
        assertThatThrownBy(this::open)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be the folder that holds train_32x32.mat");
    }
}

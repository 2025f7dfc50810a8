package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Notes;
import org.twoworlds.stream.TestConfigs;

/** Archives that numpy reads as the same images and labels, and some that it does not ({@code write_npz_forms.py}). */
class NpzFormsTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> archives = new TreeMap<>();

    @BeforeEach
    void unpack() throws IOException {
        try (var zip =
                new ZipInputStream(Objects.requireNonNull(NpzFormsTest.class.getResourceAsStream("/npz/forms.zip")))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                archives.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    private NpzFile open(String name) throws IOException {
        return NpzFile.open(Files.write(folder.resolve(name), archives.get(name)), folder.resolve("cache"));
    }

    @Test
    void whatNumpyReadsAsTheseArraysIsReadSo() throws IOException {
        var count = 0;
        for (var name : archives.keySet()) {
            if (!name.startsWith("good-")) {
                continue;
            }
            for (var again = 0; again < 2; again++) { // the second time from the cache
                var file = open(name);
                assertThat(file.size()).as(name).isEqualTo(7);
                assertThat(file.shape()).as(name).containsExactly(3, 4, 3);
                var pixels = new byte[36];
                for (var i = 0; i < 7; i++) {
                    assertThat(file.read(i, pixels)).as(name).isEqualTo(i % 3 * 100);
                    for (var j = 0; j < 36; j++) {
                        assertThat(pixels[j] & 0xff).as(name).isEqualTo((36 * i + j) * 31 % 251);
                    }
                }
            }
            count++;
        }
        assertThat(count).isEqualTo(19);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bad-checksum-stored; CRC-32",
                "bad-checksum-labels; CRC-32",
                "bad-checksum-deflated; CRC-32",
                "bad-twice; once under the name X",
                "bad-local-name; where the archive's directory says",
                "bad-channels-first; X.transpose(0, 2, 3, 1)",
                "bad-channels-first-gray; X.transpose(0, 2, 3, 1)",
                "bad-channels-first-many; X.transpose(0, 2, 3, 1)",
                "bad-side-of-zero; sides from 1",
                "bad-no-channels; sides from 1",
                "bad-none; sides from 1",
                "bad-huge; sides from 1",
                "bad-beyond-long; below 2^63",
                "bad-gray-without-channel; X[..., None]",
                "bad-float-images; uint8",
                "bad-signed-images; uint8",
                "bad-objects; integers",
                "bad-fields; one plain array",
                "bad-float-labels; integers",
                "bad-one-hot; shape [7]",
                "bad-label-beyond; not 18446744073709551615",
                "bad-extra-key; nothing else",
                "bad-text-behind; nothing else"
            })
    void whatIsDamagedOrMeansSomethingElseIsRefusedInOneMessage(String name, String says) {
        assertThatThrownBy(() -> open(name + ".npz"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(name + ".npz")
                .hasMessageContaining(says);
        assertThat(archives).hasSize(19 + 23);
    }

    @Test
    void whatIsDownloadedAgainIsReadAgain() throws IOException {
        var file = folder.resolve("train.npz");
        for (var name : new String[] {"bad-checksum-deflated", "good-descriptor", "bad-checksum-deflated"}) {
            Files.write(file, archives.get(name + ".npz"));
            if (name.startsWith("bad")) {
                assertThatThrownBy(() -> NpzFile.open(file, folder.resolve("cache")))
                        .hasMessageContaining("CRC-32");
            } else {
                var pixels = new byte[36];
                NpzFile.open(file, folder.resolve("cache")).read(6, pixels);
                assertThat(pixels[0] & 0xff).isEqualTo(216 * 31 % 251);
            }
        }
    }

    @Test
    void aCacheThatWasCutOrFlippedIsMadeAgain() throws IOException {
        open("good-descriptor.npz");
        Path raw;
        try (var files = Files.list(folder.resolve("cache"))) {
            raw = files.filter(f -> f.toString().endsWith(".raw")).findFirst().orElseThrow();
        }
        var whole = Files.readAllBytes(raw);
        var flipped = whole.clone();
        flipped[50] ^= 1;
        for (var damaged : new byte[][] {new byte[0], java.util.Arrays.copyOf(whole, 100), flipped}) {
            Files.write(raw, damaged);
            open("good-descriptor.npz");
            assertThat(Files.readAllBytes(raw)).isEqualTo(whole);
        }
        Files.delete(Path.of(raw.toString().replace(".raw", ".sum")));
        open("good-descriptor.npz");
        assertThat(Files.readAllBytes(raw)).isEqualTo(whole);
    }

    @Test
    void theDataSetsDigestIsOfContentsAndClassesWithoutRecordsAreSaid() throws IOException {
        Files.write(folder.resolve("train.npz"), archives.get("good-labels-u1.npz"));
        Files.write(folder.resolve("test.npz"), archives.get("good-labels-u1.npz"));
        var config = TestConfigs.of("data.type=npz", "data.path=" + folder, "data.cache=" + folder.resolve("cache"))
                .data();
        var before = DataSets.open(config);
        assertThat(before.earlier().difference()).isEmpty();
        assertThat(before.earlier().digest()).isNotEqualTo(before.digest());
        assertThat(Notes.said())
                .anyMatch(n -> n.contains(folder.toString()) && n.contains("1, 2, 3, 4, 5, … (198 of 201 classes)"));
        Files.write(folder.resolve("test.npz"), archives.get("good-labels-little-i8.npz"));
        assertThat(DataSets.open(config).digest()).isNotEqualTo(before.digest());
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.model.checkpoint.Sha256;

class FileDigestsTest {
    @TempDir
    Path folder;

    private Path cache() {
        return folder.resolve("cache");
    }

    private List<Path> kept() throws IOException {
        try (var files = Files.list(cache())) {
            return files.toList();
        }
    }

    @Test
    void aDigestIsOfContentsHoweverTheTimesAreSetBack() throws IOException {
        var file = Files.writeString(folder.resolve("a"), "one");
        var time = FileTime.fromMillis(1_600_000_000_000L);
        Files.setLastModifiedTime(file, time);
        assertThat(FileDigests.of(cache(), file)).isEqualTo(Sha256.of(file));
        for (var again : List.of("two", "six", "ten")) {
            Files.writeString(file, again);
            Files.setLastModifiedTime(file, time);
            assertThat(FileDigests.of(cache(), file)).isEqualTo(Sha256.of(file));
        }
        var other = Files.writeString(folder.resolve("b"), "new");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(FileDigests.of(cache(), file)).isEqualTo(Sha256.of(file));
    }

    /** What is kept is shown by keeping what is wrong: of a file that has not changed it is believed. */
    @Test
    void anUnchangedFileIsNotReadAgainAndAChangedOneIs() throws IOException {
        var file = Files.writeString(folder.resolve("a"), "one");
        var stamp = FileStamp.of(file);
        var keeping = KeptDigests.load(cache(), folder);
        keeping.begin();
        keeping.put(file, stamp, "believed", true);
        keeping.save();
        assertThat(FileDigests.of(cache(), file)).isEqualTo("believed");
        Files.writeString(file, "other");
        assertThat(FileDigests.of(cache(), file)).isEqualTo(Sha256.of(file));
    }

    @Test
    void aFileThatMayStillBeWrittenIsNotKept() throws IOException {
        var file = Files.writeString(folder.resolve("a"), "one");
        FileDigests.of(cache(), file);
        assertThat(KeptDigests.load(cache(), folder).find(file, FileStamp.of(file)))
                .isEmpty();
        FileDigests.ofMade(cache(), folder, List.of(file));
        assertThat(KeptDigests.load(cache(), folder).find(file, FileStamp.of(file)))
                .contains(Sha256.of(file));
    }

    @Test
    void nothingIsBelievedOfADamagedKeeping() throws IOException {
        var file = Files.writeString(folder.resolve("a"), "one");
        FileDigests.ofMade(cache(), folder, List.of(file));
        var keeping = kept().get(0);
        var whole = Files.readAllBytes(keeping);
        for (var i = 0; i < whole.length; i++) {
            var flipped = whole.clone();
            flipped[i] ^= 4;
            Files.write(keeping, flipped);
            assertThat(FileDigests.of(cache(), file)).as("flipped at %d", i).isEqualTo(Sha256.of(file));
            Files.write(keeping, java.util.Arrays.copyOf(whole, i));
            assertThat(FileDigests.of(cache(), file)).as("cut at %d", i).isEqualTo(Sha256.of(file));
        }
        assertThat(kept()).hasSize(1); // nothing is left behind
    }

    @Test
    void whatCannotBeReadHasAReason() throws IOException {
        var loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        assertThatThrownBy(() -> FileDigests.of(cache(), loop)).hasMessageContaining("symbolic links");
        assertThatThrownBy(() -> FileDigests.of(cache(), folder.resolve("none")))
                .hasMessage("it is not there");
    }

    @Test
    void withoutAPlaceToKeepThemDigestsAreMadeAllTheSame() throws IOException {
        var file = Files.writeString(folder.resolve("a"), "one");
        var noFolder = Files.writeString(folder.resolve("cache"), "a file where the cache should be");
        assertThat(FileDigests.of(noFolder, file)).isEqualTo(Sha256.of(file));
    }

    @Test
    void aLargeFileHasTheDigestOfItsPiecesAndChangesWithAnyByte() throws IOException {
        var file = folder.resolve("large");
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((256L << 20) + 10);
        }
        var before = FileDigests.of(cache(), file);
        assertThat(before).isNotEqualTo(Sha256.of(file));
        try (var large = new RandomAccessFile(file.toFile(), "rw")) {
            large.seek((256L << 20) + 5);
            large.write(1);
        }
        assertThat(FileDigests.of(cache(), file)).isNotEqualTo(before);
    }
}

package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;

/** Files that numpy wrote ({@code src/test/python/write_npz.py}), and files that nobody should write. */
class NpzFileTest {
    private static final Path WRITTEN_BY_NUMPY = Path.of("src/test/resources/npz");

    @TempDir
    Path folder;

    private NpzFile open(Path file) {
        return NpzFile.open(file, folder.resolve("cache"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "compressed", "bytes", "big-endian", "others-beside"})
    void numpysFilesAreRead(String name) {
        for (var again = 0; again < 2; again++) { // the second time from the cache
            var file = open(WRITTEN_BY_NUMPY.resolve(name + ".npz"));
            assertThat(file.size()).isEqualTo(7);
            assertThat(file.shape()).containsExactly(3, 4, 3);
            assertThat(file.largestLabel()).isEqualTo(2);
            var pixels = new byte[36];
            for (var i = 0; i < 7; i++) {
                assertThat(file.read(i, pixels)).isEqualTo(i % 3);
                for (var j = 0; j < 36; j++) {
                    assertThat(pixels[j] & 0xff).isEqualTo((36 * i + j) * 31 % 251);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bad-fortran; C order",
                "bad-type; uint8",
                "bad-shape; uint8 [N, H, W, C]",
                "bad-labels; Y of integers",
                "bad-count; Y of shape [7]",
                "bad-negative; labels from 0",
                "bad-name; under the name X",
                "none; exist"
            })
    void otherArraysAreRefusedBySayingWhatTheyMustBe(String name, String says) {
        assertThatThrownBy(() -> open(WRITTEN_BY_NUMPY.resolve(name + ".npz")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(name + ".npz")
                .hasMessageContaining(says);
    }

    @Test
    void everyCutOfAFileIsRefused() throws IOException {
        for (var name : new String[] {"stored", "compressed"}) {
            var whole = Files.readAllBytes(WRITTEN_BY_NUMPY.resolve(name + ".npz"));
            for (var length = 0; length < whole.length; length += 13) {
                var file = Files.write(folder.resolve("cut.npz"), java.util.Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> open(file)).isInstanceOf(RequestException.class);
            }
        }
    }

    @Test
    void damageAnywhereIsAMessageOrAnotherImageButNeverACrash() throws IOException {
        var seed = System.nanoTime();
        System.out.println("damage seed " + seed);
        var random = new java.util.Random(seed);
        var whole = Files.readAllBytes(WRITTEN_BY_NUMPY.resolve("compressed.npz"));
        for (var i = 0; i < 300; i++) {
            var damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            var file = Files.write(folder.resolve("damaged.npz"), damaged);
            try {
                NpzFile.open(file, folder.resolve("cache" + i)).read(0, new byte[36]);
            } catch (RequestException e) {
                assertThat(e).hasMessageContaining("damaged.npz");
            }
        }
    }

    @Test
    void aBombIsRefusedBeforeItIsWrittenOut() throws IOException {
        var file = folder.resolve("bomb.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("X.npy"));
            zip.write(header("|u1", "2, 3, 4, 3"));
            zip.write(new byte[50 << 20]);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("Y.npy"));
            zip.write(header("|u1", "2,"));
            zip.write(new byte[2]);
            zip.closeEntry();
        }
        assertThat(Files.size(file)).isLessThan(1 << 20);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("hold 72 bytes after the header of X.npy");
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void aNameThatLeavesTheFolderIsJustAnotherName() throws IOException {
        var file = folder.resolve("tricks.npz");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var name : new String[] {"../X.npy", "/X.npy", "X.npy/../Y.npy"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(header("|u1", "1, 1, 1, 1"));
                zip.closeEntry();
            }
        }
        assertThatThrownBy(() -> open(file)).hasMessageContaining("under the name X");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** 1.4 million images, 4.3 GB, nearly all of it a hole in the file. */
    @Test
    void aStoredArrayBeyondFourGibibytesIsReadAtRandomWithoutBeingLoaded() throws IOException {
        var file = folder.resolve("large.npz");
        var count = 1_400_000;
        var x = header("|u1", count + ", 32, 32, 3");
        var y = header("<i4", count + ",");
        var last = new byte[] {9, 8, 7};
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var xSize = x.length + count * 3072L;
            var start = channel.write(local("X.npy", xSize));
            channel.write(ByteBuffer.wrap(x), start);
            channel.write(ByteBuffer.wrap(last), start + xSize - 3072);
            var second = start + xSize;
            var ySize = y.length + count * 4L;
            var yStart = second + channel.write(local("Y.npy", ySize), second);
            channel.write(ByteBuffer.wrap(y), yStart);
            channel.write(ByteBuffer.wrap(new byte[] {5, 0, 0, 0}), yStart + ySize - 4);
            var directory = yStart + ySize;
            var bytes = new ByteArrayOutputStream();
            bytes.write(central("X.npy", xSize, 0, crc(x, count * 3072L, 3072, last)));
            bytes.write(central("Y.npy", ySize, second, crc(y, count * 4L, 4, new byte[] {5})));
            channel.write(ByteBuffer.wrap(bytes.toByteArray()), directory);
            channel.write(ends(directory, bytes.size()), directory + bytes.size());
        }
        assertThat(Files.size(file)).isGreaterThan(4L << 30);
        var large = open(file);
        assertThat(large.size()).isEqualTo(count);
        var pixels = new byte[3072];
        assertThat(large.read(count - 1, pixels)).isEqualTo(5);
        assertThat(pixels).startsWith(last);
        assertThat(large.read(count / 2, pixels)).isZero();
        assertThat(pixels).containsOnly(0);
    }

    private static byte[] header(String type, String shape) {
        var text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
        text += " ".repeat(117 - text.length()) + "\n";
        return ByteBuffer.allocate(128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) 118)
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer local(String name, long size) {
        return little(30 + 5 + 20)
                .putInt(0x04034b50)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 5)
                .putShort((short) 20)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(size)
                .putLong(size)
                .flip();
    }

    /** The checksum of a header and zeros but for some bytes near the end. */
    private static int crc(byte[] header, long zeros, int beforeEnd, byte[] last) {
        var crc = new CRC32();
        crc.update(header);
        var chunk = new byte[1 << 20];
        for (var left = zeros - beforeEnd; left > 0; left -= chunk.length) {
            crc.update(chunk, 0, (int) Math.min(left, chunk.length));
        }
        crc.update(last);
        crc.update(chunk, 0, beforeEnd - last.length);
        return (int) crc.getValue();
    }

    private static byte[] central(String name, long size, long offset, int crc) {
        return little(46 + 5 + 28)
                .putInt(0x02014b50)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putInt(crc)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 5)
                .putShort((short) 28)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0)
                .putInt(-1)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .putShort((short) 24)
                .putLong(size)
                .putLong(size)
                .putLong(offset)
                .array();
    }

    private static ByteBuffer ends(long directory, long size) {
        return little(56 + 20 + 22)
                .putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putLong(2)
                .putLong(2)
                .putLong(size)
                .putLong(directory)
                .putInt(0x07064b50)
                .putInt(0)
                .putLong(directory + size)
                .putInt(1)
                .putInt(0x06054b50)
                .putInt(-1)
                .putInt(-1)
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 0)
                .flip();
    }
}

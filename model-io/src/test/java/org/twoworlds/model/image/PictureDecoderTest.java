package org.twoworlds.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures of every form, and what Pillow makes of them ({@code src/test/python/write_pictures.py}). */
class PictureDecoderTest {
    private static final Map<String, byte[]> FILES = new TreeMap<>();
    private static PictureDecoder decoder;

    @BeforeAll
    static void open() throws IOException {
        decoder = new PictureDecoder();
        var in = Objects.requireNonNull(PictureDecoderTest.class.getResourceAsStream("/pictures/pictures.zip"));
        try (var zip = new ZipInputStream(in)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                FILES.put(entry.getName(), zip.readAllBytes());
            }
        }
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    private static int compare(String prefix, int tolerance) throws IOException {
        var count = 0;
        for (var name : FILES.keySet()) {
            if (!name.startsWith(prefix) || name.endsWith(".rgb")) {
                continue;
            }
            var expected = ByteBuffer.wrap(FILES.get(name.substring(0, name.length() - 4) + ".rgb"));
            var picture = decoder.decode(FILES.get(name));
            assertThat(picture.width()).as(name).isEqualTo(expected.getInt());
            assertThat(picture.height()).as(name).isEqualTo(expected.getInt());
            assertThat(picture.pixels()).as(name).hasSize(expected.remaining());
            for (var value : picture.pixels()) {
                assertThat((value & 0xff) - (expected.get() & 0xff)).as(name).isBetween(-tolerance, tolerance);
            }
            count++;
        }
        return count;
    }

    @Test
    void pngOfEveryFormIsWhatPillowReads() throws IOException {
        assertThat(compare("png-", 0)).isEqualTo(38);
    }

    @Test
    void jpegOfEveryFormIsWithinTwoOfWhatPillowReads() throws IOException {
        assertThat(compare("jpeg-", 2)).isEqualTo(14);
    }

    @Test
    void gray128Stays128() throws IOException {
        for (var name : new String[] {"png-gray-128.png", "png-gray-16-128.png"}) {
            assertThat(decoder.decode(FILES.get(name)).pixels()).as(name).containsOnly((byte) 128);
        }
    }

    @Test
    void whatIsDamagedOrTooLargeForItsFileIsRefused() {
        var count = 0;
        for (var file : FILES.entrySet()) {
            if (file.getKey().startsWith("bad-")) {
                assertThatThrownBy(() -> decoder.decode(file.getValue()))
                        .as(file.getKey())
                        .isInstanceOf(IOException.class);
                count++;
            }
        }
        assertThat(count).isEqualTo(16);
    }

    @Test
    void everyCutAndEveryFlippedByteOfAPngIsRefused() {
        var whole = FILES.get("png-3-4-interlaced.png");
        var end = whole.length - 12; // IEND is not looked at: all has been read before
        for (var i = 0; i < end; i++) {
            var cut = Arrays.copyOf(whole, i);
            assertThatThrownBy(() -> decoder.decode(cut)).as("cut at %d", i).isInstanceOf(IOException.class);
            var flipped = whole.clone();
            flipped[i] ^= 0x10;
            assertThatThrownBy(() -> decoder.decode(flipped))
                    .as("flipped at %d", i)
                    .isInstanceOf(IOException.class);
        }
    }
}

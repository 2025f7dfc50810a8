package org.twoworlds.model.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG in every form that the standard has, as red, green and blue: the samples as they are written, since ImageIO takes gray
 * for linear light and compares no checksum. Gray is repeated, less than 8 bits are scaled to 255, of 16 the upper 8 are
 * taken, a palette is looked up, and transparency is dropped, as Pillow does it. Chunks about colour (gamma, profiles) change
 * nothing.
 *
 * <p>Source: Portable Network Graphics (PNG) Specification, second edition, W3C 2003.
 */
final class Png {
    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_BYTES = 12;
    private static final int CHANNELS = 3;

    /** The most bytes that DEFLATE can make of one byte. */
    private static final long MOST_BYTES_INFLATED = 1032;

    /** Adam7's passes: the place of the first pixel and the distances of the pixels, x, y, dx, dy. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

    private final ByteBuffer file;
    private final PngForm form;
    private byte[] palette = {};
    private final byte[] pixels;

    private Png(ByteBuffer file, PngForm form) {
        this.file = file;
        this.form = form;
        pixels = new byte[form.height() * form.width() * CHANNELS];
    }

    /** Whether bytes begin as a PNG picture. */
    static boolean begins(byte[] bytes) {
        return bytes.length > SIGNATURE_BYTES && ByteBuffer.wrap(bytes).getLong() == 0x89504e470d0a1a0aL;
    }

    /**
     * A picture's form, from its first chunk.
     *
     * @throws IOException where the first chunk is not IHDR, or the file is too short for the picture
     */
    static PngForm form(byte[] bytes) throws IOException {
        var file = ByteBuffer.wrap(bytes);
        if (bytes.length < SIGNATURE_BYTES + CHUNK_BYTES + PngForm.BYTES
                || file.getInt(SIGNATURE_BYTES + 4) != PngForm.TYPE) {
            throw new IOException("its first chunk is no IHDR");
        }
        checkChunk(file, SIGNATURE_BYTES);
        var form = PngForm.of(file.slice(SIGNATURE_BYTES + 8, file.getInt(SIGNATURE_BYTES)));
        if (form.rawBytes() / MOST_BYTES_INFLATED > bytes.length) {
            throw new IOException(
                    "its " + bytes.length + " bytes cannot hold " + form.width() + " × " + form.height() + " pixels");
        }
        return form;
    }

    /** Decodes a whole picture. */
    static Picture decode(byte[] bytes) throws IOException {
        var png = new Png(ByteBuffer.wrap(bytes), form(bytes));
        png.read();
        return new Picture(png.form.height(), png.form.width(), png.pixels);
    }

    /** The length of the chunk at a place, once its checksum has been compared. */
    private static int checkChunk(ByteBuffer file, int at) throws IOException {
        var length = file.capacity() - at < CHUNK_BYTES ? -1 : file.getInt(at);
        if (length < 0 || length > file.capacity() - at - CHUNK_BYTES) {
            throw new IOException("it was cut short");
        }
        var crc = new CRC32();
        crc.update(file.array(), at + 4, length + 4);
        if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
            throw new IOException("the checksum of a chunk is wrong: it is damaged");
        }
        return length;
    }

    private void read() throws IOException {
        var inflater = new Inflater();
        try {
            var data = new Data(inflater);
            for (var pass : form.interlaced() ? PASSES : ONE_PASS) {
                pass(data, pass);
            }
            data.end();
        } catch (DataFormatException e) {
            throw new IOException("its data are damaged (" + e.getMessage() + ")", e);
        } finally {
            inflater.end();
        }
    }

    private void pass(Data data, int[] pass) throws IOException, DataFormatException {
        var columns = (form.width() - pass[0] + pass[2] - 1) / pass[2];
        var rows = columns <= 0 ? 0 : (form.height() - pass[1] + pass[3] - 1) / pass[3];
        var row = new byte[form.rowBytes(Math.max(0, columns))];
        var above = new byte[row.length];
        var filter = new byte[1];
        for (var y = 0; y < rows; y++) {
            data.read(filter);
            data.read(row);
            form.unfilter(filter[0], row, above);
            var out = ((pass[1] + y * pass[3]) * form.width() + pass[0]) * CHANNELS;
            form.write(row, columns, palette, pixels, out, pass[2] * CHANNELS);
            var spare = above;
            above = row;
            row = spare;
        }
    }

    /** The inflated contents of the IDAT chunks, which follow each other. */
    private final class Data {
        private final Inflater inflater;
        private int next = SIGNATURE_BYTES + CHUNK_BYTES + PngForm.BYTES;

        private Data(Inflater inflater) throws IOException {
            this.inflater = inflater;
            while (!more()) {
                // Reads the chunks before the first IDAT.
            }
            if (form.palette() && palette.length == 0) {
                throw new IOException("its palette is missing");
            }
        }

        /** Takes the next chunk, and returns whether it was data. */
        private boolean more() throws IOException {
            var length = checkChunk(file, next);
            var type = file.getInt(next + 4);
            var from = next + 8;
            next += CHUNK_BYTES + length;
            switch (type) {
                case 0x49444154 -> { // IDAT
                    inflater.setInput(file.array(), from, length);
                    return true;
                }
                case 0x504c5445 -> { // PLTE
                    if (length % CHANNELS != 0 || length > 256 * CHANNELS) {
                        throw new IOException("its palette has " + length + " bytes");
                    }
                    palette = Arrays.copyOfRange(file.array(), from, from + length);
                }
                case 0x49454e44 -> throw new IOException("it ends before its data do"); // IEND
                default -> {
                    if ((type & 0x20000000) == 0) {
                        throw new IOException("it has a chunk that must be understood, and is not known");
                    }
                }
            }
            return false;
        }

        private void read(byte[] into) throws IOException, DataFormatException {
            for (var at = 0; at < into.length; ) {
                var count = inflater.inflate(into, at, into.length - at);
                at += count;
                if (count == 0) {
                    if (inflater.finished() || inflater.needsDictionary() || !more()) {
                        throw new IOException("it ends before its data do");
                    }
                }
            }
        }

        /** Reads the data to their end, so that the checksum of all data is compared. */
        private void end() throws IOException, DataFormatException {
            var rest = new byte[1 << 10];
            while (!inflater.finished()) {
                if (inflater.inflate(rest) == 0 && !inflater.finished() && (inflater.needsDictionary() || !more())) {
                    throw new IOException("it ends before its data do");
                }
            }
        }
    }
}

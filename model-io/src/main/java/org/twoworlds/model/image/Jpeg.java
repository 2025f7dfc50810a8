package org.twoworlds.model.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * The headers of a JPEG picture before it is decoded: its size, so that nothing is allocated that its bytes cannot hold, and
 * the form of its four inks, where it has any.
 *
 * <p>Source: ITU-T T.81, annex B, and Adobe's technical note 5116 for its marker.
 *
 * @param inks whether the picture has four components: cyan, magenta, yellow and black
 * @param adobe whether the picture carries Adobe's marker
 */
record Jpeg(int width, int height, boolean inks, boolean adobe) {
    private static final int MOST_SCANS = 200;

    /** The most pixels that a byte can stand for: a block of 64 takes at least a bit. */
    private static final long MOST_PIXELS_A_BYTE = 8 * 64;

    /** Adobe's marker as Photoshop writes it, without a transform: inks are written inverted. */
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    /** Whether bytes begin as a JPEG picture. */
    static boolean begins(byte[] bytes) {
        return bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8;
    }

    /** Reads a file's headers. */
    static Jpeg of(byte[] bytes) throws IOException {
        var adobe = false;
        var at = 2;
        while (at + 4 <= bytes.length) {
            var marker = bytes[at + 1] & 0xff;
            if ((bytes[at] & 0xff) != 0xff
                    || marker == 0xff
                    || marker == 0
                    || marker == 1
                    || marker >= 0xd0 && marker <= 0xd8) {
                at++; // a byte between two segments, or a marker without a segment
                continue;
            }
            var length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            if (marker == 0xd9 || marker == 0xda || length < 2 || length > bytes.length - at - 2) {
                break;
            }
            adobe |= marker == 0xee
                    && length >= 14
                    && new String(bytes, at + 4, 5, java.nio.charset.StandardCharsets.ISO_8859_1).equals("Adobe");
            var isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (isFrame && length >= 8) {
                return frame(bytes, at, adobe);
            }
            at += 2 + length;
        }
        throw new IOException("it has no frame: it was cut short");
    }

    private static Jpeg frame(byte[] bytes, int at, boolean adobe) throws IOException {
        var height = (bytes[at + 5] & 0xff) << 8 | bytes[at + 6] & 0xff;
        var width = (bytes[at + 7] & 0xff) << 8 | bytes[at + 8] & 0xff;
        if (height < 1 || width < 1) {
            throw new IOException("its frame has no height or no width");
        }
        if ((long) height * width / MOST_PIXELS_A_BYTE > bytes.length) {
            throw new IOException("its " + bytes.length + " bytes cannot hold " + width + " × " + height + " pixels");
        }
        if (scans(bytes) > MOST_SCANS) {
            throw new IOException("it has more than " + MOST_SCANS + " scans");
        }
        return new Jpeg(width, height, bytes[at + 9] == 4, adobe);
    }

    private static int scans(byte[] bytes) {
        var scans = 0;
        for (var i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xda) {
                scans++;
            }
        }
        return scans;
    }

    /**
     * The file's bytes with inks marked as Adobe's: inks are written that way whether they are marked or not, as Pillow
     * has it.
     */
    byte[] marked(byte[] bytes) {
        if (!inks || adobe) {
            return bytes;
        }
        var marked = new ByteArrayOutputStream(bytes.length + ADOBE.length);
        marked.write(bytes, 0, 2);
        marked.write(ADOBE, 0, ADOBE.length);
        marked.write(bytes, 2, bytes.length - 2);
        return marked.toByteArray();
    }
}

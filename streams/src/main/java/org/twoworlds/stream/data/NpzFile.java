package org.twoworlds.stream.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.twoworlds.config.RequestException;

/**
 * Labelled images as NumPy's savez writes them: by default {@code X} uint8 {@code [N, H, W, C]} and {@code Y} integers {@code [N]}
 * of any width and byte order, signed or not. A stored X is mapped in its place, also beyond 4 GiB; a compressed X is written
 * out once. The checksums of the arrays are compared once for a file's contents.
 */
final class NpzFile implements Pool {
    private static final int MOST_SIDE_PIXELS = 1 << 16;
    private static final int MOST_CHANNELS = 4;
    private static final int MOST_IMAGE_BYTES = 1 << 29;

    /** The most bytes that DEFLATE can make of one byte. */
    private static final long MOST_BYTES_INFLATED = 1032;

    /** The names of the arrays of images and of labels. */
    record Names(String images, String labels) {
        /** The names of CIFAR-5m. */
        static final Names X_Y = new Names("X", "Y");
    }

    private final Mapped images;
    private final int[] labels;
    private final int[] shape;
    private final String digest;
    private final String checksums;

    private NpzFile(Mapped images, int[] labels, int[] shape, String digest, String checksums) {
        this.images = images;
        this.labels = labels;
        this.shape = shape;
        this.digest = digest;
        this.checksums = checksums;
    }

    /**
     * Opens a file.
     *
     * @param cache the folder to which a compressed array is written out
     * @throws RequestException where the file is not of this form
     */
    static NpzFile open(Path file, Path cache) {
        return open(file, cache, Names.X_Y);
    }

    /** The same, of arrays of other names. */
    static NpzFile open(Path file, Path cache, Names names) {
        if (!Files.isRegularFile(file)) {
            throw new RequestException("data file", file, "exist", "check data.path");
        }
        try (var zip = ZipFile.builder().setPath(file).get()) {
            var x = entry(zip, file, names.images() + ".npy");
            var y = entry(zip, file, names.labels() + ".npy");
            var header = header(zip, x);
            var shape = shape(header);
            var recordBytes = shape[0] * shape[1] * shape[2];
            var labels = labels(zip, y, header.shape()[0]);
            var bytes = Math.multiplyExact((long) labels.length, recordBytes);
            checkSize(x, header, bytes);
            var digest = FileDigests.of(cache, file);
            var stored = x.getMethod() == ZipEntry.STORED;
            if (stored) {
                checkOnce(zip, x, cache, digest);
            }
            var images = stored
                    ? new Mapped(file, x.getDataOffset() + header.bytes(), bytes)
                    : new Mapped(writtenOut(zip, x, header, cache, digest), 0, bytes);
            var checksums = "%08x-%08x-%d".formatted(x.getCrc(), y.getCrc(), x.getSize());
            return new NpzFile(images, labels, shape, digest, checksums);
        } catch (NpyHeader.MalformedArray e) {
            var damaged = e.getMessage().contains("damaged") || e.getMessage().contains("cut short");
            throw new RequestException(
                    "array of data file",
                    file,
                    e.getMessage(),
                    damaged
                            ? "download it again"
                            : "write it by numpy.savez(file, %s=X, %s=Y)".formatted(names.images(), names.labels()));
        } catch (IOException | RuntimeException e) {
            if (e instanceof RequestException request) {
                throw request;
            }
            var reason = e instanceof IOException io ? FileFaults.reason(io) : String.valueOf(e.getMessage());
            throw new RequestException("data file", file, "be a whole npz file (" + reason + ")", "download it again");
        }
    }

    /**
     * The entry of a name, checked: there is one, both of the archive's lists agree on it, and its size is one that its
     * bytes can be.
     */
    private static ZipArchiveEntry entry(ZipFile zip, Path file, String name) throws IOException {
        var found = java.util.Collections.list(zip.getEntries()).stream()
                .filter(e -> e.getName().equals(name))
                .toList();
        var plain = name.replace(".npy", "");
        if (found.size() != 1) {
            throw new NpyHeader.MalformedArray(
                    "be there " + (found.isEmpty() ? "" : "once ") + "under the name " + plain);
        }
        var entry = found.get(0);
        if (!zip.canReadEntryData(entry)) {
            throw new NpyHeader.MalformedArray("have " + plain + " stored or deflated, and not encrypted");
        }
        var stored = entry.getMethod() == ZipEntry.STORED;
        var size = entry.getSize();
        var inFile = entry.getCompressedSize();
        var start = entry.getDataOffset();
        if (start < 0 || inFile < 0 || inFile > Files.size(file) - start || stored && size != inFile) {
            throw new NpyHeader.MalformedArray("have " + plain + " within the file; it was cut short");
        }
        if (size < 0 || (size - 64) / MOST_BYTES_INFLATED > inFile) {
            throw new NpyHeader.MalformedArray(
                    "have a " + plain + " that its " + inFile + " bytes can be, not " + size);
        }
        checkLocalName(file, entry);
        return entry;
    }

    /** Refuses an entry whose own header has another name than the archive's directory gives it: another array would be read. */
    private static void checkLocalName(Path file, ZipArchiveEntry entry) throws IOException {
        try (var in = Files.newByteChannel(file)) {
            var name = entry.getRawName();
            var head = java.nio.ByteBuffer.allocate(30 + name.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            in.position(entry.getLocalHeaderOffset());
            while (head.hasRemaining()) {
                if (in.read(head) < 0) {
                    break;
                }
            }
            if (head.hasRemaining()
                    || head.getInt(0) != 0x04034b50
                    || head.getShort(26) != name.length
                    || !Arrays.equals(head.array(), 30, head.capacity(), name, 0, name.length)) {
                throw new NpyHeader.MalformedArray(
                        "have " + entry.getName() + " where the archive's directory says; it is damaged");
            }
        }
    }

    private static NpyHeader header(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
            return NpyHeader.read(in);
        }
    }

    /** The form {@code [H, W, C]} of the images, whose header is checked. */
    private static int[] shape(NpyHeader header) throws IOException {
        var shape = header.shape();
        var text = Arrays.toString(shape);
        if (header.fortran() && shape.length > 1) {
            throw new NpyHeader.MalformedArray("be in C order; save numpy.ascontiguousarray(X) instead");
        }
        if (!header.type().matches("[|<>=]?u1|[|<>=]?B") || shape.length != 4) {
            throw new NpyHeader.MalformedArray("be uint8 [N, H, W, C], not %s %s%s"
                    .formatted(header.type(), text, shape.length == 3 ? "; save X[..., None] of gray images" : ""));
        }
        var least = Arrays.stream(shape).min().orElse(0);
        var most = Arrays.stream(shape).skip(1).max().orElse(0);
        if (least < 1 || most > MOST_SIDE_PIXELS || shape[1] * shape[2] > MOST_IMAGE_BYTES / shape[3]) {
            throw new NpyHeader.MalformedArray(
                    "have images with sides from 1 to 65536, below 512 MiB each, not " + text);
        }
        if (shape[3] > MOST_CHANNELS && (shape[1] <= MOST_CHANNELS || shape[2] == shape[3] && shape[1] != shape[2])) {
            throw new NpyHeader.MalformedArray(
                    "be uint8 [N, H, W, C] with the channels last; %s looks like [N, C, H, W]: save ".formatted(text)
                            + "X.transpose(0, 2, 3, 1) instead");
        }
        return Arrays.stream(shape).skip(1).mapToInt(Math::toIntExact).toArray();
    }

    private static void checkSize(ZipArchiveEntry entry, NpyHeader header, long bytes) throws IOException {
        if (entry.getSize() != header.bytes() + bytes) {
            throw new NpyHeader.MalformedArray("hold " + bytes + " bytes after the header of " + entry.getName()
                    + ", not " + (entry.getSize() - header.bytes()));
        }
    }

    private static int[] labels(ZipFile zip, ZipArchiveEntry entry, long count) throws IOException {
        try (var in = new Checked(zip.getInputStream(entry), entry)) {
            var header = NpyHeader.read(in);
            var numbers = NpyLabels.of(header, count);
            checkSize(entry, header, count * numbers.width());
            var labels = numbers.read(in, (int) count);
            in.requireWhole();
            return labels;
        }
    }

    /** Compares a stored array's checksum, unless that was done for a file of these contents. */
    private static void checkOnce(ZipFile zip, ZipArchiveEntry entry, Path cache, String digest) throws IOException {
        var checked = cache.resolve("npz-" + digest.substring(0, 24) + ".checked");
        if (Files.isRegularFile(checked)) {
            return;
        }
        try (var in = new Checked(zip.getInputStream(entry), entry)) {
            in.skipAll();
            in.requireWhole();
        }
        if (Files.isWritable(cache)) {
            RawCache.note(checked, entry.getName() + " has the checksum that the file states");
        }
    }

    private static Path writtenOut(ZipFile zip, ZipArchiveEntry x, NpyHeader header, Path cache, String digest)
            throws IOException {
        var bytes = x.getSize() - header.bytes();
        return RawCache.file(cache, "npz-" + digest.substring(0, 24), bytes, out -> {
            try (var in = new Checked(zip.getInputStream(x), x)) {
                in.skipNBytes(header.bytes());
                out.write(in, bytes);
                in.requireWhole();
            }
        });
    }

    /** A stream of an entry's bytes that counts their checksum. */
    private static final class Checked extends BufferedInputStream {
        private final ZipArchiveEntry entry;
        private final java.util.zip.CheckedInputStream counted;

        private Checked(InputStream in, ZipArchiveEntry entry) {
            this(new java.util.zip.CheckedInputStream(in, new java.util.zip.CRC32()), entry);
        }

        private Checked(java.util.zip.CheckedInputStream counted, ZipArchiveEntry entry) {
            super(counted, 1 << 16);
            this.counted = counted;
            this.entry = entry;
        }

        void skipAll() throws IOException {
            var chunk = new byte[1 << 16];
            while (read(chunk) >= 0) {
                // Only the checksum of the rest is needed.
            }
        }

        /** Refuses an entry that ends at another place than stated, or whose bytes are not those that were written. */
        void requireWhole() throws IOException {
            if (read() >= 0 || counted.getChecksum().getValue() != entry.getCrc()) {
                throw new NpyHeader.MalformedArray("have the CRC-32 %08x in %s, not %08x: it is damaged"
                        .formatted(
                                entry.getCrc(),
                                entry.getName(),
                                counted.getChecksum().getValue()));
            }
        }
    }

    /** The form of the images, {@code [H, W, C]}. */
    int[] shape() {
        return shape.clone();
    }

    /** The digest of the file's contents. */
    String digest() {
        return digest;
    }

    /** The checksums and size of the arrays, as the file states them, by which version 0.1 named the file. */
    String checksums() {
        return checksums;
    }

    int largestLabel() {
        return Arrays.stream(labels).max().orElse(0);
    }

    @Override
    public long size() {
        return labels.length;
    }

    @Override
    public int label(long record) {
        return labels[(int) record];
    }

    @Override
    public int read(long record, byte[] pixels) {
        images.read(record, pixels);
        return labels[(int) record];
    }
}

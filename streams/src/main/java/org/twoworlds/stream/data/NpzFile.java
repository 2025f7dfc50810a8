package org.twoworlds.stream.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.twoworlds.config.RequestException;

/**
 * Labelled images as NumPy's savez writes them: {@code X} uint8 {@code [N, H, W, C]} and {@code Y} integers {@code [N]} of
 * any width and byte order. A stored X is mapped where it lies, also beyond 4 GiB; a compressed one is written out once.
 */
final class NpzFile implements Pool {
    private static final Map<String, Integer> INTEGERS = Map.of("1", 1, "2", 2, "4", 4, "8", 8);
    private static final int MOST_LABELS = 1 << 28;

    private final Mapped images;
    private final int[] labels;
    private final int[] shape;
    private final String digest;

    private NpzFile(Mapped images, int[] labels, int[] shape, String digest) {
        this.images = images;
        this.labels = labels;
        this.shape = shape;
        this.digest = digest;
    }

    /**
     * Opens a file.
     *
     * @param cache where a compressed array is written out
     * @throws RequestException where it is not of this form
     */
    static NpzFile open(Path file, Path cache) {
        if (!Files.isRegularFile(file)) {
            throw new RequestException("data file", file, "exist", "check data.path");
        }
        try (var zip = ZipFile.builder().setPath(file).get()) {
            var x = entry(zip, "X.npy");
            var y = entry(zip, "Y.npy");
            var header = header(zip, x);
            if (header.fortran()) {
                throw new NpyHeader.Malformed("be in C order; save numpy.ascontiguousarray(X) instead");
            }
            if (!header.type().equals("|u1") || header.shape().length != 4) {
                throw new NpyHeader.Malformed(
                        "be uint8 [N, H, W, C], not %s %s".formatted(header.type(), Arrays.toString(header.shape())));
            }
            var labels = labels(zip, y, header.shape()[0]);
            var shape = Arrays.stream(header.shape())
                    .skip(1)
                    .mapToInt(Math::toIntExact)
                    .toArray();
            var recordBytes = Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), shape[2]);
            checkSize(x, header, (long) labels.length * recordBytes);
            var digest = "%08x-%08x-%d".formatted(x.getCrc(), y.getCrc(), x.getSize());
            var images = x.getMethod() == ZipEntry.STORED
                    ? new Mapped(file, dataStart(file, x) + header.bytes(), (long) labels.length * recordBytes)
                    : new Mapped(writtenOut(zip, x, header, cache, digest), 0, (long) labels.length * recordBytes);
            return new NpzFile(images, labels, shape, digest);
        } catch (NpyHeader.Malformed e) {
            throw new RequestException(
                    "array of data file", file, e.getMessage(), "write it by numpy.savez(file, X=X, Y=Y)");
        } catch (IOException | ArithmeticException e) {
            throw new RequestException(
                    "data file", file, "be a whole npz file (" + e.getMessage() + ")", "download it again");
        }
    }

    private static ZipArchiveEntry entry(ZipFile zip, String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null || !zip.canReadEntryData(entry)) {
            throw new NpyHeader.Malformed("be there under the name " + name.replace(".npy", ""));
        }
        return entry;
    }

    private static NpyHeader header(ZipFile zip, ZipArchiveEntry entry) throws IOException {
        try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
            return NpyHeader.read(in);
        }
    }

    private static void checkSize(ZipArchiveEntry entry, NpyHeader header, long bytes) throws IOException {
        if (entry.getSize() != header.bytes() + bytes) {
            throw new NpyHeader.Malformed("hold " + bytes + " bytes after the header of " + entry.getName() + ", not "
                    + (entry.getSize() - header.bytes()));
        }
    }

    private static long dataStart(Path file, ZipArchiveEntry entry) throws IOException {
        if (entry.getDataOffset() < 0 || entry.getDataOffset() + entry.getSize() > Files.size(file)) {
            throw new NpyHeader.Malformed("lie within the file; it was cut short");
        }
        return entry.getDataOffset();
    }

    private static int[] labels(ZipFile zip, ZipArchiveEntry entry, long count) throws IOException {
        try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
            var header = NpyHeader.read(in);
            var kind = header.type().length() == 3 ? header.type().substring(1, 2) : "";
            var width = header.type().length() == 3
                    ? INTEGERS.getOrDefault(header.type().substring(2), 0)
                    : 0;
            if (width == 0 || !(kind.equals("i") || kind.equals("u"))) {
                throw new NpyHeader.Malformed("have Y of integers, not " + header.type());
            }
            var numbers = Arrays.stream(header.shape()).reduce(1, Math::multiplyExact);
            if (header.shape().length == 0
                    || header.shape()[0] != count
                    || numbers != count
                    || count < 1
                    || count > MOST_LABELS) {
                throw new NpyHeader.Malformed("have Y of shape [%d], as X has images, not %s"
                        .formatted(count, Arrays.toString(header.shape())));
            }
            checkSize(entry, header, count * width);
            var order = header.type().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            return numbers(in, (int) count, width, order);
        }
    }

    private static int[] numbers(InputStream in, int count, int width, ByteOrder order) throws IOException {
        var labels = new int[count];
        var bytes = new byte[width << 12];
        for (var done = 0; done < count; ) {
            var part = Math.min(1 << 12, count - done);
            if (in.readNBytes(bytes, 0, part * width) < part * width) {
                throw new NpyHeader.Malformed("hold all of Y; it was cut short");
            }
            var from = ByteBuffer.wrap(bytes).order(order);
            for (var i = 0; i < part; i++) {
                var value =
                        switch (width) {
                            case 1 -> from.get(i);
                            case 2 -> from.getShort(2 * i);
                            case 4 -> from.getInt(4 * i);
                            default -> from.getLong(8 * i);
                        };
                if (value < 0 || value >= 1 << 20) {
                    throw new NpyHeader.Malformed("have labels from 0 to 2^20, not " + value + " at " + (done + i));
                }
                labels[done + i] = (int) value;
            }
            done += part;
        }
        return labels;
    }

    private static Path writtenOut(ZipFile zip, ZipArchiveEntry x, NpyHeader header, Path cache, String digest)
            throws IOException {
        var bytes = x.getSize() - header.bytes();
        return RawCache.file(cache, "npz-" + digest, bytes, out -> {
            try (var in = new BufferedInputStream(zip.getInputStream(x), 1 << 16)) {
                in.skipNBytes(header.bytes());
                out.write(in, bytes);
            }
        });
    }

    /** {@code [H, W, C]}. */
    int[] shape() {
        return shape.clone();
    }

    /** Names the arrays: their checksums and size, as the file states them. */
    String digest() {
        return digest;
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

package org.twoworlds.stream.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * MNIST and sets of its form: IDX files of unsigned bytes, plain or gzipped, kept in memory, under the names that their
 * authors gave them ({@code train-images-idx3-ubyte}) or those inside their archives ({@code train-images.idx3-ubyte}).
 */
final class Idx {
    private static final int MOST_BYTES = 1 << 30;

    private Idx() {}

    static DataSet open(ExperimentConfig.Data data) {
        var train = split(data, "train");
        var test = split(data, "t10k");
        if (train.height() != test.height() || train.width() != test.width()) {
            throw new RequestException("key data.path", data.path(), "hold train and test images of one size", "");
        }
        var classes = 1 + Math.max(train.largestLabel(), test.largestLabel());
        var bytes = train.digests() + test.digests();
        var sizes = "idx/1 %d %d ".formatted(train.height(), train.width());
        var earlier = new DataSet.Earlier(
                digest(bytes), Optional.empty()); // the digest of the numbers, whatever the files' form
        return PooledData.inOrder(
                        new ImageShape(train.height(), train.width(), 1, classes),
                        ClassNames.numbered(classes),
                        train,
                        test,
                        digest(sizes + bytes))
                .before(() -> earlier)
                .notingEmptyClasses(data.path());
    }

    private static String digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Images split(ExperimentConfig.Data data, String name) {
        var images = read(file(data, name + "-images", "idx3-ubyte"), 3);
        var labels = read(file(data, name + "-labels", "idx1-ubyte"), 1);
        if (images.sizes()[0] != labels.sizes()[0]) {
            throw new RequestException(
                    "number of labels of split " + name,
                    labels.sizes()[0],
                    "be that of its images (" + images.sizes()[0] + ")",
                    "unpack the files again");
        }
        var digests = Sha256.of(images.data()) + Sha256.of(labels.data());
        return new Images(images.data(), labels.data(), images.sizes()[1], images.sizes()[2], digests);
    }

    private static Path file(ExperimentConfig.Data data, String split, String form) {
        var names = List.of(split + "-" + form, split + "." + form);
        for (var name : names) {
            for (var candidate : List.of(name, name + ".gz")) {
                var file = Path.of(data.path()).resolve(candidate);
                if (!data.path().isEmpty() && Files.isRegularFile(file)) {
                    return file;
                }
            }
        }
        throw new RequestException(
                "key data.path",
                data.path(),
                "be a folder that holds " + String.join(" or ", names) + ", plain or .gz",
                found(Path.of(data.path()), split)
                        .map(f -> "rename " + f + ", which is there, if it is meant")
                        .orElse("check the path"));
    }

    /** A file of the folder that a person would take for the missing one. */
    private static Optional<String> found(Path folder, String split) {
        if (folder.toString().isEmpty()) {
            return Optional.empty();
        }
        try (var files = Files.list(folder)) {
            var kind = split.substring(split.indexOf('-') + 1);
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.startsWith(split.substring(0, 2)) && f.contains(kind))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** An array with its sizes, of which the first is the number of its elements. */
    private record Array(int[] sizes, byte[] data) {}

    private static Array read(Path file, int dimensions) {
        var zipped = file.toString().endsWith(".gz");
        try (var raw = new BufferedInputStream(Files.newInputStream(file));
                var in = new DataInputStream(zipped ? new GZIPInputStream(raw, 1 << 16) : raw)) {
            var magic = in.readInt();
            if (magic != (0x0800 | dimensions)) {
                throw damaged(file, "begin as an IDX file of unsigned bytes with " + dimensions + " dimensions");
            }
            var sizes = new int[dimensions];
            var total = 1L;
            for (var i = 0; i < dimensions; i++) {
                sizes[i] = in.readInt();
                total = sizes[i] < 1 || total > MOST_BYTES ? Long.MAX_VALUE : total * sizes[i];
            }
            if (total > MOST_BYTES) {
                throw damaged(file, "hold at most 1 GiB, and at least one number, not " + Arrays.toString(sizes));
            }
            var data = in.readNBytes((int) total); // allocates no more than the file holds
            if (data.length < total) {
                throw damaged(file, "hold all of its " + total + " bytes; it ends after " + data.length);
            }
            if (in.read() >= 0) {
                throw damaged(file, "end after its " + total + " bytes");
            }
            return new Array(sizes, data);
        } catch (EOFException e) {
            throw damaged(file, "hold a whole header");
        } catch (IOException e) {
            throw damaged(file, "be readable (" + FileFaults.reason(e) + ")");
        }
    }

    private static RequestException damaged(Path file, String rule) {
        return new RequestException("data file", file, rule, "it was cut short or damaged: download it again");
    }

    private record Images(byte[] pixels, byte[] labels, int height, int width, String digests) implements Pool {
        int largestLabel() {
            var largest = 0;
            for (var label : labels) {
                largest = Math.max(largest, label & 0xff);
            }
            return largest;
        }

        @Override
        public long size() {
            return labels.length;
        }

        @Override
        public int label(long record) {
            return labels[(int) record] & 0xff;
        }

        @Override
        public int read(long record, byte[] into) {
            System.arraycopy(pixels, (int) record * height * width, into, 0, height * width);
            return label(record);
        }
    }
}

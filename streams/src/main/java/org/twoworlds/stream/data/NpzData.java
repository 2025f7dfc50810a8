package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;

/** The data sets of npz files: CIFAR-5m's six parts, the images of Wang et al. 2023, and any pair of a train and a test file. */
final class NpzData {
    private static final int MOST_TEST = 10_000;
    private static final long LEAST_STRIDE = 10;
    private static final NpzFile.Names EDM = new NpzFile.Names("image", "label");
    private static final int CIFAR5M_TRAIN_PARTS = 5;

    private NpzData() {}

    /**
     * Opens CIFAR-5m: its train samples are parts 0 to 4, as many as are there, and its test samples the first 10,000 of
     * part 5.
     */
    static DataSet openCifar5m(ExperimentConfig.Data data) {
        var folder = folder(data, "part0.npz … part5.npz");
        List<NpzFile> train = new ArrayList<>();
        for (var i = 0; i < CIFAR5M_TRAIN_PARTS; i++) {
            var file = folder.resolve("part" + i + ".npz");
            if (i == 0 || Files.exists(file)) {
                train.add(NpzFile.open(file, RawCache.folder(data)));
            }
        }
        var test = NpzFile.open(folder.resolve("part5.npz"), RawCache.folder(data));
        var first = new First(test, Math.min(MOST_TEST, test.size()));
        return dataSet(data, with(test, train), PooledData.concatenated(train), first);
    }

    /**
     * Opens the images that Wang et al. 2023 (arXiv:2302.04638) made by an EDM: all npz files of a folder in the order of their
     * names, each with {@code image} and {@code label}. They come without a test set: every k-th record is held out, 10,000 of
     * them, or a tenth where there are fewer than 100,000.
     */
    static DataSet openEdm(ExperimentConfig.Data data) {
        var folder = folder(data, "1m.npz or other npz files with image and label");
        List<NpzFile> parts = new ArrayList<>();
        for (var file : npzFiles(folder)) {
            parts.add(NpzFile.open(file, RawCache.folder(data), EDM));
        }
        if (parts.isEmpty()) {
            throw new RequestException(
                    "key data.path", folder, "hold npz files with image and label", "unpack or move them there");
        }
        var all = PooledData.concatenated(parts);
        var stride = Math.max(LEAST_STRIDE, all.size() / MOST_TEST);
        return dataSet(data, parts, new Kept(all, stride), new HeldOut(all, stride));
    }

    private static List<Path> npzFiles(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".npz")).sorted().toList();
        } catch (IOException e) {
            throw new RequestException("key data.path", folder, "be readable", "see its permissions");
        }
    }

    private static List<NpzFile> with(NpzFile first, List<NpzFile> others) {
        List<NpzFile> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /** Opens the pair {@code train.npz} and {@code test.npz}. */
    static DataSet openPair(ExperimentConfig.Data data) {
        var folder = folder(data, "train.npz and test.npz");
        var train = NpzFile.open(folder.resolve("train.npz"), RawCache.folder(data));
        var test = NpzFile.open(folder.resolve("test.npz"), RawCache.folder(data));
        return dataSet(data, List.of(test, train), train, test);
    }

    private static Path folder(ExperimentConfig.Data data, String files) {
        var folder = Path.of(data.path());
        if (data.path().isEmpty() || !Files.isDirectory(folder)) {
            throw new RequestException(
                    "key data.path", data.path(), "be the folder that holds " + files, "add --set data.path=DIR");
        }
        return folder;
    }

    private static DataSet dataSet(ExperimentConfig.Data data, List<NpzFile> files, Pool train, Pool test) {
        var shape = files.get(0).shape();
        var classes = 1;
        var digests = new StringJoiner(" ");
        var checksums = new StringJoiner(" ");
        for (var part : files) {
            if (!Arrays.equals(part.shape(), shape)) {
                throw new RequestException(
                        "key data.path",
                        data.path(),
                        "hold images of one size, not " + Arrays.toString(shape) + " and "
                                + Arrays.toString(part.shape()),
                        "");
            }
            classes = Math.max(classes, 1 + part.largestLabel());
            digests.add(part.digest());
            checksums.add(part.checksums());
        }
        var earlier = new DataSet.Earlier(digest(checksums), Optional.empty());
        return PooledData.shuffled(
                        new ImageShape(shape[0], shape[1], shape[2], classes),
                        classes == ClassNames.CIFAR10.size() && !data.type().equals("npz")
                                ? ClassNames.CIFAR10
                                : ClassNames.numbered(classes),
                        train,
                        test,
                        digest(digests),
                        data.seed())
                .before(() -> earlier)
                .notingEmptyClasses(data.path());
    }

    private static String digest(StringJoiner ofParts) {
        return Sha256.of(ofParts.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private record First(Pool pool, long size) implements Pool {
        @Override
        public int label(long record) {
            return pool.label(record);
        }

        @Override
        public int read(long record, byte[] pixels) {
            return pool.read(record, pixels);
        }
    }

    /** The last record of every {@code stride}: files may be sorted by class. */
    private record HeldOut(Pool pool, long stride) implements Pool {
        @Override
        public long size() {
            return pool.size() / stride;
        }

        private long at(long record) {
            return record * stride + stride - 1;
        }

        @Override
        public int label(long record) {
            return pool.label(at(record));
        }

        @Override
        public int read(long record, byte[] pixels) {
            return pool.read(at(record), pixels);
        }
    }

    /** The records that {@link HeldOut} leaves. */
    private record Kept(Pool pool, long stride) implements Pool {
        @Override
        public long size() {
            return pool.size() - pool.size() / stride;
        }

        private long at(long record) {
            return record / (stride - 1) * stride + record % (stride - 1);
        }

        @Override
        public int label(long record) {
            return pool.label(at(record));
        }

        @Override
        public int read(long record, byte[] pixels) {
            return pool.read(at(record), pixels);
        }
    }
}

package org.twoworlds.stream.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;

/** The data sets of npz files: CIFAR-5m's six parts, and any pair of a train and a test file. */
final class NpzData {
    private static final int CIFAR5M_TEST = 10_000;
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
        return dataSet(data, train, test, Math.min(CIFAR5M_TEST, test.size()));
    }

    /** Opens the pair {@code train.npz} and {@code test.npz}. */
    static DataSet openPair(ExperimentConfig.Data data) {
        var folder = folder(data, "train.npz and test.npz");
        var train = NpzFile.open(folder.resolve("train.npz"), RawCache.folder(data));
        var test = NpzFile.open(folder.resolve("test.npz"), RawCache.folder(data));
        return dataSet(data, List.of(train), test, test.size());
    }

    private static Path folder(ExperimentConfig.Data data, String files) {
        var folder = Path.of(data.path());
        if (data.path().isEmpty() || !Files.isDirectory(folder)) {
            throw new RequestException(
                    "key data.path", data.path(), "be the folder that holds " + files, "add --set data.path=DIR");
        }
        return folder;
    }

    private static DataSet dataSet(ExperimentConfig.Data data, List<NpzFile> train, NpzFile test, long testSize) {
        var shape = test.shape();
        var classes = 1 + test.largestLabel();
        var digests = new StringBuilder(test.digest());
        var checksums = new StringBuilder(test.checksums());
        for (var part : train) {
            if (!Arrays.equals(part.shape(), shape)) {
                throw new RequestException(
                        "key data.path",
                        data.path(),
                        "hold images of one size, not " + Arrays.toString(shape) + " and "
                                + Arrays.toString(part.shape()),
                        "");
            }
            classes = Math.max(classes, 1 + part.largestLabel());
            digests.append(' ').append(part.digest());
            checksums.append(' ').append(part.checksums());
        }
        var earlier = new DataSet.Earlier(digest(checksums), Optional.empty());
        return PooledData.shuffled(
                        new ImageShape(shape[0], shape[1], shape[2], classes),
                        classes == ClassNames.CIFAR10.size() && data.type().equals("cifar5m")
                                ? ClassNames.CIFAR10
                                : ClassNames.numbered(classes),
                        PooledData.concatenated(train),
                        new First(test, testSize),
                        digest(digests),
                        data.seed())
                .before(() -> earlier)
                .notingEmptyClasses(data.path());
    }

    private static String digest(StringBuilder ofParts) {
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
}

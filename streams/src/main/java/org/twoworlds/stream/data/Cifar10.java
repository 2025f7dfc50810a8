package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.stream.world.KeyedPermutation;

/**
 * CIFAR-10 in its official binary layout, mapped: 50,000 train and 10,000 test records of a label byte and 1,024 red,
 * 1,024 green and 1,024 blue bytes.
 */
final class Cifar10 implements DataSet {
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3, 10);
    private static final int PLANE = 32 * 32;
    private static final int RECORD = 1 + 3 * PLANE;
    private static final int RECORDS_A_FILE = 10_000;
    private static final int TRAIN_FILES = 5;
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final List<ByteBuffer> train;
    private final ByteBuffer test;
    private final String digest;

    private Cifar10(List<ByteBuffer> train, ByteBuffer test, String digest) {
        this.train = train;
        this.test = test;
        this.digest = digest;
    }

    static DataSet open(ExperimentConfig.Data data) {
        var folder = Path.of(data.path()).resolve("cifar-10-batches-bin");
        if (data.path().isEmpty() || !Files.isDirectory(folder)) {
            throw new RequestException(
                    "data.path",
                    data.path(),
                    "be the folder that holds cifar-10-batches-bin",
                    "add --set data.path=DIR, or unpack the binary version of CIFAR-10 there");
        }
        List<ByteBuffer> train = new ArrayList<>();
        var digests = new StringBuilder();
        for (var i = 1; i <= TRAIN_FILES; i++) {
            train.add(map(folder.resolve("data_batch_" + i + ".bin"), digests));
        }
        return new Cifar10(
                train,
                map(folder.resolve("test_batch.bin"), digests),
                Sha256.of(digests.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private static ByteBuffer map(Path file, StringBuilder digests) {
        var expected = (long) RECORD * RECORDS_A_FILE;
        try {
            if (!Files.isRegularFile(file)) {
                throw new RequestException("data file", file, "exist", "unpack the archive again");
            }
            if (Files.size(file) != expected) {
                throw new RequestException(
                        "size of data file " + file,
                        Files.size(file) + " bytes",
                        "be " + expected + " bytes",
                        "it was cut short: unpack the archive again");
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                var records = channel.map(FileChannel.MapMode.READ_ONLY, 0, expected);
                checkLabels(file, records);
                digests.append(Sha256.of(file));
                return records;
            }
        } catch (IOException e) {
            throw new RequestException("data file", file, "be readable", "check its permissions");
        }
    }

    private static void checkLabels(Path file, ByteBuffer records) {
        for (var i = 0; i < RECORDS_A_FILE; i++) {
            var label = records.get(i * RECORD) & 0xff;
            if (label >= SHAPE.classes()) {
                throw new RequestException(
                        "label of record " + i + " of data file " + file,
                        label,
                        "be from 0 to 9",
                        "the file is damaged: unpack the archive again");
            }
        }
    }

    @Override
    public ImageShape shape() {
        return SHAPE;
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public Distribution train(long seed) {
        return new Records(train, permutation(seed));
    }

    private KeyedPermutation permutation(long seed) {
        return KeyedPermutation.ofPool(seed, (long) train.size() * RECORDS_A_FILE);
    }

    @Override
    public Distribution test() {
        return new Records(List.of(test), KeyedPermutation.identity(RECORDS_A_FILE));
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public long identity(long seed, long i) {
        return permutation(seed).at(i);
    }

    private record Records(List<ByteBuffer> files, KeyedPermutation order) implements Distribution {
        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public long size() {
            return order.size();
        }

        @Override
        public int sample(long i, byte[] pixels) {
            var record = Math.toIntExact(order.at(i));
            var file = files.get(record / RECORDS_A_FILE);
            var at = record % RECORDS_A_FILE * RECORD;
            var planes = new byte[3 * PLANE];
            file.get(at + 1, planes);
            for (int p = 0, out = 0; p < PLANE; p++) {
                pixels[out++] = planes[p];
                pixels[out++] = planes[p + PLANE];
                pixels[out++] = planes[p + 2 * PLANE];
            }
            return file.get(at);
        }
    }
}

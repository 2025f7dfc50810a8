package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Street View House Numbers in its cropped form: {@code train_32x32.mat} and {@code test_32x32.mat}, each with X uint8
 * {@code [32, 32, 3, N]} and y {@code [N, 1]}, where 10 stands for the digit 0. Each file is written out once to
 * {@code data.cache}: the labels, then the images.
 */
final class Svhn {
    private static final int SIDE = 32;
    private static final int BYTES = SIDE * SIDE * 3;
    private static final int CLASSES = 10;

    private Svhn() {}

    static DataSet open(ExperimentConfig.Data data) {
        var folder = Path.of(data.path());
        var train = split(folder.resolve("train_32x32.mat"), data);
        var test = split(folder.resolve("test_32x32.mat"), data);
        return PooledData.inOrder(
                new ImageShape(SIDE, SIDE, 3, CLASSES),
                ClassNames.numbered(CLASSES),
                train,
                test,
                Sha256.of((train.digest() + test.digest()).getBytes(StandardCharsets.US_ASCII)));
    }

    private static Digits split(Path file, ExperimentConfig.Data data) {
        if (data.path().isEmpty() || !Files.isRegularFile(file)) {
            throw new RequestException(
                    "key data.path",
                    data.path(),
                    "be the folder that holds train_32x32.mat and test_32x32.mat",
                    "add --set data.path=DIR");
        }
        try {
            var folder = RawCache.folder(data);
            var digest = FileDigests.of(folder, file);
            var raw = written(file, folder, "svhn-" + digest.substring(0, 24));
            var count = Math.toIntExact(Files.size(raw) / (BYTES + 1));
            var labels = new byte[count];
            try (var in = Files.newInputStream(raw)) {
                in.readNBytes(labels, 0, count);
            }
            return new Digits(new Mapped(raw, count, (long) count * BYTES), labels, digest);
        } catch (IOException | RuntimeException e) {
            if (e instanceof RequestException request) {
                throw request;
            }
            var reason = e instanceof IOException io ? FileFaults.reason(io) : e.getMessage();
            throw damaged(file, "be a MATLAB file of version 5 (" + reason + ")");
        }
    }

    private static Path written(Path file, Path folder, String name) throws IOException {
        var before = RawCache.whole(folder, name);
        if (before.isPresent()) {
            return before.get();
        }
        MatElements.check(file);
        try (var mat = Mat5.readFromFile(file.toFile())) {
            var x = matrix(file, mat.getArray("X"), "X");
            var y = matrix(file, mat.getArray("y"), "y");
            var sizes = x.getDimensions();
            var count = sizes.length == 4 ? sizes[3] : 0;
            if (count < 1 || sizes[0] != SIDE || sizes[1] != SIDE || sizes[2] != 3 || y.getNumElements() != count) {
                throw damaged(file, "hold X of 32 × 32 × 3 × N and N labels");
            }
            if (x.getType() != MatlabType.UInt8) {
                throw damaged(file, "hold X of uint8, not " + x.getType());
            }
            return RawCache.file(folder, name, (long) count * (BYTES + 1), out -> {
                var labels = new byte[count];
                for (var i = 0; i < count; i++) {
                    var label = y.getDouble(i);
                    if (!(label >= 0 && label <= CLASSES && label == Math.rint(label))) {
                        throw damaged(file, "have labels from 0 to 10, not " + label + " at " + i);
                    }
                    labels[i] = (byte) ((int) label % CLASSES);
                }
                out.write(ByteBuffer.wrap(labels));
                var image = new byte[BYTES];
                for (var i = 0; i < count; i++) {
                    for (var j = 0; j < BYTES; j++) {
                        var row = j / (3 * SIDE);
                        var column = j / 3 % SIDE;
                        image[j] = x.getByte(row + SIDE * (column + SIDE * (j % 3 + 3 * i)));
                    }
                    out.write(ByteBuffer.wrap(image));
                }
            });
        }
    }

    private static Matrix matrix(Path file, Array array, String name) {
        if (array instanceof Matrix matrix) {
            return matrix;
        }
        throw damaged(file, "hold numbers named " + name);
    }

    private static RequestException damaged(Path file, String rule) {
        return new RequestException("data file", file, rule, "download it again");
    }

    private record Digits(Mapped images, byte[] labels, String digest) implements Pool {
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
}

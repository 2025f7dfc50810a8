package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * CIFAR-10 and CIFAR-100 in their official binary layouts, mapped: records of one or two label bytes, of which the last
 * counts, and 1,024 red, 1,024 green and 1,024 blue bytes.
 */
final class CifarBinary {
    private static final int PLANE = 32 * 32;

    private CifarBinary() {}

    /**
     * The layout of one of the two data sets.
     *
     * @param folder the folder of the files below {@code data.path}
     * @param train the train files
     * @param test the test file
     * @param labelBytes bytes of labels before each record's pixels
     * @param trainRecords records of a train file
     */
    private record FileLayout(
            String folder, List<String> train, String test, int labelBytes, int trainRecords, int classes) {}

    static DataSet openCifar10(ExperimentConfig.Data data) {
        var train = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> "data_batch_" + i + ".bin")
                .toList();
        var layout = new FileLayout("cifar-10-batches-bin", train, "test_batch.bin", 1, 10_000, 10);
        return open(data, layout, ClassNames.CIFAR10);
    }

    static DataSet openCifar100(ExperimentConfig.Data data) {
        var layout = new FileLayout("cifar-100-binary", List.of("train.bin"), "test.bin", 2, 50_000, 100);
        var names = Path.of(data.path()).resolve(layout.folder()).resolve("fine_label_names.txt");
        List<String> classNames;
        try {
            classNames = Files.isRegularFile(names)
                    ? Files.readAllLines(names).stream()
                            .filter(s -> !s.isBlank())
                            .toList()
                    : List.of();
        } catch (IOException e) {
            Notes.say("Classes of cifar100 are called by their numbers: " + names + " cannot be read");
            classNames = List.of();
        }
        return open(
                data,
                layout,
                classNames.size() == layout.classes() ? classNames : ClassNames.numbered(layout.classes()));
    }

    private static DataSet open(ExperimentConfig.Data data, FileLayout layout, List<String> classNames) {
        var folder = Path.of(data.path()).resolve(layout.folder());
        if (data.path().isEmpty() || !Files.isDirectory(folder)) {
            throw new RequestException(
                    "key data.path",
                    data.path(),
                    "be the folder that holds " + layout.folder(),
                    "add --set data.path=DIR, or unpack the binary version there");
        }
        List<Records> train = new ArrayList<>();
        var digests = new StringBuilder();
        for (var file : layout.train()) {
            train.add(map(data, folder.resolve(file), layout, layout.trainRecords(), digests));
        }
        var test = map(data, folder.resolve(layout.test()), layout, 10_000, digests);
        return PooledData.inOrder(
                new ImageShape(32, 32, 3, layout.classes()),
                classNames,
                PooledData.concatenated(train),
                test,
                Sha256.of(digests.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private static Records map(
            ExperimentConfig.Data data, Path file, FileLayout layout, int records, StringBuilder digests) {
        var expected = (long) (layout.labelBytes() + 3 * PLANE) * records;
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
                var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, expected);
                var pool = new Records(mapped, layout.labelBytes(), records);
                for (var i = 0; i < records; i++) {
                    if (pool.label(i) >= layout.classes()) {
                        throw new RequestException(
                                "label of record " + i + " of data file " + file,
                                pool.label(i),
                                "be from 0 to " + (layout.classes() - 1),
                                "the file is damaged: unpack the archive again");
                    }
                }
                digests.append(FileDigests.of(RawCache.folder(data), file));
                return pool;
            }
        } catch (IOException e) {
            throw new RequestException(
                    "data file", file, "be readable (" + FileFaults.reason(e) + ")", "check its permissions");
        }
    }

    private record Records(ByteBuffer file, int labelBytes, long size) implements Pool {
        private int at(long record) {
            return (int) record * (labelBytes + 3 * PLANE) + labelBytes;
        }

        @Override
        public int label(long record) {
            return file.get(at(record) - 1) & 0xff;
        }

        @Override
        public int read(long record, byte[] pixels) {
            var planes = new byte[3 * PLANE];
            file.get(at(record), planes);
            for (int p = 0, out = 0; p < PLANE; p++) {
                pixels[out++] = planes[p];
                pixels[out++] = planes[p + PLANE];
                pixels[out++] = planes[p + 2 * PLANE];
            }
            return label(record);
        }
    }
}

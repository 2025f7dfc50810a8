package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.world.World;
import org.twoworlds.stream.world.WorldStream;

/** A sample is a function: for every source there is. */
class LawOneTest {
    private static final int COUNT = 400;

    @TempDir
    Path folder;

    static Set<String> sources() {
        return DataSets.types();
    }

    private DataSet open(String type) throws IOException {
        return DataSets.open(TestConfigs.of(TestData.settings(type, folder)).data());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void law1_theSameSamplesComeFromOneOrEightThreadsInAnyOrder(String type)
            throws ExecutionException, InterruptedException, IOException {
        var data = open(type);
        for (var distribution : List.of(data.train(1), data.test())) {
            var expected = new byte[COUNT][data.shape().bytes()];
            var labels = new int[COUNT];
            for (var i = 0; i < COUNT; i++) {
                labels[i] = distribution.sample(i, expected[i]);
            }
            var seed = System.nanoTime();
            System.out.println("law1 order seed " + seed);
            var order = new ArrayList<>(IntStream.range(0, COUNT).boxed().toList());
            Collections.shuffle(order, new Random(seed));
            var threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<Boolean>> same = order.stream()
                        .map(i -> threads.submit(() -> {
                            var pixels = new byte[data.shape().bytes()];
                            return distribution.sample(i, pixels) == labels[i] && Arrays.equals(pixels, expected[i]);
                        }))
                        .toList();
                for (var one : same) {
                    assertThat(one.get()).isTrue();
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sources")
    void law1_trainAndTestStreamsAndSeedsAreApart(String type) throws IOException {
        var data = open(type);
        Set<Integer> seen = new HashSet<>();
        var pixels = new byte[data.shape().bytes()];
        for (var distribution : List.of(data.train(1), data.test())) {
            for (var i = 0; i < COUNT; i++) {
                var label = distribution.sample(i, pixels);
                assertThat(label).isBetween(0, data.shape().classes() - 1);
                seen.add(Arrays.hashCode(pixels));
            }
        }
        assertThat(seen).hasSizeGreaterThan(2 * COUNT - 3);
        var one = data.train(1).sample(0, pixels);
        var first = pixels.clone();
        var two = data.train(2).sample(0, pixels);
        assertThat(one != two || !Arrays.equals(first, pixels)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void law1_aLabelAloneIsThatOfItsSampleAndNoRecordComesTwice(String type) throws IOException {
        var data = open(type);
        var pixels = new byte[data.shape().bytes()];
        assertThat(data.classNames()).hasSize(data.shape().classes()).doesNotHaveDuplicates();
        for (var distribution : List.of(data.train(1), data.test())) {
            Set<Long> records = new HashSet<>();
            for (var i = 0; i < COUNT; i++) {
                assertThat(distribution.label(i)).isEqualTo(distribution.sample(i, pixels));
                records.add(distribution.record(i));
            }
            assertThat(records).hasSize(COUNT);
        }
        assertThat(open(type).digest()).isEqualTo(data.digest());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void law2_anyStepsBatchIsMadeAgainFromEverySource(String type) throws IOException {
        List<Long> hashes = new ArrayList<>();
        for (var again = 0; again < 2; again++) {
            var stream = new WorldStream(
                    World.real(100, 32, 5), open(type).train(5), Augmentation.of(List.of("flip", "mixup")), 5, 32);
            var batch = stream.newBatch();
            for (var j = 1; j <= 7; j++) {
                var step = again == 0 ? j : 8 - j;
                stream.fill(batch, step);
                hashes.add(WorldStream.hash(batch));
            }
        }
        assertThat(hashes.subList(0, 7)).doesNotHaveDuplicates();
        Collections.reverse(hashes.subList(7, 14));
        assertThat(hashes.subList(7, 14)).isEqualTo(hashes.subList(0, 7));
    }

    @Test
    void shapesAreBalancedByChiSquare() throws IOException {
        var data = open("shapes");
        var counts = new int[10];
        var pixels = new byte[data.shape().bytes()];
        for (var i = 0; i < 10_000; i++) {
            counts[data.train(3).sample(i, pixels)]++;
        }
        var chi = Arrays.stream(counts)
                .mapToDouble(c -> Math.pow(c - 1000, 2) / 1000)
                .sum();
        assertThat(chi).isLessThan(27.9); // the 99.9 % point of χ² with 9 degrees of freedom
    }

    @Test
    void aMissingFolderIsRefused() {
        assertThatThrownBy(() -> DataSets.open(TestConfigs.of("data.type=cifar10", "data.path=" + folder)
                        .data()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be the folder that holds cifar-10-batches-bin");
    }

    @Test
    void aTruncatedFileAndALabelOutOfRangeAreRefusedByName() throws IOException {
        var batches = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        for (var name :
                List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")) {
            try (var file =
                    new java.io.RandomAccessFile(batches.resolve(name + ".bin").toFile(), "rw")) {
                file.setLength(30_730_000L);
            }
        }
        var config = TestConfigs.of("data.type=cifar10", "data.path=" + folder).data();
        assertThat(DataSets.open(config).train(1).size()).isEqualTo(50_000);
        try (var file =
                new java.io.RandomAccessFile(batches.resolve("data_batch_3.bin").toFile(), "rw")) {
            file.seek(3073 * 17);
            file.write(11);
        }
        assertThatThrownBy(() -> DataSets.open(config))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("label of record 17")
                .hasMessageContaining("data_batch_3.bin (11) must be from 0 to 9");
        try (var file =
                new java.io.RandomAccessFile(batches.resolve("data_batch_2.bin").toFile(), "rw")) {
            file.setLength(30_729_999L);
        }
        assertThatThrownBy(() -> DataSets.open(config))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data_batch_2.bin (30729999 bytes) must be 30730000 bytes");
    }
}

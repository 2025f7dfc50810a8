package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.TestConfigs;

class LabelsTest {
    private static final int COUNT = 3000;

    @TempDir
    Path folder;

    private DataSet open(String type, String... more) throws IOException {
        List<String> settings = new ArrayList<>(Arrays.asList(TestData.settings(type, folder)));
        settings.addAll(Arrays.asList(more));
        return DataSets.open(TestConfigs.of(settings.toArray(String[]::new)).data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes", "cifar10"})
    void labelNoiseReplacesThatShareOfLabelsByOtherClassesUniformly(String type) throws IOException {
        var clean = open(type);
        var noisy = open(type, "data.labelNoise=0.3");
        assertThat(noisy.digest()).isNotEqualTo(clean.digest());
        for (var pair : List.of(List.of(clean.train(1), noisy.train(1)), List.of(clean.test(), noisy.test()))) {
            var wrong = 0;
            var by = new int[10];
            for (var i = 0; i < COUNT; i++) {
                var label = pair.get(0).label(i);
                var other = pair.get(1).label(i);
                if (label != other) {
                    wrong++;
                    by[Math.floorMod(other - label, 10)]++;
                }
            }
            assertThat(wrong).isBetween(900 - 100, 900 + 100); // 4 standard deviations
            var expected = wrong / 9.0;
            var chi = Arrays.stream(by)
                    .skip(1)
                    .mapToDouble(c -> Math.pow(c - expected, 2) / expected)
                    .sum();
            assertThat(chi).isLessThan(26.1); // the 99.9 % point of χ² with 8 degrees of freedom
        }
    }

    @Test
    void aRecordsWrongLabelIsTheSameUnderEverySeed() throws IOException {
        var noisy = open("cifar10", "data.labelNoise=0.5");
        Map<Long, Integer> labels = new HashMap<>();
        for (var i = 0; i < 50_000; i++) {
            labels.put(noisy.train(1).record(i), noisy.train(1).label(i));
        }
        for (var i = 0; i < COUNT; i++) {
            assertThat(noisy.train(2).label(i))
                    .isEqualTo(labels.get(noisy.train(2).record(i)));
        }
    }

    @Test
    void randomLabelsAreIndependentOfTheTruth() throws IOException {
        var clean = open("shapes").train(1);
        var random = open("shapes", "data.labelNoise=random").train(1);
        var same = 0;
        for (var i = 0; i < COUNT; i++) {
            same += clean.label(i) == random.label(i) ? 1 : 0;
        }
        assertThat(same).isBetween(300 - 66, 300 + 66); // 4 standard deviations about 1/10
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes", "cifar10"})
    void chosenClassesAreAllThereIsAndTheirImagesAreUnchanged(String type) throws IOException {
        var all = open(type);
        var names = all.classNames();
        var chosen = open(type, "data.classes=[" + names.get(7) + "," + names.get(2) + "]");
        assertThat(chosen.classNames()).containsExactly(names.get(7), names.get(2));
        assertThat(chosen.shape().classes()).isEqualTo(2);
        var pixels = new byte[3072];
        var same = new byte[3072];
        var records = new HashSet<Long>();
        for (var i = 0; i < 300; i++) {
            var label = chosen.train(1).sample(i, pixels);
            var record = chosen.train(1).record(i);
            records.add(record);
            if (type.equals("shapes")) {
                assertThat(all.train(1).sample(record, same)).isEqualTo(label == 0 ? 7 : 2);
                assertThat(pixels).isEqualTo(same);
            }
        }
        assertThat(records).hasSize(300);
        if (type.equals("cifar10")) {
            assertThat(chosen.train(1).size()).isEqualTo(10_000);
            assertThat(chosen.test().size()).isEqualTo(2_000);
        }
    }

    @Test
    void mergedClassesKeepTheImagesOfAllTheirMembers() throws IOException {
        var all = open("cifar10").train(1);
        var merged = open("cifar10", "data.classes={pet=[cat,dog],other=[ship]}");
        assertThat(merged.classNames()).containsExactly("other", "pet");
        assertThat(merged.train(1).size()).isEqualTo(15_000);
        var wanted = Map.of(8, 0, 3, 1, 5, 1); // ship, cat, dog
        var next = 0;
        var pixels = new byte[3072];
        var same = new byte[3072];
        for (var i = 0; i < 500; i++) {
            var label = all.sample(i, pixels);
            if (wanted.containsKey(label)) {
                assertThat(merged.train(1).sample(next++, same)).isEqualTo(wanted.get(label));
                assertThat(same).isEqualTo(pixels);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shapes", "cifar10", "npz"})
    void aBalancedStreamHoldsEveryClassOnceInEveryRound(String type) throws IOException {
        var data = open(type, "data.balance=true");
        var classes = data.shape().classes();
        var stream = data.train(5);
        var records = new HashSet<Long>();
        var firsts = new HashSet<Integer>();
        for (var round = 0; round < 20; round++) {
            var seen = new HashSet<Integer>();
            for (var j = 0; j < classes; j++) {
                long i = (long) round * classes + j;
                var label = stream.sample(i, new byte[data.shape().bytes()]);
                assertThat(label).isEqualTo(stream.label(i));
                seen.add(label);
                records.add(stream.record(i));
                if (j == 0) {
                    firsts.add(label);
                }
            }
            assertThat(seen).hasSize(classes);
        }
        assertThat(records).hasSize(20 * classes);
        assertThat(firsts).hasSizeGreaterThan(2);
        if (type.equals("cifar10")) {
            assertThat(stream.size()).isEqualTo(50_000);
        }
    }

    @Test
    void whatCannotBeIsRefusedByItsKey() {
        assertThatThrownBy(() -> open("shapes", "data.classes=[disc,rings]"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.classes (rings)")
                .hasMessageContaining("you mean ring");
        assertThatThrownBy(() -> open("shapes", "data.classes=[disc]"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("two or more");
        assertThatThrownBy(() -> open("shapes", "data.labelNoise=2"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.labelNoise (2)");
        assertThatThrownBy(() -> open("shapes", "data.balance=maybe"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("balance");
    }
}

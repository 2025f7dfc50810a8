package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.stream.TestConfigs;

class TeacherTest {
    private static final int COUNT = 3_000;
    private static final ImageShape SHAPE = new ImageShape(32, 32, 3, 10);

    @TempDir
    Path folder;

    private DataSet open(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "data.type=teacher",
                "data.teacher.source=shapes",
                "data.teacher.model=linear",
                "data.teacher.weights=" + TestData.linear(folder)));
        settings.addAll(List.of(more));
        return DataSets.open(TestConfigs.of(settings.toArray(String[]::new)).data());
    }

    /** The teacher's logits of an image in double arithmetic. */
    private double[] logits(byte[] pixels) {
        var weights = SafeTensors.read(TestData.linear(folder)).weights();
        var weight = weights.find("head.weight").orElseThrow().data();
        var bias = weights.find("head.bias").orElseThrow().data();
        var logits = new double[10];
        for (var c = 0; c < 10; c++) {
            logits[c] = bias[c];
            for (var j = 0; j < pixels.length; j++) {
                logits[c] += weight[c * pixels.length + j] * ((pixels[j % 1024 * 3 + j / 1024] & 0xff) / 127.5 - 1);
            }
        }
        return logits;
    }

    @Test
    void theImagesAreTheSourcesAndTheLabelTheLargestLogit() {
        var source = DataSets.open(TestConfigs.of("data.type=shapes").data());
        for (var pair : List.of(List.of(open().train(3), source.train(3)), List.of(open().test(), source.test()))) {
            var seen = new byte[SHAPE.bytes()];
            var original = new byte[SHAPE.bytes()];
            for (var i = 0; i < 40; i++) {
                var label = pair.get(0).sample(i, seen);
                pair.get(1).sample(i, original);
                assertThat(seen).isEqualTo(original);
                var logits = logits(seen);
                assertThat(logits[label])
                        .isGreaterThan(Arrays.stream(logits).max().orElseThrow() - 1e-4);
            }
        }
    }

    @Test
    void drawnLabelsFollowTheSoftmax() {
        var stream = open("data.teacher.labels=sample").train(1);
        var excess = new double[10];
        var variance = new double[10];
        var pixels = new byte[SHAPE.bytes()];
        for (var i = 0; i < COUNT; i++) {
            var label = stream.sample(i, pixels);
            var logits = logits(pixels);
            var total = Arrays.stream(logits).map(Math::exp).sum();
            for (var c = 0; c < 10; c++) {
                var p = Math.exp(logits[c]) / total;
                excess[c] += (label == c ? 1 : 0) - p;
                variance[c] += p * (1 - p);
            }
        }
        for (var c = 0; c < 10; c++) {
            assertThat(excess[c] / Math.sqrt(variance[c])).isBetween(-4.0, 4.0);
        }
    }

    @Test
    void anOnnxFileTeachesAsItsWeightsDo() throws IOException {
        var outline = Outline.of(Spec.parse("linear").orElseThrow(), SHAPE);
        var file = folder.resolve("teacher.onnx");
        var weights = SafeTensors.read(TestData.linear(folder)).weights();
        Files.write(file, ScoringModel.network(outline, weights, Map.of("classes", "a,b,c,d,e,f,g,h,i,j")));
        var one = open();
        var two = open("data.teacher.weights=" + file, "data.teacher.model=");
        assertThat(two.classNames()).startsWith("a", "b");
        for (var i = 0; i < 100; i++) {
            assertThat(two.train(1).label(i)).isEqualTo(one.train(1).label(i));
        }
    }

    @Test
    void aPoolsRecordHasTheSameDrawnLabelInEverySeedsOrder() {
        var path = TestData.cifar10();
        var data = open("data.teacher.source=cifar10", "data.path=" + path, "data.teacher.labels=sample");
        java.util.Map<Long, Integer> labels = new java.util.HashMap<>();
        var again = 0;
        for (var seed = 1; seed <= 2; seed++) {
            var train = data.train(seed);
            for (var i = 0; i < 2_000; i++) {
                var known = labels.putIfAbsent(train.record(i), train.label(i));
                if (known != null) {
                    again++;
                    assertThat(train.label(i)).isEqualTo(known);
                }
            }
        }
        assertThat(again).isGreaterThan(20); // 80 of 50,000 are expected in both
    }

    @Test
    void whatCannotBeIsRefusedInOneMessage() {
        assertThatThrownBy(() -> open("data.teacher.model=mcnn"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("hold tensor conv1.weight");
        assertThatThrownBy(() -> open("data.teacher.weights="))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("data.teacher.weights");
        assertThatThrownBy(() -> open("data.teacher.labels=guess"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be one of argmax, sample");
        assertThatThrownBy(() -> open("data.teacher.source=teacher"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be another source");
        assertThatThrownBy(() -> open("data.teacher.source=gaussian"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be a source of images");
    }
}

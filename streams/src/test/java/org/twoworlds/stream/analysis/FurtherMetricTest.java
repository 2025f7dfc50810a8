package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;

/** What is measured of a checkpoint beside the usual, on samples that can be counted by hand. */
class FurtherMetricTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 1, 3);

    @Test
    void classesAreCountedByTruthAndByPrediction() {
        int[] truth = {0, 0, 0, 1, 1};
        int[] predicted = {0, 2, 2, 1, 0};
        var set = ScoringSet.of("test", SHAPE, 5, (i, pixels) -> truth[i]);
        // Sure of 0.8 and right twice of five times: the bin of 0.8 is off by 0.4.
        var right = (float) Math.log(0.8);
        var wrong = (float) Math.log(0.1);
        var score = new SetScore(0, 0, 0, new float[] {right, wrong, wrong, right, wrong}, predicted, new float[] {
            0.8f, 0.8f, 0.8f, 0.8f, 0.8f
        });
        var all = FurtherMetric.all(EnumSet.allOf(FurtherMetric.class), score, set);
        assertThat(all.get("confusion")).containsExactly(1.0, 0.0, 2.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0);
        assertThat(all.get("perClass").subList(0, 2)).containsExactly(2.0 / 3, 0.5);
        assertThat(all.get("perClass").get(2)).as("no sample of class 2").isNaN();
        assertThat(all.get("calibration").get(0)).isCloseTo(0.4, within(1e-6));
    }

    @Test
    void aMetricThatThereIsNotIsNamed() {
        assertThat(FurtherMetric.parse(List.of("softError", "calibration"))).containsExactly(FurtherMetric.CALIBRATION);
        assertThatThrownBy(() -> FurtherMetric.parse(List.of("confusoin")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("metric (confusoin) must be one of softError, error, loss, calibration")
                .hasMessageContaining("you mean confusion");
    }
}

package org.twoworlds.stream.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int SAMPLES = 300;

    @Test
    void fourTenthsOfWhatChanceAddsToTheCalibrationErrorAreTakenOffWhereItIsAllChance() {
        System.out.println("seed 3");
        var random = new Random(3);
        var plain = 0.0;
        var unbiased = 0.0;
        for (var repeat = 0; repeat < 200; repeat++) {
            var confidence = new float[SAMPLES];
            var logProbability = new float[SAMPLES];
            for (var i = 0; i < SAMPLES; i++) {
                confidence[i] = 0.5f + 0.5f * random.nextFloat();
                var right = random.nextFloat() < confidence[i];
                logProbability[i] = (float) Math.log(right ? confidence[i] : (1 - confidence[i]) / 2 + 1e-6);
            }
            plain += Calibration.expectedError(confidence, logProbability) / 200;
            unbiased += Calibration.withoutBias(confidence, logProbability) / 200;
        }
        // Every confidence is the probability of being right, so that the true error is 0 and all of it is chance: in a
        // bin
        // √(2/π) deviations, of which 2√(2/π) − 2/√π stay.
        assertThat(plain).isGreaterThan(0.04);
        assertThat(unbiased / plain).isBetween(0.55, 0.65);
    }
}

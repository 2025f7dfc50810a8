package org.twoworlds.stream.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.twoworlds.stream.TestConfigs;

/** Problems of a configuration that its data and its network make. */
class ExperimentChecksTest {
    @Test
    void aConfigurationThatDoesNotFitAToyIsRefusedWithAllProblemsTogether() {
        var config = TestConfigs.of("optimizer.type=gradientDescent");
        assertThat(ExperimentChecks.toyProblems(config, false)).hasSize(4);
    }

    @Test
    void realTargetsAreForAToyAlone() {
        assertThat(ExperimentChecks.toyProblems(TestConfigs.of(), true))
                .singleElement()
                .satisfies(p -> assertThat(p.toString()).contains("data.gaussian.labels"));
    }
}

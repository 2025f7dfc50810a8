package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often a resume checkpoint rolls, as it is written and as it counts. */
class ResumeEveryTest {
    @ParameterizedTest
    @CsvSource({
        "1ms, 1000000",
        "30s, 30000000000",
        "2m, 120000000000",
        "1h, 3600000000000",
        "2 m, 120000000000",
        "999999999s, 999999999000000000",
        "2562047h, 9223369200000000000"
    })
    void aTimeIsReadInNanoseconds(String text, long nanos) {
        assertThat(ResumeEvery.parse(text)).contains(new ResumeEvery(nanos, 0));
        assertThat(ResumeEvery.parseTime(text)).contains(nanos);
    }

    @ParameterizedTest
    @CsvSource({"1steps, 1", "100steps, 100", "100 steps, 100", "999999999steps, 999999999"})
    void aNumberOfStepsIsRead(String text, long steps) {
        assertThat(ResumeEvery.parse(text)).contains(new ResumeEvery(0, steps));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "m",
                "0s",
                "0steps",
                "02m",
                "-1s",
                "1.5s",
                "2d",
                "2M",
                " 2m",
                "2m ",
                "2m30s",
                "1step",
                "1000000000s"
            })
    void anotherFormIsNone(String text) {
        assertThat(ResumeEvery.parse(text)).isEmpty();
        assertThat(ResumeEvery.parseTime(text)).isEmpty();
    }

    /** 2^63 - 1 nanoseconds are 2562047 hours and some minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"2562048h", "153722868m", "999999999h"})
    void aTimeThatNoClockCountsIsNone(String text) {
        assertThat(ResumeEvery.parse(text)).isEmpty();
    }

    @Test
    void aNumberOfStepsIsNoTime() {
        assertThat(ResumeEvery.parseTime("100steps")).isEmpty();
    }

    @Test
    void aRuleOfStepsCountsStepsAlone() {
        var every = new ResumeEvery(0, 100);
        assertThat(every.due(99, Long.MAX_VALUE)).isFalse();
        assertThat(every.due(100, 0)).isTrue();
        assertThat(every.due(101, 0)).isTrue();
    }

    @Test
    void aRuleOfTimeCountsTimeAlone() {
        var every = new ResumeEvery(1_000, 0);
        assertThat(every.due(Long.MAX_VALUE, 999)).isFalse();
        assertThat(every.due(0, 1_000)).isTrue();
        assertThat(every.due(0, 1_001)).isTrue();
    }
}

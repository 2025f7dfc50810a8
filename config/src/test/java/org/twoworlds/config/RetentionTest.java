package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which scored checkpoints stay on disk. */
class RetentionTest {
    private static Retention of(String text) {
        return Retention.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "log", "last:1", "last:5", "last:999999"})
    void aRuleIsWrittenAsItIsRead(String text) {
        assertThat(of(text)).hasToString(text);
    }

    @Test
    void eachRuleIsReadAsItsKind() {
        assertThat(of("all")).isEqualTo(new Retention(Retention.Kind.ALL, 0));
        assertThat(of("log")).isEqualTo(new Retention(Retention.Kind.LOG, 0));
        assertThat(of("last:5")).isEqualTo(new Retention(Retention.Kind.LAST, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "ALL",
                "all ",
                "log:10",
                "last",
                "last:",
                "last:0",
                "last:05",
                "last:-1",
                "last:1.5",
                "last: 5",
                "last:1000000"
            })
    void anotherFormIsNone(String text) {
        assertThat(Retention.parse(text)).isEmpty();
    }

    @Test
    void underAllEveryCheckpointStays() {
        assertThat(of("all").keeps(7, 1_000, Long.MAX_VALUE)).isTrue();
    }

    /** The preferred numbers of ten points a decade, rounded to whole steps. */
    @Test
    void underLogTenPointsPerDecadeStayBesideTheFirstAndTheLast() {
        assertThat(LongStream.rangeClosed(0, 1_100).filter(step -> of("log").keeps(step, 1_100, 0)))
                .containsExactly(
                        0L, 1L, 2L, 3L, 4L, 5L, 6L, 8L, 10L, 13L, 16L, 20L, 25L, 32L, 40L, 50L, 63L, 79L, 100L, 126L,
                        158L, 200L, 251L, 316L, 398L, 501L, 631L, 794L, 1_000L, 1_100L);
    }

    @Test
    void underLogItDoesNotMatterHowManyAreNewer() {
        assertThat(of("log").keeps(100, 1_000, 1_000)).isTrue();
        assertThat(of("log").keeps(101, 1_000, 0)).isFalse();
    }

    @Test
    void underLastTheNewestStayBesideTheFirstAndTheLast() {
        var last = of("last:2");
        assertThat(last.keeps(500, 1_000, 0)).as("the newest").isTrue();
        assertThat(last.keeps(400, 1_000, 1)).as("the one before").isTrue();
        assertThat(last.keeps(300, 1_000, 2)).isFalse();
        assertThat(last.keeps(0, 1_000, 50)).as("step 0").isTrue();
        assertThat(last.keeps(1_000, 1_000, 50)).as("the last step").isTrue();
    }
}

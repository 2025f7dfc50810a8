package org.twoworlds.stream.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.RequestException;

/** The rule that adds seeds: how it is written, and what it says of claims. */
class SeedRuleTest {
    private static final String RULE = "claim=end precision=0.01 seeds=3..20";

    @TempDir
    Path home;

    @Test
    void aRuleIsWrittenAsItIsRead() {
        var rule = SeedRule.parse(" seeds=3..20  claim=close precision=1e-2");
        assertThat(rule).isEqualTo(new SeedRule(ClaimName.CLOSE, 0.01, 3, 20));
        assertThat(rule).hasToString("claim=close precision=0.01 seeds=3..20");
        assertThat(SeedRule.parse(rule.toString())).isEqualTo(rule);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> SeedRule.parse("claim=closeness precision=-1 seeds=2..1 limit=4"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.problems()).hasSize(4))
                .hasMessageContaining("claim (closeness) must be one of close, gap")
                .hasMessageContaining("precision (-1)")
                .hasMessageContaining("seeds (2..1) must be a range that begins at 3")
                .hasMessageContaining("limit=4");
        assertThatThrownBy(() -> SeedRule.parse("claim=order claim=gap"))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.problems()).hasSize(3))
                .hasMessageContaining("hold precision=")
                .hasMessageContaining("hold claim= once");
        assertThatThrownBy(() -> SeedRule.parse("claim=order precision=1 seeds=3..4"))
                .hasMessageContaining("no interval over seeds");
    }

    private List<Claim> claims(int seeds, String rule, IntToDoubleFunction atEnd) {
        return Claims.of(
                IntStream.rangeClosed(1, seeds)
                        .mapToObj(s -> new Sketch(home)
                                .cell("seed", Integer.toString(s))
                                .until(rule)
                                .epsilon(t -> t == Sketch.END ? atEnd.applyAsDouble(s) : 0)
                                .outcome())
                        .toList(),
                Limits.OURS);
    }

    private static Claim of(List<Claim> claims, ClaimName name) {
        return claims.stream().filter(c -> c.name() == name).findFirst().orElseThrow();
    }

    @Test
    void seedsAreAskedForUntilTheClaimIsPrecise() {
        var rule = SeedRule.parse(RULE);
        var scattered = rule.look(claims(3, RULE, s -> 0.01 * s));
        assertThat(scattered.done()).isFalse();
        assertThat(scattered.seeds()).isEqualTo(3);
        // t of 2 degrees of freedom at 0.0125, 6.205, times 0.01 / sqrt(3).
        assertThat(scattered.reach()).isCloseTo(0.03583, within(1e-4));
        assertThat(scattered.expected()).isEqualTo(9);
        assertThat(rule.isMet(scattered)).isFalse();

        var near = rule.look(claims(3, RULE, s -> 0.001 * s));
        assertThat(near.done()).isTrue();
        assertThat(rule.isMet(near)).isTrue();

        var most = new SeedRule(ClaimName.END, 0.001, 3, 4).look(claims(4, RULE, s -> 0.01 * s));
        assertThat(most.done()).isTrue();
        assertThat(most.expected()).isGreaterThan(100);
    }

    @Test
    void intervalsOfSeedsThatWereAddedAreAtTheStricterConfidence() {
        var fixed = of(claims(3, "", s -> 0.01 * s), ClaimName.END);
        var added = of(claims(3, RULE, s -> 0.01 * s), ClaimName.END);
        assertThat(fixed.value().reach()).as("t of 2 at 0.025").isCloseTo(4.3027 * 0.01 / Math.sqrt(3), within(1e-5));
        assertThat(added.value().reach()).as("t of 2 at 0.0125").isCloseTo(6.2053 * 0.01 / Math.sqrt(3), within(1e-5));
        assertThat(added.detail()).contains("seeds were added by a rule (" + RULE + ")");
        assertThat(fixed.detail()).doesNotContain("added");
    }

    @Test
    void whereThereIsNoEstimateNoSeedIsAsked() {
        var rule = SeedRule.parse("claim=end precision=0.01 seeds=3..20");
        var look = rule.look(Claims.of(
                IntStream.rangeClosed(1, 3)
                        .mapToObj(s -> new Sketch(home)
                                .cell("seed", Integer.toString(s))
                                .train(t -> s == 2 ? 0.5 : t >= 464 ? 0.005 : 0.5)
                                .outcome())
                        .toList(),
                Limits.OURS));
        assertThat(look.done()).isTrue();
        assertThat(look.without())
                .hasValueSatisfying(c -> assertThat(c.reason()).contains("2 of 3 seeds"));
        assertThat(rule.isMet(look)).isFalse();
    }

    @Test
    void aClaimThatIsNotJudgedOnTheRunsIsRefused() {
        assertThatThrownBy(() ->
                        SeedRule.parse("claim=scaling precision=0.1 seeds=3..5").look(claims(3, RULE, s -> 0.01)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("claim (scaling) must be judged on these runs")
                .hasMessageContaining("close, gap, metrics, end, stopping");
    }

    @Test
    void everyClaimHasAName() {
        assertThat(Arrays.stream(ClaimName.values()).map(ClaimName::toString).distinct())
                .hasSize(ClaimName.values().length);
        assertThat(Arrays.stream(ClaimName.values()).map(c -> ClaimName.of(c.toString())))
                .allMatch(c -> c.isPresent());
    }
}

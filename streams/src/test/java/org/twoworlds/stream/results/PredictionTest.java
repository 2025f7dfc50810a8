package org.twoworlds.stream.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RecipeHeader;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.ClaimName;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.Verdict;

/** What a recipe's header predicts, and whether it came true. */
class PredictionTest {
    private static Claim claim(ClaimName name, String of, Verdict verdict) {
        return new Claim(
                name, "", of, Metric.SOFT_ERROR, 3, Interval.unknown(0), Double.NaN, 0, verdict, "", "", Map.of());
    }

    private static List<Prediction> parsed(String text) {
        return Prediction.parse("mine", text);
    }

    private static Prediction.Came came(String predicted, Claim... claims) {
        var all = parsed(predicted);
        return all.get(0).came(List.of(claims), all);
    }

    @Test
    void claimsAreReadWithTheirSettings() {
        assertThat(parsed(" close HOLDS; gap of n=50, fresh=0.9 FAILS ;"))
                .containsExactly(
                        new Prediction(ClaimName.CLOSE, "", Verdict.HOLDS),
                        new Prediction(ClaimName.GAP, "n=50, fresh=0.9", Verdict.FAILS));
        assertThat(parsed("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"close", "close OPEN", "nearness HOLDS", "close holds", "close in n=5 HOLDS", "close of HOLDS"})
    void whatIsNoPredictionIsRefused(String text) {
        assertThatThrownBy(() -> parsed(text))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The prediction of recipe mine (" + text + ") must have the form")
                .hasMessageContaining("stopping");
    }

    @Test
    void itCameTrueWhereEverySettingHasTheVerdict() {
        var one = claim(ClaimName.CLOSE, "n=50", Verdict.HOLDS);
        var other = claim(ClaimName.CLOSE, "n=500", Verdict.HOLDS);
        var open = claim(ClaimName.CLOSE, "n=5000", Verdict.OPEN);
        var not = claim(ClaimName.CLOSE, "n=5", Verdict.FAILS);
        assertThat(came("close HOLDS", one, other)).isEqualTo(Prediction.Came.YES);
        assertThat(came("close HOLDS", one, open)).isEqualTo(Prediction.Came.OPEN);
        assertThat(came("close HOLDS", one, open, not)).isEqualTo(Prediction.Came.NO);
        assertThat(came("close FAILS", not)).isEqualTo(Prediction.Came.YES);
        assertThat(came("close FAILS", one)).isEqualTo(Prediction.Came.NO);
        assertThat(came("gap HOLDS", one)).isEqualTo(Prediction.Came.OPEN);
    }

    @Test
    void aSettingThatIsNamedIsNotJudgedByThePredictionOfAll() {
        var one = claim(ClaimName.CLOSE, "n=50", Verdict.FAILS);
        var other = claim(ClaimName.CLOSE, "n=900", Verdict.HOLDS);
        assertThat(came("close HOLDS; close of n=50 FAILS", one, other)).isEqualTo(Prediction.Came.YES);
        var all = parsed("close HOLDS; close of n=50 FAILS");
        assertThat(Prediction.about(one, all)).contains(all.get(1));
        assertThat(Prediction.about(other, all)).contains(all.get(0));
        assertThat(all.get(0).measured(List.of(one, other), all)).isEqualTo("HOLDS");
        assertThat(all.get(1).measured(List.of(one), all)).isEqualTo("FAILS");
        assertThat(parsed("gap HOLDS").get(0).measured(List.of(one), parsed("gap HOLDS")))
                .isEqualTo("not judged");
        assertThat(parsed("close HOLDS").get(0).measured(List.of(one, other), parsed("close HOLDS")))
                .isEqualTo("HOLDS in 1 of 2 settings, FAILS in 1 of 2 settings");
    }

    @Test
    void theHeadersOfAllRecipesCanBeRead() {
        for (var recipe : ConfigLoader.recipes()) {
            Prediction.parse(recipe, RecipeHeader.of(recipe).field("Claims").orElse(""));
        }
    }
}

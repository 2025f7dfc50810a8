package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The comments at the head of a recipe. */
class RecipeHeaderTest {
    private static final String RECIPE =
            """
            # ./twoworlds run mine --set data.path=DIR
            # Shows:    one thing, which takes
            #           two lines.
            # Claims:   close HOLDS
            # A remark that goes with nothing:
            #           and its second line.
            model = mcnn
            # Time:     too late to be of the header.
            """;

    @Test
    void aFieldGoesOnInIndentedLinesAndEndsAtARemark() {
        var header = RecipeHeader.parse(RECIPE);
        assertThat(header.command()).isEqualTo("./twoworlds run mine --set data.path=DIR");
        assertThat(header.fields()).containsOnlyKeys("Shows", "Claims");
        assertThat(header.field("Shows")).contains("one thing, which takes two lines.");
        assertThat(header.field("Claims")).contains("close HOLDS");
    }

    @Test
    void aTextWithoutAHeaderHasNone() {
        assertThat(RecipeHeader.parse("steps = 3\n")).isEqualTo(RecipeHeader.NONE);
        assertThat(RecipeHeader.of("no-such-recipe")).isEqualTo(RecipeHeader.NONE);
    }

    @Test
    void everyRecipeOfTheProgramNamesItsCommandAndWhatItShows() {
        for (var recipe : ConfigLoader.recipes()) {
            var header = RecipeHeader.of(recipe);
            assertThat(header.command()).startsWith("./twoworlds run " + recipe);
            assertThat(header.fields()).as(recipe).containsKeys("Shows", "Figure", "Time", "Predicts");
        }
    }
}

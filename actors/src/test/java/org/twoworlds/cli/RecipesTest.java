package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.experiment.ExperimentChecks;

class RecipesTest {
    private static List<String> recipes() {
        return ConfigLoader.recipes();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void aRecipeSaysWhatItIsAndHasItsSizes(String recipe) throws IOException {
        try (var in = getClass().getResourceAsStream("/twoworlds/recipes/" + recipe + ".conf")) {
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines.get(0)).startsWith("# ./twoworlds run " + recipe);
            for (var word : List.of("Shows:", "Figure:", "Time:", "Predicts:", "Refuted:", "Claims:")) {
                assertThat(lines).anyMatch(line -> line.startsWith("# " + word));
            }
            assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(126));
        }
        assertThat(new ConfigLoader()
                        .loadSweep(recipe, Optional.empty(), List.of())
                        .cells())
                .isNotEmpty();
        // What the smoke needs is built in: no data of the reader's.
        new ConfigLoader()
                .check(ExperimentChecks::check)
                .loadSweep(
                        recipe,
                        Optional.of("smoke"),
                        recipe.equals("cifar10") ? List.of("data.type=shapes") : List.of());
    }
}

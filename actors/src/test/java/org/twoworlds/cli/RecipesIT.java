package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.stream.log.Home;

/** Every recipe's smoke, whole: {@code mvn verify -Plong}. */
@Tag("long")
class RecipesIT {
    private static final double LONGEST_SECONDS = 60;

    @TempDir
    Path home;

    private static List<String> recipes() {
        return ConfigLoader.recipes();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everyRecipesSmokeRuns(String recipe) throws Exception {
        List<String> words = new ArrayList<>(List.of("run", recipe, "--smoke", "--home", home.toString()));
        if (recipe.equals("cifar10")) {
            words.addAll(List.of("--set", "data.type=shapes"));
        }
        var start = System.nanoTime();
        assertThat(Main.execute(words.toArray(String[]::new))).isZero();
        var seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%s: %.1f s%n", recipe, seconds);
        assertThat(seconds).as("a smoke hangs").isLessThan(LONGEST_SECONDS);
        var runs = new Home(home).all();
        assertThat(runs).isNotEmpty();
        assertThat(
                        runs.size() > 1
                                ? Files.isRegularFile(home.resolve("reports")
                                        .resolve(runs.get(0).id().replaceFirst("\\.1$", ""))
                                        .resolve("report.html"))
                                : Files.isRegularFile(runs.get(0).path().resolve("report/report.html")))
                .isTrue();
    }
}

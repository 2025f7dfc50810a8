package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recipes, damaged at random: each is read or refused, at once, and in words. */
class HoconFuzzTest {
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\"\"\"",
            "${",
            "${?",
            "}",
            "=",
            ":",
            "+=",
            ",",
            ".",
            "#",
            "//",
            "\n",
            "null",
            "true",
            "1e999",
            "-",
            "NaN",
            "\\",
            "\\u0000",
            "include ",
            "include url(\"http://127.0.0.1:9/\")",
            "include file(\"/etc/passwd\")",
            "${PATH}",
            "${seed}",
            "${data}",
            "a.b.",
            "..",
            "0..9",
            "\u0000",
            "\ud800",
            "\u0663",
            "cases",
            "sizes",
            "pretrain",
            "data",
            "optimizer",
            "[".repeat(300),
            "\ufeff",
            "$",
            "(",
            ")");

    private static void fuzz(int count) {
        var seed = Long.getLong("twoworlds.fuzzSeed", System.nanoTime());
        System.out.println(
                "HOCON fuzz: seed " + seed + " (-Dtwoworlds.fuzzSeed=" + seed + "), " + count + " mutations");
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < count; i++) {
            var text = mutated(random);
            var before = System.nanoTime();
            try {
                new ConfigLoader().loadText("fuzz", text, Optional.empty(), List.of());
            } catch (RequestException | FailureException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\tat ").doesNotContain(System.getenv("PATH"));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ":\n" + text, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("seed %d, mutation %d:%n%s", seed, i, text)
                    .isLessThan(Duration.ofSeconds(10));
        }
        assertThat(refused).as("a damage that nothing notices is rare").isGreaterThan(count / 4);
    }

    private static String mutated(Random random) {
        var recipes = ConfigLoader.recipes();
        var text = new StringBuilder(recipe(recipes.get(random.nextInt(recipes.size()))));
        for (var i = 1 + random.nextInt(4); i > 0; i--) {
            var at = random.nextInt(text.length() + 1);
            var to = Math.min(text.length(), at + random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                    }
                }
            }
        }
        return text.toString();
    }

    private static String recipe(String name) {
        try (var in = ConfigLoader.class.getResourceAsStream("/twoworlds/recipes/" + name + ".conf")) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .replaceAll("(?m)^\\s*(?://|#).*\n", "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aHundredDamagedRecipesAreReadOrRefused() {
        fuzz(100);
    }

    @Test
    @Tag("long")
    void aThousandDamagedRecipesAreReadOrRefused() {
        fuzz(1_000);
    }

    @Test
    @Tag("study")
    void tenThousandDamagedRecipesAreReadOrRefused() {
        fuzz(10_000);
    }
}

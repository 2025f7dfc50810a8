package org.twoworlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;

/** The words for worlds, states, metrics and scored sets stand in the types of the vocabulary, and nowhere else in the program. */
class VocabularyTest {
    private static final Path ROOT = Path.of("..");

    /** The types that read the words and print them. */
    private static final Set<String> OWN =
            Set.of("WorldName", "RunState", "Metric", "ScoredSet", "WorldEnding", "LossName");

    /** The word "test" is the name of a split on the disk, too. */
    private static final Set<String> SPLITS = Set.of("StreamsBench", "Generated", "ImageTree");

    private static Set<String> words() {
        Set<String> words = new TreeSet<>();
        Stream.<Object[]>of(WorldName.values(), RunState.values(), Metric.values())
                .flatMap(Arrays::stream)
                .forEach(word -> words.add(word.toString()));
        Stream.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN, ScoredSet.TRAIN_SEEN, ScoredSet.TRAIN_ALL)
                .forEach(set -> words.add(set.toString()));
        return words;
    }

    /** The words of the vocabulary that a program's text holds as literals of their own. */
    private static List<String> literals(String text, Set<String> words) {
        return words.stream().filter(word -> text.contains('"' + word + '"')).toList();
    }

    @Test
    void noWordOfTheVocabularyIsALiteralElsewhere() throws IOException {
        List<String> found = new ArrayList<>();
        var files = 0;
        for (var module : List.of("config", "model-io", "streams", "actors")) {
            try (var all = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (var file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
                    files++;
                    var name = file.getFileName().toString().replace(".java", "");
                    for (var word : literals(Files.readString(file), words())) {
                        if (!OWN.contains(name) && !(SPLITS.contains(name) && word.equals(ScoredSet.TEST.toString()))) {
                            found.add(name + ": " + word);
                        }
                    }
                }
            }
        }
        assertThat(files).isGreaterThan(300);
        assertThat(found).isEmpty();
    }

    @Test
    void aLiteralIsFound() {
        assertThat(words()).contains("real", "softError", "train-clean", "completed");
        assertThat(literals("switch (world) { case \"real\" -> 1; }", words())).containsExactly("real");
        assertThat(literals("var word = \"realistic\";", words())).isEmpty();
    }
}

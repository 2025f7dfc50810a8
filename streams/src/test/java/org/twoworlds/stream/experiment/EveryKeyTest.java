package org.twoworlds.stream.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.SourceSettings;

/** Every key of reference.conf, found there: another value, a wrong type, a value out of range, a wrong letter. */
class EveryKeyTest {
    private static final Config REFERENCE =
            ConfigFactory.parseResources("twoworlds/reference.conf").resolve(ConfigResolveOptions.noSystem());
    private static final Pattern BOUNDS = Pattern.compile("number from (\\S+) to (\\S+)");
    private static final Pattern CHOICES = Pattern.compile("be one of (.*)");
    private static final Pattern EXAMPLES = Pattern.compile("such as (.*)");

    /** Keys whose values are the defaults of others. */
    private static final Set<String> DEFAULTS_OF_OTHERS = Set.of("device", "seed");

    /** A key needs others to be set in order to be allowed at all. */
    private static final Map<String, String> TOGETHER_WITH =
            Map.of("optimizer.nesterov", "optimizer.momentum = 0.9", "optimizer.rate", "optimizer.finalRate = 0.001");

    @TempDir
    Path folder;

    static Stream<String> keys() {
        List<String> keys = new ArrayList<>();
        leaves("", REFERENCE.root(), keys);
        assertThat(keys).hasSizeGreaterThan(60);
        return keys.stream();
    }

    private static void leaves(String path, ConfigObject block, List<String> keys) {
        block.forEach((name, value) -> {
            if (value instanceof ConfigObject inner) {
                leaves(path + name + ".", inner, keys);
            } else {
                keys.add(path + name);
            }
        });
    }

    private ExperimentConfig load(String text) {
        return new ConfigLoader()
                .check((config, problems) -> DataSets.check(config.data(), problems))
                .load(write(text).toString(), Optional.empty(), List.of());
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("own.conf"), text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Problem> problems(String text) {
        var thrown = catchThrowableOfType(RequestException.class, () -> load(text));
        return thrown == null ? List.of() : thrown.problems();
    }

    /** The one problem of a text whose third line sets the key. */
    private Problem problem(String key, String value) {
        var problems = problems("# a comment\n\n" + key + " = " + value + "\n");
        assertThat(problems).as("%s = %s", key, value).hasSize(1);
        assertThat(problems.get(0).name()).isEqualTo("key " + key);
        assertThat(problems.get(0).where()).endsWith("own.conf:3");
        return problems.get(0);
    }

    /** A value of a type that the key does not have. */
    private static String wrongType(String key) {
        return REFERENCE.getValue(key) instanceof ConfigList ? "3" : "{}";
    }

    /** All components of the records of a configuration, without the HOCON they were read from. */
    private static Map<String, String> components(ExperimentConfig config) {
        Map<String, String> components = new TreeMap<>();
        flatten("", config, components);
        flatten("source.", SourceSettings.of(config.data()), components);
        return components;
    }

    private static void flatten(String path, Record value, Map<String, String> into) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part;
            try {
                component.getAccessor().setAccessible(true);
                part = component.getAccessor().invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
            var name = path + component.getName();
            if (part instanceof Record inner) {
                flatten(name + ".", inner, into);
            } else if (!(part instanceof Config) && !name.equals("name")) {
                into.put(name, String.valueOf(part));
            }
        }
    }

    /** Another valid value, found by what the key's rule says. */
    private String another(String key, String rule) {
        var now = String.valueOf(REFERENCE.getValue(key).unwrapped());
        var choices = CHOICES.matcher(rule);
        if (choices.find()) {
            return Stream.of(choices.group(1).split(", "))
                    .filter(c -> !c.equals(now))
                    .findFirst()
                    .orElseThrow();
        }
        if (rule.equals("be true or false")) {
            return now.equals("true") ? "false" : "true";
        }
        var bounds = BOUNDS.matcher(rule);
        if (bounds.find()) {
            return between(now, bounds.group(1), bounds.group(2), rule.contains("whole"));
        }
        if (rule.contains("list of")) {
            return "[circle, square]";
        }
        if (rule.startsWith("be auto or a number above")) {
            return "0.25";
        }
        if (rule.startsWith("be paper, log:NUMBER")) {
            return "paper";
        }
        if (rule.startsWith("be all, log or last:NUMBER")) {
            return "all";
        }
        if (rule.startsWith("be auto, cpu or a GPU")) {
            return "cpu";
        }
        var examples = EXAMPLES.matcher(rule);
        if (examples.find()) {
            return Stream.concat(Stream.of(examples.group(1).split(", | or ")), Stream.of("7 GiB"))
                    .filter(e -> !e.equals(now))
                    .filter(e -> problems(key + " = \"" + e + "\"").isEmpty())
                    .findFirst()
                    .map(e -> '"' + e + '"')
                    .orElseThrow();
        }
        assertThat(rule).startsWith("be a text");
        var text = "\"another/text\"";
        var refused = problems(key + " = " + text);
        return refused.isEmpty() ? text : another(key, refused.get(0).rule());
    }

    private static String between(String now, String least, String most, boolean whole) {
        if (whole) {
            var top = Long.parseLong(most);
            var value = now.matches("[0-9]+") ? Long.parseLong(now) : Long.parseLong(least);
            return String.valueOf(value < top ? value + 1 : value - 1);
        }
        var value = now.matches("[0-9].*") ? Double.parseDouble(now) : 0;
        return String.valueOf(value > Double.parseDouble(least) ? value / 2 : Double.parseDouble(most) / 4);
    }

    @Test
    void everyDefaultIsReadWithoutAProblem() {
        assertThat(problems("")).isEmpty();
        assertThat(components(load(""))).containsEntry("batch", "128").containsEntry("source.gaussian.weak", "0.01");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aWrongTypeIsOneProblemWithKeyPlaceAndValue(String key) {
        var problem = problem(key, wrongType(key));
        assertThat(problem.value()).isEqualTo(wrongType(key));
        assertThat(problem.rule()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aValueOutOfRangeIsOneProblemWithKeyPlaceAndValue(String key) {
        var rule = problem(key, wrongType(key)).rule();
        var bounds = BOUNDS.matcher(rule);
        List<String> outside = new ArrayList<>();
        if (bounds.find()) {
            outside.add("-1");
            outside.add(rule.contains("whole") ? bounds.group(2) + "0" : "1e300");
        } else if (rule.startsWith("be a text")) {
            outside.add("\"\\u0000\"");
        } else if (rule.startsWith("be a list")) {
            outside.add("{a = {b = 1}}");
        } else {
            outside.add("\"none of these\"");
        }
        for (var value : outside) {
            assertThat(problem(key, value).rule()).isEqualTo(rule);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aWrongLetterIsOneProblemThatNamesTheKey(String key) {
        var wrong = key + "x";
        assertThat(problem(wrong, "1").hint()).isEqualTo("you mean " + key);
    }

    @Test
    void anotherValueOfEachKeyIsReadBackAndChangesNothingElse() {
        var before = components(load(""));
        Map<String, String> keyOf = new HashMap<>();
        keys().forEach(key -> {
            var value = another(key, problem(key, wrongType(key)).rule());
            var together = TOGETHER_WITH.getOrDefault(key, "");
            var base = together.isEmpty() ? before : components(load(together));
            Set<String> changed = new HashSet<>();
            components(load(together + "\n" + key + " = " + value)).forEach((name, now) -> {
                if (!now.equals(base.get(name))) {
                    changed.add(name);
                }
            });
            assertThat(changed).as("%s = %s", key, value).isNotEmpty();
            if (!DEFAULTS_OF_OTHERS.contains(key)) {
                changed.forEach(name -> assertThat(keyOf.put(name, key))
                        .as("%s is read from", name)
                        .isNull());
            }
        });
    }

    @Test
    void severalFaultsAreSaidTogether() {
        var text = new StringBuilder();
        List<String> keys = keys().filter(k -> !DEFAULTS_OF_OTHERS.contains(k)).toList();
        keys.forEach(
                key -> text.append(key).append(" = ").append(wrongType(key)).append('\n'));
        text.append("batches = 3\n");
        var problems = problems(text.toString());
        var names = problems.stream().map(Problem::name).toList();
        assertThat(names).doesNotHaveDuplicates().contains("key batches");
        keys.forEach(key -> assertThat(names).contains("key " + key));
        for (var i = 0; i < keys.size(); i++) {
            var line = "own.conf:" + (i + 1);
            var name = "key " + keys.get(i);
            assertThat(problems)
                    .anyMatch(p -> p.name().equals(name) && p.where().endsWith(line));
        }
    }
}

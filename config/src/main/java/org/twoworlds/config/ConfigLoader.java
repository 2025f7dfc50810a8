package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The reader of recipes and files as {@link ExperimentConfig}, with every problem of them in one message. */
public final class ConfigLoader {
    private static final Pattern FILE_ENDING = Pattern.compile("\\.(?:conf|json|hocon|properties)$");

    /** The most bytes of a configuration as JSON, which record 0 holds: a log's entry has room for four times as many. */
    private static final int MOST_BYTES_WRITTEN_OUT = 64 << 10;

    private static final Map<List<String>, ConfigValue> KNOWN = leaves(Reference.RESOLVED);

    private final List<BiConsumer<ExperimentConfig, List<Problem>>> checks = new ArrayList<>();

    /** Adds another module's check, which appends the problems that it finds. */
    public ConfigLoader check(BiConsumer<ExperimentConfig, List<Problem>> check) {
        checks.add(check);
        return this;
    }

    /**
     * Reads one experiment: {@link #loadSweep} of a recipe without lists.
     *
     * @throws RequestException with all problems
     */
    public ExperimentConfig load(String recipe, Optional<String> size, List<String> settings) {
        return loadSweep(recipe, size, settings).single();
    }

    /**
     * Reads a recipe by name or a file by path, its lists written out.
     *
     * @param recipe a name in {@link #recipes()}, or a path
     * @param size one of the recipe's sizes, empty for its default
     * @param settings {@code key=value} texts, applied last
     * @throws RequestException with all problems
     */
    public Sweep loadSweep(String recipe, Optional<String> size, List<String> settings) {
        var isFile = isFile(recipe);
        if (!isFile && !recipes().contains(recipe)) {
            throw new RequestException(
                    "recipe",
                    recipe,
                    "be one of " + String.join(", ", recipes()),
                    nearest(recipe, recipes()).map(n -> "you mean " + n).orElse("give a path of your own"));
        }
        return isFile
                ? grid(fileName(recipe), FileIncludes.read(file(recipe)), size, settings, true)
                : grid(recipe, Reference.parse("recipes/" + recipe + ".conf"), size, settings, false);
    }

    /** Whether a recipe is a file of the user's own. */
    public static boolean isFile(String recipe) {
        return recipe.contains("/") || FILE_ENDING.matcher(recipe).find();
    }

    /** The name of a file's runs. */
    public static String fileName(String recipe) {
        return FILE_ENDING.matcher(file(recipe).getFileName().toString()).replaceFirst("");
    }

    private static Path file(String recipe) {
        if (recipe.endsWith(".properties")) {
            throw new RequestException("recipe file", recipe, "be HOCON or JSON", "rename it to .conf, if it is HOCON");
        }
        var file = Path.of(recipe);
        if (!Files.isRegularFile(file)) {
            throw new RequestException("recipe file", recipe, "exist and be a file", "check the path");
        }
        return file;
    }

    /**
     * A user's file as it can be sent elsewhere: as JSON, with its size and settings applied, its includes written out, and
     * the variables of this environment that it names put in.
     *
     * @throws RequestException with all problems that can be found here
     */
    public String resolved(String recipe, Optional<String> size, List<String> settings) {
        List<Problem> problems = new ArrayList<>();
        var written = written(fileName(recipe), FileIncludes.read(file(recipe)), size, settings, true, problems);
        points(fileName(recipe), written, problems);
        return written.root().render(ConfigRenderOptions.concise());
    }

    /**
     * Reads a configuration from its text, which may refer to its own keys alone: no files, and no environment.
     *
     * @param name the configuration's name in messages
     * @throws RequestException with all problems
     */
    public Sweep loadText(String name, String text, Optional<String> size, List<String> settings) {
        Hocon.bounded(name, text + "\n" + String.join("\n", settings));
        return grid(name, Hocon.text(name, text), size, settings, false);
    }

    /**
     * The configuration of the pretraining, a run that comes before one whose {@code init} is {@code pretrain}: the same
     * configuration with the keys of {@code pretrain}, in the Ideal World alone.
     *
     * @throws RequestException with all problems
     */
    public ExperimentConfig pretraining(ExperimentConfig config) {
        var raw = Seeds.following(config.raw());
        var written = raw.getConfig("pretrain")
                .withFallback(raw.withoutPath("pretrain"))
                .withValue("init", ConfigValueFactory.fromAnyRef(""))
                .withValue("world.trained", ConfigValueFactory.fromAnyRef(WorldName.IDEAL.toString()));
        return fromConfig(config.name(), written);
    }

    /** Reads a run's configuration again from its record 0. */
    public ExperimentConfig fromJson(String name, String json) {
        var kept = checks.isEmpty() ? KeptConfigs.find(name, json) : Optional.<ExperimentConfig>empty();
        return kept.orElseGet(() -> fromConfig(name, Hocon.text("record 0", json)));
    }

    /** The names of the recipes that come with the program, in order. */
    public static List<String> recipes() {
        return Arrays.stream(Reference.text("recipes/index").split("\\s+"))
                .filter(s -> !s.isEmpty())
                .sorted()
                .toList();
    }

    /** A recipe's keys in one of its sizes. */
    private static Config sized(Config written, Optional<String> size) {
        var wanted = size.orElse("lab");
        var base = written.root().withoutKey("sizes").toConfig();
        var sizes = written.root().get("sizes");
        if (sizes != null && !(sizes instanceof ConfigObject)) {
            throw new RequestException("key sizes", Keys.shown(sizes), "be a block of sizes", "see the recipes");
        }
        var block = sizes == null ? null : ((ConfigObject) sizes).get(wanted);
        if (block instanceof ConfigObject overlay) {
            return overlay.toConfig().withFallback(base);
        }
        if (block == null && wanted.equals("lab")) {
            return base;
        }
        var known = sizes == null ? "none but lab" : String.join(", ", new TreeSet<>(((ConfigObject) sizes).keySet()));
        throw new RequestException("size", wanted, "be one that the recipe has: " + known, "leave it out");
    }

    /** The keys that the recipe, the size and the settings write, resolved, without the defaults. */
    private Config written(
            String name,
            Config base,
            Optional<String> size,
            List<String> settings,
            boolean environment,
            List<Problem> problems) {
        var config = Hocon.guarded(name, () -> sized(base, size));
        Hocon.bounded("--set", String.join("\n", settings));
        for (var setting : settings) {
            config = with(config, setting, problems);
        }
        return Hocon.resolved(name, config, Reference.DEFAULTS, environment);
    }

    private Sweep grid(String name, Config base, Optional<String> size, List<String> settings, boolean environment) {
        List<Problem> problems = new ArrayList<>();
        var written = written(name, base, size, settings, environment, problems);
        return new Sweep(name, points(name, written, problems));
    }

    private List<Sweep.Cell> points(String name, Config written, List<Problem> problems) {
        var points = Hocon.guarded(name, () -> new Grid(Reference.RESOLVED, problems).points(written));
        List<Sweep.Cell> cells = new ArrayList<>();
        Set<Problem> all = new LinkedHashSet<>(problems);
        for (var point : points) {
            try {
                var cell = new Sweep.Cell(point.varied(), fromConfig(name, point.config()));
                if (cell.config().isPretrained()) {
                    pretraining(cell.config());
                }
                cells.add(cell);
            } catch (RequestException e) {
                all.addAll(e.problems());
            }
        }
        if (!all.isEmpty()) {
            throw new RequestException(List.copyOf(all));
        }
        return cells;
    }

    private ExperimentConfig fromConfig(String name, Config config) {
        List<Problem> problems = new ArrayList<>();
        var experiment = Hocon.guarded(name, () -> {
            unknownKeys(config, problems);
            return new ExperimentReader(problems)
                    .read(name, config.withFallback(Reference.DEFAULTS).resolve(Reference.OWN_KEYS));
        });
        var json = experiment.toJson();
        bounded(name, json, problems);
        runChecks(experiment, problems);
        problems.replaceAll(problem -> placed(problem, config));
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        KeptConfigs.keep(json, experiment);
        return experiment;
    }

    /** Runs the other modules' checks; one that throws is the last, since the next may rely on it. */
    private void runChecks(ExperimentConfig experiment, List<Problem> problems) {
        try {
            checks.forEach(check -> check.accept(experiment, problems));
        } catch (RequestException e) {
            if (e.problems().isEmpty()) {
                throw e;
            }
            problems.addAll(e.problems());
        }
    }

    /** A problem with the file and line of its key, where the key was written and the problem names no place. */
    private static Problem placed(Problem problem, Config written) {
        if (!problem.where().isEmpty() || !problem.name().matches("key [A-Za-z0-9.]+")) {
            return problem;
        }
        var value =
                Keys.written(written.root(), List.of(problem.name().substring(4).split("\\.")));
        return value == null ? problem : problem.at(Keys.place(value.origin()));
    }

    /** Refuses a configuration that record 0 of a run could not hold, or could hold only in another form. */
    private static void bounded(String name, String json, List<Problem> problems) {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        if (!new String(bytes, StandardCharsets.UTF_8).equals(json)) {
            problems.add(Problem.of(
                    "configuration", name, "be Unicode: half of a surrogate pair is no character", "leave it out"));
            return;
        }
        if (bytes.length > MOST_BYTES_WRITTEN_OUT) {
            problems.add(Problem.of(
                    "configuration",
                    name,
                    "take at most " + (MOST_BYTES_WRITTEN_OUT >> 10) + " KiB once it is written out; it takes "
                            + (bytes.length >> 10) + " KiB",
                    "shorten the longest value"));
        }
    }

    private static Config with(Config config, String setting, List<Problem> problems) {
        var equals = setting.indexOf('=');
        if (equals < 1) {
            problems.add(Problem.of("setting", setting, "have the form key=value", "put a = between them"));
            return config;
        }
        var written = setting.substring(0, equals).strip();
        var key = written.equals("model.init") ? "init" : written;
        var text = setting.substring(equals + 1).strip();
        try {
            var value = (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")
                            ? Hocon.value(text)
                            : ConfigValueFactory.fromAnyRef(text))
                    .withOrigin(ConfigOriginFactory.newSimple("--set"));
            return Hocon.guarded(
                    "--set",
                    () -> value instanceof ConfigObject
                            ? config.withValue(key, value)
                            : value.atPath(key).withFallback(config));
        } catch (ConfigException | RequestException e) {
            problems.add(new Problem("--set", "key " + key, text, "be written as HOCON", "quote it"));
            return config;
        }
    }

    private void unknownKeys(Config config, List<Problem> problems) {
        leaves(config).forEach((key, value) -> {
            if (!KNOWN.containsKey(key)
                    && KNOWN.entrySet().stream().noneMatch(k -> isKnown(k.getKey(), k.getValue(), key))) {
                var names =
                        KNOWN.keySet().stream().map(k -> String.join(".", k)).toList();
                var plain = String.join(".", key);
                problems.add(new Problem(
                        Keys.place(value.origin()),
                        "key " + (names.contains(plain) ? ConfigUtil.joinPath(key) : plain),
                        Keys.shown(value),
                        "be one that reference.conf documents",
                        Nearest.key(plain, names)
                                .map(n -> "you mean " + n + (n.equals(plain) ? ", without quotes" : ""))
                                .orElse("leave it out")));
            }
        });
    }

    /** Whether a key is known: one of the reference, a block of such keys, or a key in a block where a list may stand. */
    private static boolean isKnown(List<String> known, ConfigValue value, List<String> key) {
        var shared = Math.min(known.size(), key.size());
        return known.subList(0, shared).equals(key.subList(0, shared))
                && (key.size() <= known.size() || value instanceof ConfigList || known.equals(List.of("pretrain")));
    }

    private static Map<List<String>, ConfigValue> leaves(Config config) {
        Map<List<String>, ConfigValue> leaves = new LinkedHashMap<>();
        leaves(List.of(), config.root(), leaves);
        return leaves;
    }

    private static void leaves(List<String> path, ConfigValue value, Map<List<String>, ConfigValue> leaves) {
        if (value instanceof ConfigObject object && !(object.isEmpty() && !path.isEmpty())) {
            object.keySet().stream().sorted().forEach(key -> {
                List<String> deeper = new ArrayList<>(path);
                deeper.add(key);
                leaves(deeper, object.get(key), leaves);
            });
        } else {
            leaves.put(path, value);
        }
    }

    /** The nearest of some names; empty where none is near enough to be the one that was meant. */
    public static Optional<String> nearest(String name, List<String> names) {
        return Nearest.byLetters(name, names);
    }
}

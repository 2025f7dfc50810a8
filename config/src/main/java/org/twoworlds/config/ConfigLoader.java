package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads recipes and files into {@link ExperimentConfig}, with every problem of them in one message. */
public final class ConfigLoader {
    private static final ConfigParseOptions HOCON =
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF);

    private static final String DEVICE_RULE = "be auto, cpu or a GPU such as gpu:0";

    /** Unresolved, since a key may be another's default. */
    private final Config defaults = parse("reference.conf");

    private final Config reference = defaults.resolve();
    private final List<BiConsumer<ExperimentConfig, List<Problem>>> checks = new ArrayList<>();

    /** Adds another module's check, which appends what it finds wrong. */
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
        var file = Path.of(recipe);
        var isFile = recipe.contains("/") || recipe.endsWith(".conf");
        if (isFile ? !Files.isRegularFile(file) : !recipes().contains(recipe)) {
            throw isFile
                    ? new RequestException("recipe file", recipe, "exist and be a file", "check the path")
                    : new RequestException(
                            "recipe",
                            recipe,
                            "be one of " + String.join(", ", recipes()),
                            nearest(recipe, recipes()).map(n -> "you mean " + n).orElse("give a path of your own"));
        }
        var name = isFile ? file.getFileName().toString().replaceFirst("\\.conf$", "") : recipe;
        try {
            var written = isFile ? ConfigFactory.parseFile(file.toFile(), HOCON) : parse("recipes/" + recipe + ".conf");
            return grid(name, sized(written, size), settings);
        } catch (ConfigException.Parse e) {
            throw new RequestException("file", recipe, "be HOCON", "look there: " + e.getMessage());
        }
    }

    /**
     * Reads a configuration from its text.
     *
     * @param name what to call it
     * @throws RequestException with all problems
     */
    public Sweep loadText(String name, String text, Optional<String> size, List<String> settings) {
        try {
            var written = ConfigFactory.parseString(
                    text, HOCON.setOriginDescription(name).setIncluder(new NoIncludes()));
            return grid(name, sized(written, size), settings);
        } catch (ConfigException.Parse e) {
            throw new RequestException("configuration", name, "be HOCON", "look there: " + e.getMessage());
        }
    }

    /**
     * The run that comes before those whose {@code init} is {@code pretrain}: theirs with the keys of {@code pretrain}, in the
     * Ideal World alone.
     *
     * @throws RequestException with all problems
     */
    public ExperimentConfig pretraining(ExperimentConfig config) {
        var raw = config.raw();
        var written = raw.getConfig("pretrain")
                .withFallback(raw.withoutPath("pretrain"))
                .withValue("init", ConfigValueFactory.fromAnyRef(""))
                .withValue("world.trained", ConfigValueFactory.fromAnyRef("ideal"));
        return fromConfig(config.name(), written);
    }

    /** Reads a run's record 0 again. */
    public ExperimentConfig fromJson(String name, String json) {
        return fromConfig(name, ConfigFactory.parseString(json, HOCON.setOriginDescription("record 0")));
    }

    /** The names of the recipes that come with the program, in order. */
    public static List<String> recipes() {
        return Arrays.stream(text("recipes/index").split("\\s+"))
                .filter(s -> !s.isEmpty())
                .sorted()
                .toList();
    }

    private static Config sized(Config written, Optional<String> size) {
        var has = written.hasPath("sizes");
        var wanted = size.orElse("lab");
        var base = written.withoutPath("sizes");
        if (has && written.hasPath("sizes." + wanted)) {
            return written.getConfig("sizes." + wanted).withFallback(base);
        }
        if (wanted.equals("lab")) {
            return base;
        }
        var known = has ? String.join(", ", written.getObject("sizes").keySet()) : "none but lab";
        throw new RequestException("size", wanted, "be one that the recipe has: " + known, "leave it out");
    }

    private Sweep grid(String name, Config written, List<String> settings) {
        List<Problem> problems = new ArrayList<>();
        var config = written;
        for (var setting : settings) {
            config = with(config, setting, problems);
        }
        var points = new Grid(reference, problems).points(config);
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
        return new Sweep(name, cells);
    }

    private ExperimentConfig fromConfig(String name, Config config) {
        List<Problem> problems = new ArrayList<>();
        unknownKeys(config, problems);
        Config effective;
        try {
            effective = config.withFallback(defaults).resolve();
        } catch (ConfigException e) {
            problems.add(Problem.of("file", name, "resolve", "look there: " + e.getMessage()));
            throw new RequestException(problems);
        }
        var experiment = read(name, effective, problems);
        for (var check : checks) {
            check.accept(experiment, problems);
        }
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        return experiment;
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
            var value = text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")
                    ? ConfigFactory.parseString("x=" + text).getValue("x")
                    : ConfigValueFactory.fromAnyRef(text);
            return config.withValue(key, value.withOrigin(com.typesafe.config.ConfigOriginFactory.newSimple("--set")));
        } catch (ConfigException e) {
            problems.add(new Problem("--set", "key " + key, text, "be written as HOCON", "quote it"));
            return config;
        }
    }

    private void unknownKeys(Config config, List<Problem> problems) {
        Map<String, com.typesafe.config.ConfigValue> found = new LinkedHashMap<>();
        config.root().keySet().stream()
                .sorted()
                .forEach(top -> found.putAll(leaves(top, config.root().get(top))));
        var known = leaves("", reference.root()).keySet();
        found.forEach((key, value) -> {
            if (known.stream().noneMatch(k -> isKnown(k, key))) {
                problems.add(new Problem(
                        Keys.place(value.origin()),
                        "key " + key,
                        String.valueOf(value.unwrapped()),
                        "be one that reference.conf documents",
                        nearest(key, List.copyOf(known))
                                .map(n -> "you mean " + n)
                                .orElse("leave it out")));
            }
        });
    }

    /** A block of known keys is known, and so is what stands in a block where a list may stand. */
    private boolean isKnown(String known, String key) {
        return key.equals(known)
                || known.startsWith(key + ".")
                || key.startsWith(known + ".")
                        && (reference.getValue(known) instanceof ConfigList || known.equals("pretrain"));
    }

    private static Map<String, com.typesafe.config.ConfigValue> leaves(
            String path, com.typesafe.config.ConfigValue value) {
        Map<String, com.typesafe.config.ConfigValue> leaves = new LinkedHashMap<>();
        if (value instanceof com.typesafe.config.ConfigObject object && !(object.isEmpty() && !path.isEmpty())) {
            object.forEach((k, v) -> leaves.putAll(leaves(path.isEmpty() ? k : path + "." + k, v)));
        } else {
            leaves.put(path, value);
        }
        return leaves;
    }

    private ExperimentConfig read(String name, Config effective, List<Problem> problems) {
        for (var block :
                List.of("pretrain", "data", "world", "optimizer", "trainer", "evaluator", "stoppingTime", "disk")) {
            if (!(effective.getValue(block) instanceof com.typesafe.config.ConfigObject)) {
                problems.add(new Problem(
                        Keys.place(effective.getValue(block).origin()),
                        "key " + block,
                        String.valueOf(effective.getValue(block).unwrapped()),
                        "be a block of keys",
                        "you mean one of its keys"));
                throw new RequestException(problems);
            }
        }
        var keys = new Keys(effective, reference, problems);
        var experiment = new ExperimentConfig(
                name,
                keys.whole("seed", 0, Long.MAX_VALUE),
                keys.number("batch", 1, 1 << 20),
                keys.whole("steps", 1, 1L << 40),
                keys.parsed("model", "be a network such as mcnn{width=16} or mlp[128,128]", Spec::parse),
                keys.text("init"),
                augmentations(keys.text("augment")),
                keys.choice("loss", List.of("crossEntropy", "mse", "nextPixel")),
                keys.number("microBatches", 1, 1 << 20),
                keys.choice("precision", List.of("fp32", "tf32", "bf16")),
                keys.parsed("resumeEvery", "be a time or steps, such as 2m or 100steps", ResumeEvery::parse),
                keys.parsed("checkpoints", "be paper, log:NUMBER, every:NUMBER or at:STEP,STEP", Cadence::parse),
                keys.parsed("keep", "be all, log or last:NUMBER", Retention::parse),
                new ExperimentConfig.Data(
                        keys.text("data.type"),
                        keys.text("data.path"),
                        keys.whole("data.seed", 0, Long.MAX_VALUE),
                        keys.number("test.count", 1, 1 << 24),
                        keys.number("train.count", 1, 1 << 24),
                        effective.getConfig("data")),
                new ExperimentConfig.World(
                        keys.whole("world.n", 1, 1L << 40),
                        keys.choice("world.pairing", List.of("paired", "independent"))
                                .equals("paired"),
                        keys.truth("world.wrap"),
                        keys.choice("world.trained", List.of("both", "real", "ideal")),
                        keys.text("world.ideal")),
                optimizer(keys),
                new ExperimentConfig.Trainer(
                        keys.parsed("trainer.device", DEVICE_RULE, Device::parse),
                        keys.truth("trainer.xla"),
                        keys.autoOr("trainer.threads", 4096),
                        keys.autoOr("trainer.samplers", 256),
                        keys.number("trainer.prefetch", 1, 1024)),
                new ExperimentConfig.Evaluator(
                        keys.parsed("evaluator.device", DEVICE_RULE, Device::parse),
                        keys.bytes("evaluator.gpuMemory"),
                        keys.autoOr("evaluator.threads", 4096),
                        keys.number("evaluator.batch", 1, 1 << 16),
                        keys.number("evaluator.backlog", 1, 1 << 20),
                        keys.number("evaluator.retries", 1, 1000),
                        keys.parsed("evaluator.lease", "be a time, such as 30s, 2m or 1h", ResumeEvery::parseTime),
                        keys.texts("evaluator.on")),
                new ExperimentConfig.Stopping(
                        keys.choice("stoppingTime.metric", List.of("error", "softError", "loss")),
                        keys.choice("stoppingTime.set", List.of("train-clean", "train-seen")),
                        keys.real("stoppingTime.threshold", 0, 1e6),
                        keys.real("stoppingTime.near", 0, 1),
                        keys.number("stoppingTime.dense", 1, 1 << 20),
                        keys.truth("stoppingTime.stop")),
                new ExperimentConfig.Disk(keys.bytes("disk.budget"), keys.bytes("disk.reserve")),
                effective);
        Combinations.check(experiment, problems);
        return experiment;
    }

    private static ExperimentConfig.Optimizer optimizer(Keys keys) {
        var type = keys.choice("optimizer.type", List.of("sgd", "adam", "rmsprop", "adagrad", "gradientDescent"));
        return new ExperimentConfig.Optimizer(
                type,
                keys.real("optimizer.rate", 0, 1e6),
                keys.real("optimizer.momentum", 0, 1),
                keys.truth("optimizer.nesterov"),
                keys.real("optimizer.weightDecay", 0, 1e6),
                keys.real("optimizer.beta1", 0, 1),
                keys.real("optimizer.beta2", 0, 1),
                keys.real("optimizer.alpha", 0, 1),
                keys.realOr("optimizer.epsilon", type.equals("adagrad") ? 1e-10 : 1e-8),
                keys.choice("optimizer.schedule", List.of("cosine", "constant", "stages", "exponential", "onecycle")),
                keys.whole("optimizer.scheduleEvery", 1, 1L << 40),
                keys.real("optimizer.finalRate", 1e-30, 1e6));
    }

    private static List<String> augmentations(String text) {
        return text.equals("none") || text.isBlank()
                ? List.of()
                : Arrays.stream(text.split("\\+", -1)).map(String::strip).toList();
    }

    /** The nearest of some names, where one is near enough to be what was meant. */
    public static Optional<String> nearest(String name, List<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String n) -> distance(name, n)).thenComparing(n -> n))
                .filter(n -> distance(name, n) <= Math.max(2, name.length() / 3));
    }

    private static int distance(String a, String b) {
        if (b.endsWith("." + a)) {
            return 1;
        }
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static Config parse(String resource) {
        return ConfigFactory.parseReader(reader(resource), HOCON.setOriginDescription(resource));
    }

    private static Reader reader(String resource) {
        var in = Objects.requireNonNull(ConfigLoader.class.getResourceAsStream("/twoworlds/" + resource), resource);
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    private static String text(String resource) {
        try (var in = ConfigLoader.class.getResourceAsStream("/twoworlds/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

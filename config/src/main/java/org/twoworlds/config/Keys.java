package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The reader of a block's typed keys. Every problem is added to one list instead of being thrown, with the key's place, value
 * and rule; a bad key yields its default in {@code reference.conf}, so that reading goes on.
 */
public final class Keys {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,4})?");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{1,9})?\\s*[A-Za-z]{0,20}");

    private final Config config;
    private final Config reference;
    private final String prefix;
    private final List<Problem> problems;

    Keys(Config config, Config reference, List<Problem> problems) {
        this(config, reference, "", problems);
    }

    private Keys(Config config, Config reference, String prefix, List<Problem> problems) {
        this.config = config;
        this.reference = reference;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** The reader of the block {@code data}, whose problems are added to a list. */
    static Keys ofData(Config data, List<Problem> problems) {
        return new Keys(data, Reference.RESOLVED.getConfig("data"), "data.", problems);
    }

    /** The reader of a block within this one, with the same list of problems. */
    public Keys block(String name) {
        return new Keys(config.getConfig(name), reference.getConfig(name), prefix + name + ".", problems);
    }

    /** Reads a whole number within bounds, both included. */
    public long whole(String key, long least, long most) {
        var rule = "be a whole number from " + least + " to " + most;
        return read(key, rule, Keys::exact, v -> v >= least && v <= most);
    }

    /** Reads a whole number as it is written: never cut, rounded or wrapped around. */
    private static long exact(Config config, String key) {
        return decimal(config, key).longValueExact();
    }

    private static BigDecimal decimal(Config config, String key) {
        var value = config.getValue(key);
        var text = config.getString(key).strip();
        if (value.valueType() == ConfigValueType.BOOLEAN
                || !NUMBER.matcher(text).matches()) {
            throw new ArithmeticException("no number");
        }
        return new BigDecimal(text);
    }

    private static double real(Config config, String key) {
        var decimal = decimal(config, key);
        var value = decimal.doubleValue();
        if (value == 0 && decimal.signum() != 0) {
            throw new ArithmeticException("too small");
        }
        return value;
    }

    /** Reads a whole number within bounds, both included. */
    public int number(String key, int least, int most) {
        return Math.toIntExact(whole(key, least, most));
    }

    /** Reads a number within bounds, both included. */
    public double real(String key, double least, double most) {
        var rule = "be a number from " + plain(least) + " to " + plain(most);
        return read(key, rule, Keys::real, v -> v >= least && v <= most);
    }

    /** A bound as people write it: 1 and not 1.0. */
    private static String plain(double bound) {
        var text = String.valueOf(bound);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text.replace(".0E", "E");
    }

    /** Reads a truth value. */
    public boolean truth(String key) {
        return read(key, "be true or false", Config::getBoolean, v -> true);
    }

    /** Reads a text. */
    public String text(String key) {
        return read(key, "be a text without a NUL", Config::getString, v -> v.indexOf(0) < 0);
    }

    /** Reads a list of texts. */
    public List<String> texts(String key) {
        return List.copyOf(read(key, "be a list of texts", Config::getStringList, v -> true));
    }

    /**
     * Reads groups of names, in order: {@code [cat, dog]}, each a group of its own, or {@code {pet = [cat, dog], …}} by the
     * order of the groups' names.
     */
    public Map<String, List<String>> groups(String key) {
        var rule = "be a list of names, or a block of such lists";
        return Collections.unmodifiableMap(read(key, rule, Keys::grouped, v -> true));
    }

    private static Map<String, List<String>> grouped(Config config, String key) {
        if (config.getValue(key) instanceof ConfigObject block) {
            Map<String, List<String>> groups = new TreeMap<>();
            block.keySet()
                    .forEach(name -> groups.put(name, block.toConfig().getStringList(ConfigUtil.quoteString(name))));
            return groups;
        }
        Map<String, List<String>> single = new LinkedHashMap<>();
        config.getStringList(key).forEach(name -> single.put(name, List.of(name)));
        return single;
    }

    /** Reads a text that is one of some choices. */
    public String choice(String key, List<String> choices) {
        return read(key, "be one of " + String.join(", ", choices), Config::getString, choices::contains);
    }

    /** Reads a size in bytes. */
    public long bytes(String key) {
        return read(key, "be a size such as 10 GiB", Keys::size, v -> v >= 0);
    }

    private static long size(Config config, String key) {
        if (!SIZE.matcher(config.getString(key).strip()).matches()) {
            throw new ArithmeticException("no size");
        }
        return config.getMemorySize(key).toBytes();
    }

    /** Reads a text with a form of its own; {@code parse} is empty for a text of another form. */
    public <T> T parsed(String key, String rule, Function<String, Optional<T>> parse) {
        var text = read(key, rule, Config::getString, v -> parse.apply(v).isPresent());
        return parse.apply(text).orElseThrow();
    }

    /** Reads a number of threads or the like, from 1; {@code auto} reads as 0. */
    public int autoOr(String key, int most) {
        return autoOr(key, 1, most);
    }

    /** Reads a whole number within bounds, both included; {@code auto} reads as 0. */
    public int autoOr(String key, int least, int most) {
        Function<String, Optional<Integer>> parse = v -> v.equals("auto")
                ? Optional.of(0)
                : v.matches("[1-9][0-9]{0,8}")
                        ? Optional.of(Integer.valueOf(v)).filter(n -> n >= least && n <= most)
                        : Optional.empty();
        return parsed(key, "be auto or a whole number from " + least + " to " + most, parse);
    }

    /** Reads a number within bounds, both included; empty where the text is the word. */
    public OptionalDouble realUnless(String key, String word, double least, double most) {
        Function<String, Optional<OptionalDouble>> parse = v -> v.equals(word)
                ? Optional.of(OptionalDouble.empty())
                : NUMBER.matcher(v).matches()
                        ? Optional.of(Double.valueOf(v))
                                .filter(n -> n >= least && n <= most)
                                .map(OptionalDouble::of)
                        : Optional.empty();
        return parsed(key, "be " + word + " or a number from " + plain(least) + " to " + plain(most), parse);
    }

    /** Reads a device. Where its value comes from the key {@code device}, a problem of that key is not reported again. */
    public Device device(String key) {
        var before = problems.size();
        var device = parsed(key, "be auto, cpu or a GPU such as gpu:0", Device::parse);
        dropRepeated(before, "device");
        return device;
    }

    /** Reads a seed. Where its value comes from the key {@code seed}, a problem of that key is not reported again. */
    long seed(String key) {
        var before = problems.size();
        var seed = whole(key, 0, Long.MAX_VALUE);
        dropRepeated(before, "seed");
        return seed;
    }

    private void dropRepeated(int before, String origin) {
        if (problems.size() > before
                && problems.subList(0, before).contains(problems.get(before).named("key " + origin))) {
            problems.remove(before);
        }
    }

    /** Reads a positive number; the word {@code auto} reads as the argument {@code auto}. */
    public double realOr(String key, double auto) {
        Function<String, Optional<Double>> parse = v -> v.equals("auto") ? Optional.of(auto) : positive(v);
        return parsed(key, "be auto or a number above 0", parse);
    }

    private static Optional<Double> positive(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Double.valueOf(text)).filter(v -> v > 0 && Double.isFinite(v))
                : Optional.empty();
    }

    private <T> T read(String key, String rule, GetKey<T> get, Predicate<T> ok) {
        try {
            var value = get.from(config, key);
            if (ok.test(value)) {
                return value;
            }
        } catch (ConfigException | ArithmeticException | IllegalArgumentException e) {
            // The problem is reported below, with the value as it was written.
        }
        var written = written(config.root(), ConfigUtil.splitPath(key));
        problems.add(new Problem(
                written == null ? "" : place(written.origin()),
                "key " + prefix + key,
                written == null ? "null" : shown(written),
                rule,
                "see reference.conf; the default is " + get.from(reference, key)));
        return get.from(reference, key);
    }

    /** The value at a path, null included; Java's null where there is nothing. */
    static ConfigValue written(ConfigValue value, List<String> path) {
        return path.isEmpty() || !(value instanceof ConfigObject block)
                ? value
                : written(block.get(path.get(0)), path.subList(1, path.size()));
    }

    /** A value as one short line. */
    static String shown(ConfigValue value) {
        var text = String.valueOf(value.unwrapped()).replaceAll("\\p{Cntrl}+", " ");
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    static String place(ConfigOrigin origin) {
        var line = origin.lineNumber();
        var name = origin.filename() != null ? origin.filename() : origin.description();
        return line > 0 && origin.filename() != null ? name + ":" + line : name;
    }

    private interface GetKey<T> {
        T from(Config config, String key);
    }
}

package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads typed keys, noting every problem instead of stopping at the first; a bad key yields the reference's value. */
final class Keys {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,4})?");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}(?:\\.[0-9]{1,9})?\\s*[A-Za-z]{0,20}");

    private final Config config;
    private final Config reference;
    private final List<Problem> problems;

    Keys(Config config, Config reference, List<Problem> problems) {
        this.config = config;
        this.reference = reference;
        this.problems = problems;
    }

    long whole(String key, long least, long most) {
        var rule = "be a whole number from %d to %d".formatted(least, most);
        return read(key, rule, Keys::exact, v -> v >= least && v <= most);
    }

    /** A number as it is written: never cut, rounded or wrapped around. */
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

    int number(String key, int least, int most) {
        return Math.toIntExact(whole(key, least, most));
    }

    double real(String key, double least, double most) {
        var rule = "be a number from %s to %s".formatted(least, most);
        return read(key, rule, Keys::real, v -> v >= least && v <= most);
    }

    boolean truth(String key) {
        return read(key, "be true or false", Config::getBoolean, v -> true);
    }

    String text(String key) {
        return read(key, "be a text without a NUL", Config::getString, v -> v.indexOf(0) < 0);
    }

    List<String> texts(String key) {
        return List.copyOf(read(key, "be a list of texts", Config::getStringList, v -> true));
    }

    String choice(String key, List<String> choices) {
        return read(key, "be one of " + String.join(", ", choices), Config::getString, choices::contains);
    }

    long bytes(String key) {
        return read(key, "be a size such as 10 GiB", Keys::size, v -> v >= 0);
    }

    private static long size(Config config, String key) {
        if (!SIZE.matcher(config.getString(key).strip()).matches()) {
            throw new ArithmeticException("no size");
        }
        return config.getMemorySize(key).toBytes();
    }

    <T> T parsed(String key, String rule, Function<String, Optional<T>> parse) {
        var text = read(key, rule, Config::getString, v -> parse.apply(v).isPresent());
        return parse.apply(text).orElseThrow();
    }

    /** A number of threads or the like; {@code auto} reads as 0. */
    int autoOr(String key, int most) {
        Function<String, Optional<Integer>> parse = v -> v.equals("auto")
                ? Optional.of(0)
                : v.matches("[1-9][0-9]{0,4}")
                        ? Optional.of(Integer.valueOf(v)).filter(n -> n <= most)
                        : Optional.empty();
        return parsed(key, "be auto or a whole number from 1 to " + most, parse);
    }

    /** A positive number; {@code auto} reads as another one. */
    double realOr(String key, double auto) {
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
            // Reported below, with the value as it was written.
        }
        var written = written(config.root(), ConfigUtil.splitPath(key));
        problems.add(new Problem(
                written == null ? "" : place(written.origin()),
                "key " + key,
                written == null ? "null" : shown(written),
                rule,
                "see what reference.conf says of it; its default is " + get.from(reference, key)));
        return get.from(reference, key);
    }

    /** The value at a path, null included; Java's null where there is nothing. */
    private static ConfigValue written(ConfigValue value, List<String> path) {
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

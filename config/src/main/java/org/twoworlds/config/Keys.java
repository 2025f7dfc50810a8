package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads typed keys, noting every problem instead of stopping at the first; a bad key yields the reference's value. */
final class Keys {
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
        return read(key, rule, Config::getLong, v -> v >= least && v <= most);
    }

    int number(String key, int least, int most) {
        return Math.toIntExact(whole(key, least, most));
    }

    double real(String key, double least, double most) {
        var rule = "be a number from %s to %s".formatted(least, most);
        return read(key, rule, Config::getDouble, v -> v >= least && v <= most);
    }

    boolean truth(String key) {
        return read(key, "be true or false", Config::getBoolean, v -> true);
    }

    String text(String key) {
        return read(key, "be a text", Config::getString, v -> true);
    }

    List<String> texts(String key) {
        return List.copyOf(read(key, "be a list of texts", Config::getStringList, v -> true));
    }

    String choice(String key, List<String> choices) {
        return read(key, "be one of " + String.join(", ", choices), Config::getString, choices::contains);
    }

    long bytes(String key) {
        return read(key, "be a size such as 10 GiB", Config::getMemorySize, v -> true)
                .toBytes();
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
        try {
            return Optional.of(Double.valueOf(text)).filter(v -> v > 0 && Double.isFinite(v));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private <T> T read(String key, String rule, GetKey<T> get, Predicate<T> ok) {
        try {
            var value = get.from(config, key);
            if (ok.test(value)) {
                return value;
            }
        } catch (ConfigException.WrongType | ConfigException.BadValue | ConfigException.Null e) {
            // Reported below, with the value as it was written.
        }
        var written = config.hasPath(key) ? config.getValue(key) : config.root().get(key);
        problems.add(new Problem(
                written == null ? "" : place(written.origin()),
                "key " + key,
                written == null ? "null" : String.valueOf(written.unwrapped()),
                rule,
                "see what reference.conf says of it; its default is " + get.from(reference, key)));
        return get.from(reference, key);
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

package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The reader of {@code world.law}, which notes every problem of it; a law that cannot be read becomes replay. */
final class LawReader {
    static final String KEY = "world.law";
    static final String RULE = "be a law such as replay, fresh, mix{fresh=0.1} or switch{at=300}";

    /** The values that each law takes. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.of(
            "replay", List.of("n"),
            "fresh", List.of("stream"),
            "mix", List.of("n", "fresh"),
            "switch", List.of("n", "at", "back"),
            "window", List.of("n", "renew"),
            "epochs", List.of("k")));

    private final Config effective;
    private final Config reference;
    private final Spec spec;
    private final List<Problem> problems;

    LawReader(Config effective, Config reference, Spec spec, List<Problem> problems) {
        this.effective = effective;
        this.reference = reference;
        this.spec = spec;
        this.problems = problems;
    }

    /**
     * Reads the law of a run.
     *
     * @param n the value of {@code world.n}, for laws that do not name a number of samples themselves
     */
    Law read(long n, long steps, int batch) {
        var before = problems.size();
        var law = law(n, steps, batch);
        if (isOwn(spec) && effective.hasPath("world.n")) {
            checkAlone();
        }
        return problems.size() > before ? new Law.Replay(n) : law;
    }

    /** Whether a law itself names the number of samples that it re-uses. */
    static boolean isOwn(Spec spec) {
        return spec.named().containsKey("n") || spec.name().equals("epochs");
    }

    /** A configuration that was written out, with a law's own number of samples as {@code world.n}: another law takes it over. */
    static Config freed(Config written) {
        var spec = written.hasPath(KEY) ? Spec.parse(written.getString(KEY)) : Optional.<Spec>empty();
        if (spec.isEmpty() || !spec.get().named().containsKey("n")) {
            return written;
        }
        Map<String, String> rest = new TreeMap<>(spec.get().named());
        var n = Long.parseLong(rest.remove("n"));
        var law = new Spec(spec.get().name(), spec.get().list(), rest).toString();
        return written.withValue(KEY, ConfigValueFactory.fromAnyRef(law))
                .withValue("world.n", ConfigValueFactory.fromAnyRef(n));
    }

    private Law law(long worldN, long steps, int batch) {
        var known = VALUES.get(spec.name());
        if (known == null || !spec.list().isEmpty()) {
            var hint = Nearest.byLetters(spec.name(), List.copyOf(VALUES.keySet()));
            problem(
                    "key " + KEY,
                    spec,
                    "be one of " + String.join(", ", VALUES.keySet()),
                    hint.map(h -> "you mean " + h).orElse("leave it out"));
            return new Law.Replay(worldN);
        }
        for (var name : spec.named().keySet()) {
            if (!known.contains(name)) {
                var hint = Nearest.byLetters(name, known);
                problem(
                        "value " + name + " of " + KEY,
                        spec,
                        "be one that " + spec.name() + " takes: " + String.join(", ", known),
                        hint.map(h -> "you mean " + h).orElse("leave it out"));
            }
        }
        var n = spec.named().containsKey("n") ? whole("n", 1, 1L << 40) : worldN;
        return switch (spec.name()) {
            case "fresh" ->
                new Law.Fresh(
                        spec.named().containsKey("stream")
                                ? OptionalLong.of(whole("stream", 0, Long.MAX_VALUE))
                                : OptionalLong.empty());
            case "mix" -> new Law.Mix(n, share("fresh"));
            case "switch" -> new Law.Switch(n, whole("at", 0, steps), truth("back"));
            case "window" -> new Law.Window(n, share("renew"));
            case "epochs" -> {
                var k = Math.max(1, whole("k", 1, steps));
                yield new Law.Epochs(k, steps * batch / k);
            }
            default -> new Law.Replay(n);
        };
    }

    private long whole(String name, long least, long most) {
        var text = spec.named().getOrDefault(name, "");
        var value = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
        return value(
                name, value, "be a whole number from %d to %d".formatted(least, most), v -> v >= least && v <= most);
    }

    private double share(String name) {
        var text = spec.named().getOrDefault(name, "");
        var value = text.matches("[0-9]{1,9}(?:\\.[0-9]{1,17})?") ? Double.parseDouble(text) : -1;
        return value(name, value, "be a number from 0 to 1", v -> v >= 0 && v <= 1);
    }

    private boolean truth(String name) {
        var text = spec.named().getOrDefault(name, "false");
        return value(name, text, "be true or false", List.of("true", "false")::contains)
                .equals("true");
    }

    private <T> T value(String name, T value, String rule, Predicate<T> ok) {
        if (!ok.test(value)) {
            var written = Optional.ofNullable(spec.named().get(name));
            problem(
                    "value " + name + " of " + KEY,
                    written.orElse("none"),
                    rule,
                    written.isEmpty() ? "write it as " + spec.name() + "{" + name + "=…}" : "see reference.conf");
        }
        return value;
    }

    /** Refuses two numbers of samples, unless the law was written over another source's {@code world.n}. */
    private void checkAlone() {
        var n = effective.getValue("world.n");
        var written = !n.origin().equals(reference.getValue("world.n").origin());
        var source = source(n.origin());
        if (written
                && (source.equals("--set")
                        || source.equals(source(effective.getValue(KEY).origin())))) {
            problems.add(new Problem(
                    Keys.place(n.origin()),
                    "key world.n",
                    Keys.shown(n),
                    "be left out: " + KEY + " (" + spec + ") says how many samples are re-used",
                    "leave n out of the law"));
        }
    }

    private static String source(ConfigOrigin origin) {
        return origin.description().replaceFirst(": [0-9-]+$", "");
    }

    private void problem(String name, Object value, String rule, String hint) {
        var place = Keys.place(effective.getValue(KEY).origin());
        problems.add(new Problem(place, name, String.valueOf(value), rule, hint));
    }
}

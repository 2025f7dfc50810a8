package org.twoworlds.model.network;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;

/** The networks by name. A new one is a line here and one function. */
public final class Networks {
    private static final int WIDEST = 1 << 16;

    /**
     * A network's name, how one writes it, and how it is made.
     *
     * @param name its name
     * @param example a spec of it
     * @param about one sentence
     * @param make makes it from a spec
     */
    public record Entry(String name, String example, String about, Function<Spec, Network> make) {}

    private static final Map<String, Entry> ENTRIES = new TreeMap<>();

    static {
        add("mlp", "mlp[128,128,128]", "dense layers with batch normalisation and ReLU", Networks::mlp);
        add("mcnn", "mcnn{width=64}", "four 3×3 convolutions and a linear head", spec -> {
            only(spec, false, Set.of("width"));
            return new Mcnn(number(spec, "width", 64));
        });
    }

    private Networks() {}

    private static void add(String name, String example, String about, Function<Spec, Network> make) {
        ENTRIES.put(name, new Entry(name, example, about, make));
    }

    /** All networks, by name. */
    public static Collection<Entry> all() {
        return ENTRIES.values();
    }

    /**
     * The network of a spec.
     *
     * @throws RequestException where there is none of that name, or its arguments do not fit
     */
    public static Network of(Spec spec) {
        var entry = Optional.ofNullable(ENTRIES.get(spec.name()))
                .orElseThrow(() -> new RequestException(
                        "network",
                        spec.name(),
                        "be one of " + String.join(", ", ENTRIES.keySet()),
                        ConfigLoader.nearest(
                                        spec.name(), ENTRIES.keySet().stream().toList())
                                .map(n -> "you mean " + n)
                                .orElse("run: twoworlds models")));
        return entry.make().apply(spec);
    }

    private static Network mlp(Spec spec) {
        only(spec, true, Set.of());
        if (spec.list().isEmpty()) {
            throw new RequestException("network", spec, "name at least one width", "write mlp[128,128]");
        }
        for (var width : spec.list()) {
            positive(spec, "width", width);
        }
        return new Mlp(spec.list());
    }

    private static void only(Spec spec, boolean list, Set<String> keys) {
        if (!list && !spec.list().isEmpty()) {
            throw new RequestException("network", spec, "have no list of widths", "leave [] out");
        }
        for (var key : spec.named().keySet()) {
            if (!keys.contains(key)) {
                var known = keys.isEmpty() ? "no named values" : "only " + String.join(", ", keys);
                throw new RequestException("argument " + key + " of network", spec, "be known: it takes " + known, "");
            }
        }
    }

    private static int number(Spec spec, String key, int otherwise) {
        var text = spec.named().getOrDefault(key, Integer.toString(otherwise));
        return positive(spec, key, text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1);
    }

    private static int positive(Spec spec, String key, int value) {
        if (value < 1 || value > WIDEST) {
            throw new RequestException("argument " + key + " of network", spec, "be from 1 to " + WIDEST, "");
        }
        return value;
    }
}

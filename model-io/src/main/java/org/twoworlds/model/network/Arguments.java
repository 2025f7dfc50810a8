package org.twoworlds.model.network;

import java.util.List;
import java.util.Set;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;

/** The arguments of a spec as numbers and texts, each checked by name. */
record Arguments(Spec spec) {
    private static final int MOST_WIDTH = 1 << 16;

    /** Refuses a list of widths, and named values other than these. */
    Arguments only(String... keys) {
        if (!spec.list().isEmpty()) {
            throw new RequestException("network", spec, "have no list of widths", "leave [] out");
        }
        return known(Set.of(keys));
    }

    private Arguments known(Set<String> keys) {
        for (var key : spec.named().keySet()) {
            if (!keys.contains(key)) {
                var known = keys.isEmpty()
                        ? "no named values"
                        : "only " + String.join(", ", keys.stream().sorted().toList());
                throw new RequestException("argument " + key + " of network", spec, "be known: it takes " + known, "");
            }
        }
        return this;
    }

    /** The list of widths, at least one. */
    List<Integer> widths() {
        known(Set.of());
        if (spec.list().isEmpty()) {
            throw new RequestException("network", spec, "name at least one width", "write mlp[128,128]");
        }
        spec.list().forEach(width -> checked("width", width));
        return spec.list();
    }

    /** Reads a whole number from 1. */
    int number(String key, int byDefault) {
        var text = spec.named().getOrDefault(key, Integer.toString(byDefault));
        return checked(key, text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1);
    }

    /** Reads a truth value. */
    boolean truth(String key, boolean byDefault) {
        var text = spec.named().getOrDefault(key, Boolean.toString(byDefault));
        if (!text.matches("true|false")) {
            throw new RequestException("argument " + key + " of network", spec, "be true or false", "");
        }
        return Boolean.parseBoolean(text);
    }

    /** Reads a seed. */
    long seed(String key) {
        var text = spec.named().getOrDefault(key, "1");
        if (!text.matches("[0-9]{1,18}")) {
            throw new RequestException("argument " + key + " of network", spec, "be a whole number from 0", "");
        }
        return Long.parseLong(text);
    }

    private int checked(String key, int value) {
        if (value < 1 || value > MOST_WIDTH) {
            throw new RequestException("argument " + key + " of network", spec, "be from 1 to " + MOST_WIDTH, "");
        }
        return value;
    }

    RequestException wrong(String key, String rule, String hint) {
        return new RequestException("argument " + key + " of network", spec, rule, hint);
    }
}

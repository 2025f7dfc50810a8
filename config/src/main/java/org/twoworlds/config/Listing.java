package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A listing: a small HOCON file of lists by name, such as the files of each data set that can be fetched, or the synsets of a
 * class. A listing is no experiment: it has no keys of its own, and its elements are texts or maps of texts.
 */
public final class Listing {
    private Listing() {}

    /** The lists of a resource of the program, by name. */
    public static Map<String, List<Object>> of(Reader known) {
        return lists(ConfigFactory.parseReader(known).resolve());
    }

    /**
     * The lists of a resource of the program, by name, of which a file of the user's own replaces some.
     *
     * @throws RequestException where the file is missing, is not HOCON, or holds something other than lists
     */
    public static Map<String, List<Object>> of(Reader known, Optional<Path> own) {
        if (own.isEmpty()) {
            return of(known);
        }
        var file = own.get();
        if (!Files.isRegularFile(file)) {
            throw new RequestException("file", file, "exist", "check the path");
        }
        try {
            return lists(ConfigFactory.parseFile(file.toFile())
                    .withFallback(ConfigFactory.parseReader(known))
                    .resolve());
        } catch (ConfigException e) {
            throw new RequestException("file", file, "be HOCON that holds lists", e.getMessage());
        }
    }

    private static Map<String, List<Object>> lists(Config all) {
        Map<String, List<Object>> lists = new TreeMap<>();
        for (var name : all.root().keySet()) {
            lists.put(name, List.copyOf(all.getList("\"" + name + "\"").unwrapped()));
        }
        return lists;
    }
}

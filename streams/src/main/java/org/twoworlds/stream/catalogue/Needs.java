package org.twoworlds.stream.catalogue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.stream.log.Home;

/** The runs that need files of other runs: an Ideal World to be compared with, or weights to begin with. */
final class Needs {
    private Needs() {}

    /** The reason of each run that needs some runs and is none of them. */
    static Map<String, String> of(Database database, Home home, Set<String> runs) {
        Map<String, String> needing = new TreeMap<>();
        record Need(String run, String ideal, String init) {}
        database
                .rows(
                        "SELECT run, ideal, CASE WHEN json_valid(config) THEN coalesce(json_extract(config, '$.init'), '')"
                                + " ELSE '' END FROM runs",
                        row -> new Need(row.getString(1), row.getString(2), row.getString(3)))
                .stream()
                .filter(need -> !runs.contains(need.run()))
                .forEach(need -> {
                    if (runs.contains(need.ideal())) {
                        needing.put(need.run(), "it is compared with the Ideal World of " + need.ideal());
                    } else if (!need.init().isEmpty()) {
                        owner(home, need.init(), runs)
                                .ifPresent(owner -> needing.put(need.run(), "it begins with weights of " + owner));
                    }
                });
        return needing;
    }

    private static Optional<String> owner(Home home, String init, Set<String> runs) {
        var file = Path.of(init).toAbsolutePath().normalize();
        return runs.stream()
                .filter(run ->
                        file.startsWith(home.run(run).path().toAbsolutePath().normalize()))
                .findFirst();
    }
}

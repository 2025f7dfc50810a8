package org.twoworlds.stream.catalogue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Which files runs still need, of other runs and of their own. */
final class Needs {
    /** A world's first and last checkpoint, which stay. */
    private static final int ALWAYS = 2;

    private static final String INIT =
            "CASE WHEN json_valid(config) THEN coalesce(json_extract(config, '$.init'), '') ELSE '' END";

    /** The parent of a fork that has done no update yet: it may still have to make again what it begins with. */
    private static final String TO_BEGIN =
            "CASE WHEN parent != '' AND NOT EXISTS (SELECT 1 FROM worlds w WHERE w.run = r.run AND"
                    + " w.step > 0) THEN substr(parent, 1, instr(parent, '@') - 1) ELSE '' END";

    private Needs() {}

    /** The reason of each run that needs some runs and is none of them. */
    static Map<String, String> of(Database database, Home home, Set<String> runs) {
        Map<String, String> needing = new TreeMap<>();
        record Need(String run, String ideal, String init, String parent) {}
        database
                .rows(
                        "SELECT run, ideal, " + INIT + ", " + TO_BEGIN + " FROM runs r",
                        row -> new Need(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .stream()
                .filter(need -> !runs.contains(need.run()))
                .forEach(need -> {
                    if (runs.contains(need.ideal())) {
                        needing.put(need.run(), "it is compared with the Ideal World of " + need.ideal());
                    } else if (runs.contains(need.parent())) {
                        needing.put(need.run(), "it goes on from " + need.parent() + ", and has not begun");
                    } else if (!need.init().isEmpty()) {
                        owner(home, need.init(), runs)
                                .ifPresent(owner -> needing.put(need.run(), "it begins with weights of " + owner));
                    }
                });
        return needing;
    }

    private static Optional<String> owner(Home home, String init, Set<String> runs) {
        var file = place(Path.of(init));
        return runs.stream()
                .filter(run -> file.startsWith(place(home.run(run).path())))
                .findFirst();
    }

    private static Path place(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** The files with which runs begin. */
    static Set<Path> begunWith(Database database) {
        Set<Path> files = new HashSet<>();
        database.rows("SELECT DISTINCT " + INIT + " FROM runs", row -> row.getString(1)).stream()
                .filter(init -> !init.isEmpty())
                .forEach(init -> files.add(place(Path.of(init))));
        return files;
    }

    /** The completed runs that may have files to give back, and the unreadable ones, of which nobody knows. */
    static List<RunFolder> withSurplus(Database database, Home home) {
        record Files(String run, int kept, int most, boolean isReadable) {}
        return database
                .rows(
                        "SELECT r.run, coalesce(sum(k), 0), coalesce(max(k), 0), r.state = ?1 FROM runs r LEFT JOIN (SELECT run,"
                                + " count(*) AS k FROM checkpoints WHERE kept = 1 GROUP BY run, world) c ON c.run = r.run"
                                + " WHERE r.state IN (?1, ?2) GROUP BY r.run ORDER BY family, number, r.run",
                        row -> new Files(row.getString(1), row.getInt(2), row.getInt(3), row.getBoolean(4)),
                        RunState.COMPLETED,
                        RunState.UNREADABLE)
                .stream()
                .filter(files -> {
                    var folder = home.run(files.run());
                    return !files.isReadable()
                            || files.most() > ALWAYS
                            || count(folder.checkpoints()) != files.kept()
                            || count(folder.resume()) > 0;
                })
                .map(files -> home.run(files.run()))
                .toList();
    }

    /** The number of files in a folder; −1 where it cannot be read, so that the run itself is looked at. */
    private static int count(Path folder) {
        var files = folder.toFile().list();
        return files == null ? -1 : files.length;
    }
}

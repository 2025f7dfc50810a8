package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.StandardHome;
import org.twoworlds.start.RunName;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Option;

/** Where runs are kept, and how one is found. */
final class HomeOption {
    @Option(names = "--home", paramLabel = "DIR", description = "where runs are kept (default: ~/.twoworlds)")
    private Path home = StandardHome.path();

    Home home() {
        if (home.startsWith("?")) { // what Java has for a user whom the system does not know
            throw new RequestException("home", "", "be known, and HOME is not set", "choose one by --home");
        }
        return new Home(home.toAbsolutePath().normalize());
    }

    /** The run of an id or a unique name. */
    RunFolder find(String run) {
        var all = home().all();
        var byId = all.stream().filter(f -> f.id().equals(run)).findFirst();
        if (byId.isPresent()) {
            return byId.get();
        }
        var byName = all.stream().filter(f -> RunName.of(f).equals(run)).toList();
        if (byName.size() == 1) {
            return byName.get(0);
        }
        if (byName.size() > 1) {
            var ids = byName.stream().map(RunFolder::id).toList();
            throw new RequestException("name", run, "be of one run, not of " + ids.size(), "give an id: " + ids);
        }
        var ids = all.stream().map(RunFolder::id).toList();
        throw new RequestException(
                "run",
                run,
                "be an id or a name in " + home().path(),
                ConfigLoader.nearest(run, ids).map(n -> "you mean " + n).orElse("see: twoworlds runs"));
    }

    /** The runs of ids, unique names, and sweeps. */
    List<RunFolder> findAll(List<String> words) {
        return words.stream()
                .flatMap(word -> {
                    var sweep = home().sweep(word);
                    return sweep.isEmpty() ? Stream.of(find(word)) : sweep.stream();
                })
                .distinct()
                .toList();
    }

    /** Whether any run has a name. */
    boolean isTaken(String name) {
        return RunName.isTaken(home(), name);
    }
}

package org.twoworlds.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.StandardHome;
import org.twoworlds.start.RunName;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Option;

/** The option {@code --home}, the folder where runs are kept, and the way to find one there. */
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
        return one(run, RunName.meant(home(), run));
    }

    private RunFolder one(String run, List<RunFolder> meant) {
        if (meant.size() == 1) {
            return meant.get(0);
        }
        if (meant.size() > 1) {
            var ids = meant.stream().map(RunFolder::id).toList();
            throw new RequestException("name", run, "be of one run, not of " + ids.size(), "give an id: " + ids);
        }
        var ids = home().all().stream().map(RunFolder::id).toList();
        throw new RequestException(
                "run",
                run,
                "be an id or a name in " + home().path(),
                ConfigLoader.nearest(run, ids).map(n -> "you mean " + n).orElse("see: twoworlds runs"));
    }

    /** The runs of ids, unique names, and sweeps; the catalogue is opened once, and only where a word is none of an id. */
    List<RunFolder> findAll(List<String> words) {
        Map<String, List<RunFolder>> found = new LinkedHashMap<>();
        words.forEach(word -> found.computeIfAbsent(word, this::byId));
        if (found.containsValue(List.<RunFolder>of())) {
            try (var catalogue = Catalogue.open(home(), InstantSource.system())) {
                found.replaceAll((word, byId) ->
                        byId.isEmpty() ? List.of(one(word, RunName.meant(home(), catalogue, word))) : byId);
            }
        }
        return found.values().stream().flatMap(List::stream).distinct().toList();
    }

    private List<RunFolder> byId(String word) {
        var sweep = home().sweep(word);
        return sweep.isEmpty() ? home().find(word).map(List::of).orElse(List.of()) : sweep;
    }

    /** Whether any run has a name. */
    boolean isTaken(String name) {
        return RunName.isTaken(home(), name);
    }
}

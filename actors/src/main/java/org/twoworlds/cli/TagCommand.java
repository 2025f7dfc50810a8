package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.start.Annotating;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tag}: words by which runs are found again. */
@Command(
        name = "tag",
        description = {
            "Puts tags on a run or on all runs of a sweep, takes others off by --remove, and prints those that are there.",
            "Then: twoworlds runs --where tag=TAG"
        })
final class TagCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN|SWEEP", description = "an id or a unique name")
    private String run = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TAG", description = "a word to put on")
    private List<String> added = List.of();

    @Option(names = "--remove", arity = "1..*", paramLabel = "TAG", description = "a word to take off")
    private List<String> removed = List.of();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        Map<String, SortedSet<String>> tagged = new LinkedHashMap<>();
        for (var folder : home.findAll(List.of(run))) {
            var now = added.isEmpty() && removed.isEmpty()
                    ? Annotating.of(folder)
                    : Annotating.tag(folder, added, removed, InstantSource.system());
            tagged.put(folder.id(), now.tags());
        }
        if (json.isSet()) {
            Json.print(tagged.entrySet().stream()
                    .map(t -> Json.ordered("run", t.getKey(), "tags", t.getValue()))
                    .toList());
        } else {
            tagged.forEach((id, tags) -> Json.out().printf("%-40s %s%n", id, String.join(" ", tags)));
        }
        return 0;
    }
}

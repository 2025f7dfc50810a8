package org.twoworlds.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code runs}: all runs of a home. */
@Command(name = "runs", description = "Lists the runs.")
final class RunsCommand implements Callable<Integer> {
    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var all = Look.all(home.home(), f -> RunDocument.summary(f, RunView.of(f))).stream()
                .map(look -> look.seen().orElseGet(() -> RunDocument.unreadable(look)))
                .toList();
        if (json.isSet()) {
            Json.print(all);
        } else {
            all.forEach(r -> Json.out()
                    .printf("%-40s %-12s %-12s %s%n", r.get("run"), r.get("state"), r.get("recipe"), last(r)));
        }
        return 0;
    }

    /** The name; of a run that cannot be read, the reason on one line. */
    private static String last(Map<String, Object> run) {
        return String.valueOf(run.getOrDefault("message", run.get("name"))).replaceAll("\\s*\\R\\s*", " ");
    }
}

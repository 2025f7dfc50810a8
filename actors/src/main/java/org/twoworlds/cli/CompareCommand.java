package org.twoworlds.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.stream.analysis.Differences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code compare}: two runs side by side. */
@Command(name = "compare", description = "Shows where two runs differ: settings, updates, scores, final weights.")
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "an id or a unique name")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "another one")
    private String b = "";

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var differences = Differences.of(home.find(a), home.find(b));
        if (json.isSet()) {
            Json.print(document(differences));
        } else {
            print(differences);
        }
        return 0;
    }

    static Map<String, Object> document(Differences d) {
        return Json.ordered(
                "equal", d.none(),
                "settings", d.settings(),
                "steps", d.steps(),
                "firstStep", d.firstStep().orElse(null),
                "scores", d.scores(),
                "firstScore", d.firstScore().orElse(null),
                "digests", d.digests());
    }

    static void print(Differences d) {
        var out = Json.out();
        d.settings().forEach((key, values) -> out.printf("  %s: %s, against %s%n", key, values.get(0), values.get(1)));
        out.println("updates: "
                + d.firstStep().map(s -> "the first difference is at " + s).orElse("no difference in " + d.steps()));
        out.println("scores: "
                + d.firstScore().map(s -> "the first difference is at " + s).orElse("no difference in " + d.scores()));
        if (d.digests().isEmpty()) {
            out.println("final weights: equal");
        }
        d.digests()
                .forEach((world, digests) -> out.println(
                        "final weights of the " + world + " world: " + digests.get(0) + ", against " + digests.get(1)));
    }
}

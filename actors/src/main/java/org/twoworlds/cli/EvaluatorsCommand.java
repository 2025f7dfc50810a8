package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evaluators}. */
@Command(name = "evaluators", description = "Lists the evaluators that are attached in the lab, by run.")
final class EvaluatorsCommand implements Callable<Integer> {
    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private LabClient lab = new LabClient();

    @Override
    public Integer call() {
        var document = lab.get("evaluators");
        if (json.isSet()) {
            Json.print(document);
        } else {
            document.fields().forEachRemaining(e -> e.getValue()
                    .forEach(name -> Json.out().printf("%-40s %s%n", e.getKey(), name.asText())));
        }
        return 0;
    }
}

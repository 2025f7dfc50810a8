package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;

/** The command {@code evaluators}. */
@Command(name = "evaluators", description = "Lists the evaluators that are attached in the lab, by run.")
final class EvaluatorsCommand extends LabListCommand {
    @Override
    String path() {
        return "evaluators";
    }

    @Override
    void print(JsonNode runs) {
        runs.fields().forEachRemaining(run -> run.getValue()
                .forEach(name -> Json.out().printf("%-40s %s%n", run.getKey(), name.asText())));
    }
}

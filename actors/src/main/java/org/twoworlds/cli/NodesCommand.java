package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;

/** The command {@code nodes}. */
@Command(name = "nodes", description = "Lists the machines that joined the lab.")
final class NodesCommand extends LabListCommand {
    @Override
    String path() {
        return "nodes";
    }

    @Override
    void print(JsonNode nodes) {
        nodes.forEach(n -> Json.out()
                .printf(
                        "%-24s %-10s %d %s%s  %s, %s cores%n",
                        n.path("node").asText(),
                        n.path("role").asText(),
                        n.path("slots").asInt(),
                        n.path("slots").asInt() == 1 ? "slot" : "slots",
                        n.path("device").asText().isEmpty()
                                ? ""
                                : " on " + n.path("device").asText(),
                        n.at("/machine/processor").asText(),
                        n.at("/machine/cores").asText()));
    }
}

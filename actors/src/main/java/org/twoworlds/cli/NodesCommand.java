package org.twoworlds.cli;

import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodes}. */
@Command(name = "nodes", description = "Lists the machines that joined the lab.")
final class NodesCommand implements Callable<Integer> {
    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private LabClient lab = new LabClient();

    @Override
    public Integer call() {
        var nodes = lab.get("nodes");
        if (json.isSet()) {
            Json.print(nodes);
        } else {
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
        return 0;
    }
}

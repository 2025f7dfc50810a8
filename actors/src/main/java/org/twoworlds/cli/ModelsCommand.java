package org.twoworlds.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.network.Networks;
import org.twoworlds.model.network.Outline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models}: the networks and what they cost. */
@Command(name = "models", description = "Lists the networks: parameters, running values, operations, memory.")
final class ModelsCommand implements Callable<Integer> {
    private static final ImageShape CIFAR = new ImageShape(32, 32, 3, 10);
    private static final int BATCH = 128;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "one network, such as mcnn{width=16}")
    private Optional<String> name = Optional.empty();

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        var specs = name.map(List::of)
                .orElseGet(() ->
                        Networks.all().stream().map(Networks.Entry::example).toList());
        var outlines = specs.stream().map(ModelsCommand::outline).toList();
        if (json) {
            Json.print(outlines.stream().map(ModelsCommand::document).toList());
            return 0;
        }
        var out = Json.out();
        for (var o : outlines) {
            out.printf(
                    "%-22s %,12d parameters  %,8d running values  %,12d flops a sample  %,6d MiB to train at batch %d%n",
                    o.spec(), o.parameters(), o.running(), o.flops(), o.trainingBytes(BATCH) >> 20, BATCH);
            if (name.isPresent()) {
                o.tensors()
                        .forEach(t -> out.printf(
                                "  %-24s %-18s %s%n",
                                t.name(),
                                java.util.Arrays.toString(t.shape()),
                                t.kind().name().toLowerCase(java.util.Locale.ROOT)));
            }
        }
        return 0;
    }

    private static Outline outline(String text) {
        var spec = Spec.parse(text)
                .orElseThrow(() ->
                        new RequestException("network", text, "have a form such as mcnn{width=16} or mlp[128]", ""));
        var bare = spec.list().isEmpty() && spec.named().isEmpty();
        var example = Networks.all().stream()
                .filter(e -> bare && e.name().equals(spec.name()))
                .findFirst()
                .flatMap(e -> Spec.parse(e.example()));
        return Outline.of(example.orElse(spec), CIFAR);
    }

    private static Map<String, Object> document(Outline o) {
        var input = o.input();
        return RunDocument.ordered(
                "name", o.spec().toString(),
                "input", List.of(input.height(), input.width(), input.channels()),
                "classes", input.classes(),
                "parameters", o.parameters(),
                "running", o.running(),
                "flops", o.flops(),
                "trainingBytes", o.trainingBytes(BATCH),
                "tensors",
                        o.tensors().stream()
                                .map(t -> RunDocument.ordered(
                                        "name", t.name(),
                                        "shape", t.shape(),
                                        "kind", t.kind().name().toLowerCase(java.util.Locale.ROOT)))
                                .toList());
    }
}

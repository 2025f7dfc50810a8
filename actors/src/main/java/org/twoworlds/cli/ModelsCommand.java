package org.twoworlds.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.network.Networks;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models}: the networks and what they cost. */
@Command(name = "models", description = "Lists the networks: parameters, running values, operations, memory.")
final class ModelsCommand implements Callable<Integer> {
    private static final int BATCH = 128;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "one network, such as mcnn{width=16}")
    private Optional<String> name = Optional.empty();

    @Option(names = "--input", paramLabel = "H,W,C", split = ",", description = "the images' form (default: 32,32,3)")
    private List<Integer> input = List.of(32, 32, 3);

    @Option(names = "--classes", paramLabel = "N", description = "how many classes (default: 10)")
    private int classes = 10;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var specs = name.map(List::of)
                .orElseGet(() ->
                        Networks.all().stream().map(Networks.Entry::example).toList());
        var outlines = specs.stream().map(this::outline).toList();
        if (json.isSet()) {
            Json.print(outlines.stream().map(ModelsCommand::document).toList());
            return 0;
        }
        var out = Json.out();
        for (var o : outlines) {
            out.printf(
                    "%-24s %,13d parameters  %,8d running values  %,12d flops a sample  %,6d MiB to train at batch %d%n",
                    o.spec(), o.parameters(), o.running(), o.flops(), o.trainingBytes(BATCH, 0) >> 20, BATCH);
            if (name.isPresent()) {
                if (!o.network().detail().isEmpty()) {
                    out.println("  " + o.network().detail());
                }
                o.tensors()
                        .forEach(t -> out.printf(
                                "  %-24s %-18s %s%n", t.name(), java.util.Arrays.toString(t.shape()), word(t.kind())));
            }
        }
        return 0;
    }

    private Outline outline(String text) {
        var spec = Spec.parse(text)
                .orElseThrow(() ->
                        new RequestException("network", text, "have a form such as mcnn{width=16} or mlp[128]", ""));
        var bare = spec.list().isEmpty() && spec.named().isEmpty();
        var example = Networks.all().stream()
                .filter(e -> bare && e.name().equals(spec.name()))
                .findFirst()
                .flatMap(e -> Spec.parse(e.example()));
        return Outline.of(example.orElse(spec), shape());
    }

    private ImageShape shape() {
        if (input.size() != 3 || input.stream().anyMatch(n -> n < 1 || n > 4096) || classes < 1 || classes > 1 << 20) {
            throw new RequestException(
                    "option --input", input, "be height, width and channels, each at least 1", "write 224,224,3");
        }
        return new ImageShape(input.get(0), input.get(1), input.get(2), classes);
    }

    private static String word(TensorSpec.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> document(Outline o) {
        var input = o.input();
        return Json.ordered(
                "name",
                o.spec().toString(),
                "input",
                List.of(input.height(), input.width(), input.channels()),
                "classes",
                input.classes(),
                "parameters",
                o.parameters(),
                word(TensorSpec.Kind.RUNNING),
                o.running(),
                "flops",
                o.flops(),
                "trainingBytes",
                o.trainingBytes(BATCH, 0),
                "detail",
                o.network().detail(),
                "tensors",
                o.tensors().stream()
                        .map(t -> Json.ordered(
                                "name", t.name(),
                                "shape", t.shape(),
                                "kind", word(t.kind())))
                        .toList());
    }
}

package org.twoworlds.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The measurement of the same network trained by PyTorch on the same card, in a process of its own, where python3 has
 * PyTorch.
 */
final class TorchBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "/twoworlds/torch_bench.py";

    private final List<String> arguments;
    private final Consumer<String> progress;
    private final Map<String, List<Double>> found = new LinkedHashMap<>();
    private boolean absent;

    TorchBench(String model, String precision, int batch, Consumer<String> progress) {
        arguments = List.of(model, precision, Integer.toString(batch));
        this.progress = progress;
    }

    /** Measures one more round. */
    void round() {
        if (absent) {
            return;
        }
        try {
            List<String> command = new ArrayList<>(List.of("python3", "-"));
            command.addAll(arguments);
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var in = process.getOutputStream();
                    InputStream script = Objects.requireNonNull(TorchBench.class.getResourceAsStream(SCRIPT))) {
                script.transferTo(in);
            }
            try (var out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.lines().filter(l -> l.startsWith("{")).forEach(this::take);
            }
            absent = process.waitFor() != 0;
        } catch (IOException e) {
            absent = true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (absent) {
            progress.accept("  No comparison with PyTorch: python3 has none that sees the card.");
        }
    }

    private void take(String line) {
        try {
            JsonNode row = JSON.readTree(line);
            found.computeIfAbsent(row.get("how").asText(), how -> new ArrayList<>())
                    .add(row.get("samplesPerSecond").asDouble());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The median samples per second by the way in which PyTorch was used; empty where there is no PyTorch. */
    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        found.forEach((how, values) -> medians.put(how, Timing.median(values)));
        return medians;
    }
}

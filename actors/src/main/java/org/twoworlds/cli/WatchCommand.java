package org.twoworlds.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import picocli.CommandLine.Command;

/** {@code watch}. */
@Command(
        name = "watch",
        description =
                "Prints a run's checkpoints and scores as they come, until it ends; also over a restart of the lab.")
final class WatchCommand extends LabRunCommand {
    private static final int MOST_TRIES = 60;
    private static final long PAUSE_MILLIS = 1_000;

    /** The index of the last event that was seen. */
    private long last = -1;

    @Override
    public Integer call() throws InterruptedException {
        Signals.haltOnFirst();
        var tries = 0;
        while (true) {
            try (var in =
                    new BufferedReader(new InputStreamReader(lab().events(run(), last), StandardCharsets.UTF_8))) {
                tries = 0;
                var code = follow(in);
                if (code.isPresent()) {
                    return code.get();
                }
            } catch (IOException e) {
                // Cut: it goes on from where it was.
            } catch (FailureException e) {
                if (last < 0 || ++tries > MOST_TRIES) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Prints what comes; says how the run ended, or nothing where the stream did. */
    private Optional<Integer> follow(BufferedReader in) throws IOException {
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("id:")) {
                last = Long.parseLong(line.substring("id:".length()).strip());
            } else if (line.startsWith("data:")) {
                var event = Json.MAPPER.readTree(line.substring("data:".length()));
                print(event);
                if (isLast(event)) {
                    return Optional.of(isIn(event, RunState.FAILED) ? 1 : 0);
                }
            }
        }
        return Optional.empty();
    }

    /** An end, unless the lab has the run under way again. */
    private boolean isLast(JsonNode event) {
        if (!event.path("type").asText().equals("ended")) {
            return false;
        }
        var document = lab().get(path());
        var now = lab().get("lab");
        List<String> underWay = new ArrayList<>();
        now.path(RunState.RUNNING.toString()).forEach(r -> underWay.add(r.asText()));
        now.path(RunState.QUEUED.toString()).forEach(r -> underWay.add(r.asText()));
        return isIn(document, RunState.COMPLETED)
                || !underWay.contains(document.path("run").asText());
    }

    private static boolean isIn(JsonNode document, RunState state) {
        return document.path("state").asText().equals(state.toString());
    }

    private static void print(JsonNode event) {
        var world = event.path("world").asText();
        var step = event.path("step").asLong();
        switch (event.path("type").asText()) {
            case "score" ->
                Json.out()
                        .printf(
                                Locale.ROOT,
                                "%-5s %7d  %-14s SoftError %.4f  error %.4f  loss %.4f  %s%n",
                                world,
                                step,
                                event.path("set").asText(),
                                event.path(Metric.SOFT_ERROR.toString()).asDouble(),
                                event.path(Metric.ERROR.toString()).asDouble(),
                                event.path(Metric.LOSS.toString()).asDouble(),
                                event.path("evaluator").asText());
            case "worldEnded" ->
                Json.out()
                        .printf(
                                "%-5s %7d  ended: %s%n",
                                world, step, event.path("reason").asText());
            case "attempt" ->
                Json.out().printf("attempt %d begins%n", event.path("number").asInt());
            case "ended" ->
                Json.out()
                        .printf(
                                "%s %s%n",
                                event.path("state").asText(),
                                event.path("message").asText());
            default -> {
                // Checkpoints and resume points are seen by their scores.
            }
        }
    }
}

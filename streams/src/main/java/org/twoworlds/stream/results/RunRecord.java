package org.twoworlds.stream.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;

/**
 * What is needed to train a run again elsewhere, and to compare: a line of {@code runs.jsonl}.
 *
 * @param started record 0, with each folder and file of its configuration as {@code DIR}
 * @param forked whether the run went on on an unequal machine
 * @param from when record 0 was written
 * @param until when the newest event was written
 * @param stoppingTime T(n) by the run's own criterion, in updates; empty where it was not reached, or is not known
 * @param worlds the worlds that the run trained itself
 */
public record RunRecord(
        Event.Started started,
        boolean forked,
        Instant from,
        Instant until,
        Optional<Long> stoppingTime,
        Map<WorldName, WorldRecord> worlds) {
    /** What stands in a configuration in place of a folder or a file. */
    public static final String BLANK = Blanks.BLANK;

    static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final String CONFIG = "config";
    private static final String TYPE = "type";
    private static final String WORLDS = "worlds";
    private static final String STOPPING_TIME = "stoppingTime";

    /** The record of a run that is completed. */
    static RunRecord of(RunView view) {
        Map<WorldName, WorldRecord> worlds = new EnumMap<>(WorldName.class);
        view.config().world().worlds().forEach(name -> worlds.put(name, WorldRecord.of(view, name)));
        return new RunRecord(
                blanked(view.started()),
                view.forked(),
                instant(view.startedMicros()),
                instant(view.lastMicros()),
                StoppingTime.of(view, view.config()).map(StoppingTime::step),
                worlds);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Event.Started blanked(Event.Started started) {
        try {
            var config = (ObjectNode) JSON.readTree(started.identity().config());
            Blanks.blank(config);
            return new Event.Started(
                    started.identity().configured(config.toString()),
                    started.choices(),
                    started.machine(),
                    started.lineage());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The run's id. */
    public String id() {
        return started.identity().run();
    }

    /** The seed of the run. */
    public String seed() {
        return tree(started.identity().config()).path("seed").asText();
    }

    /** The keys of folders and files that stand as {@code DIR} in the configuration. */
    public Set<String> blanks() {
        return Blanks.in(tree(started.identity().config()));
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalArgumentException("the configuration is no object", e);
        }
    }

    /** The record as a line of JSON. */
    String line() {
        ObjectNode node = JSON.valueToTree(started);
        node.remove(TYPE);
        var config = tree(started.identity().config());
        node.remove(CONFIG);
        node.put("seed", seed());
        node.put("forked", forked);
        node.put("started", from.toString());
        node.put("ended", until.toString());
        stoppingTime.ifPresentOrElse(t -> node.put(STOPPING_TIME, t), () -> node.putNull(STOPPING_TIME));
        var all = node.putObject(WORLDS);
        worlds.forEach((name, world) -> world.write(all.putObject(name.toString())));
        node.set(CONFIG, config);
        return node.toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException where it is no record
     */
    static RunRecord parse(String line) {
        try {
            var node = (ObjectNode) JSON.readTree(line);
            node.put(TYPE, "started");
            var config = node.path(CONFIG);
            if (!(config instanceof ObjectNode) || node.path("run").asText().isEmpty()) {
                throw new IllegalArgumentException("no run or no configuration");
            }
            node.put(CONFIG, config.toString());
            Map<WorldName, WorldRecord> worlds = new EnumMap<>(WorldName.class);
            node.path(WORLDS)
                    .properties()
                    .forEach(e -> worlds.put(WorldName.of(e.getKey()), WorldRecord.read(e.getValue())));
            var stopping = node.path(STOPPING_TIME);
            return new RunRecord(
                    (Event.Started) JSON.treeToValue(node, Event.class),
                    node.path("forked").asBoolean(),
                    Instant.parse(node.path("started").asText()),
                    Instant.parse(node.path("ended").asText()),
                    stopping.isNumber() ? Optional.of(stopping.asLong()) : Optional.empty(),
                    worlds);
        } catch (JsonProcessingException | ClassCastException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("no record of a run", e);
        }
    }
}

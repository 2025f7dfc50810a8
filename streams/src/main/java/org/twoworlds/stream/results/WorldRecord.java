package org.twoworlds.stream.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;

/**
 * A world as a run trained it.
 *
 * @param steps the updates that the world consists of
 * @param ending why the world ended
 * @param digest the digest of its final weights
 * @param checkpoints the digest of the weights at each checkpoint, by step
 */
public record WorldRecord(long steps, WorldEnding ending, String digest, SortedMap<Long, String> checkpoints) {
    /** The record of a world that has ended. */
    static WorldRecord of(RunView view, WorldName name) {
        var world = view.world(name);
        var ended = world.ended().orElseThrow();
        var digests = new TreeMap<Long, String>();
        world.checkpoints().headMap(ended.step(), true).values().stream()
                .map(Event.Checkpoint.class::cast)
                .forEach(c -> digests.put(c.step(), c.digest()));
        return new WorldRecord(ended.step(), ended.reason(), ended.digest(), digests);
    }

    /** The digest of the weights at a step; empty where none was written down. */
    public Optional<String> digest(long step) {
        return step == steps ? Optional.of(digest) : Optional.ofNullable(checkpoints.get(step));
    }

    void write(ObjectNode node) {
        node.put("steps", steps);
        node.put("ending", ending.toString());
        node.put("digest", digest);
        var digests = node.putObject("checkpoints");
        checkpoints.forEach((step, d) -> digests.put(Long.toString(step), d));
    }

    /** Reads a record; throws IllegalArgumentException where it is none. */
    static WorldRecord read(JsonNode node) {
        var digests = new TreeMap<Long, String>();
        node.path("checkpoints")
                .properties()
                .forEach(e ->
                        digests.put(Long.parseLong(e.getKey()), e.getValue().asText()));
        var steps = node.path("steps").asLong(-1);
        if (steps < 0 || node.path("digest").asText().isEmpty()) {
            throw new IllegalArgumentException("no steps or no digest");
        }
        return new WorldRecord(
                steps,
                WorldEnding.of(node.path("ending").asText()),
                node.path("digest").asText(),
                digests);
    }
}

package org.twoworlds.api;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.twoworlds.config.RequestException;

/**
 * A request that makes a new run of a lab, that goes on from a step of another one.
 *
 * @param step the step; empty where the body names none, which the lab refuses
 * @param set settings that are applied last, as {@code KEY=VALUE}
 * @param name the new run's name; empty for its id
 * @param slots whether the optimizer's slots come with the weights; where not, the weights are a checkpoint's on disk, and slots
 *     begin at zero
 */
public record ForkRequest(OptionalLong step, List<String> set, String name, boolean slots) {
    private static final List<String> KEYS = List.of("step", "set", "name", "slots");

    public ForkRequest {
        set = List.copyOf(set);
    }

    /**
     * Reads a request.
     *
     * @throws RequestException where the body has another form
     */
    public static ForkRequest of(byte[] json) {
        var body = RequestBody.of(json, KEYS);
        return new ForkRequest(body.index("step"), body.texts("set"), body.text("name"), body.truth("slots", true));
    }

    /** The request as JSON. */
    public Map<String, Object> document() {
        var document = Json.ordered("set", set, "name", name, "slots", slots);
        step.ifPresent(number -> document.put("step", number));
        return document;
    }
}

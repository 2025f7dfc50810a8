package org.twoworlds.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.config.RequestException;

/**
 * A request that submits a recipe, or a configuration of the client's own, to a lab.
 *
 * @param recipe the name of a recipe, or of the configuration
 * @param config the configuration's text; empty where the recipe is the lab's
 * @param size {@code smoke}, {@code lab} or {@code full}; empty for the recipe's own
 * @param set settings that are applied last, as {@code KEY=VALUE}
 * @param name the run's name; empty for its id
 */
public record SubmitRequest(String recipe, Optional<String> config, String size, List<String> set, String name) {
    private static final List<String> KEYS = List.of("recipe", "config", "size", "set", "name");

    public SubmitRequest {
        set = List.copyOf(set);
    }

    /**
     * Reads a request.
     *
     * @throws RequestException where the body has another form
     */
    public static SubmitRequest of(byte[] json) {
        var body = RequestBody.of(json, KEYS);
        return new SubmitRequest(
                body.text("recipe"),
                body.has("config") ? Optional.of(body.text("config")) : Optional.empty(),
                body.text("size"),
                body.texts("set"),
                body.text("name"));
    }

    /** The request as JSON. */
    public Map<String, Object> document() {
        var document = Json.ordered("recipe", recipe, "size", size, "set", set, "name", name);
        config.ifPresent(text -> document.put("config", text));
        return document;
    }
}

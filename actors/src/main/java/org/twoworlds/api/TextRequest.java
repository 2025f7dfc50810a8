package org.twoworlds.api;

import java.util.List;
import org.twoworlds.config.RequestException;

/**
 * A request that has one text under one key: a run's note or its name.
 *
 * @param text the text; empty to take a note off
 */
public record TextRequest(String text) {
    /**
     * Reads a request.
     *
     * @throws RequestException where the body has another form, or not this key
     */
    public static TextRequest of(String key, byte[] json) {
        var body = RequestBody.of(json, List.of(key));
        if (!body.has(key)) {
            throw new RequestException("body", "no " + key, "have the key " + key, "");
        }
        return new TextRequest(body.text(key));
    }
}

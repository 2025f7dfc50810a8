package org.twoworlds.api;

import java.util.List;
import org.twoworlds.config.RequestException;

/**
 * A request that puts tags on a run and takes others off.
 *
 * @param add tags to put on
 * @param remove tags to take off
 */
public record TagRequest(List<String> add, List<String> remove) {
    private static final List<String> KEYS = List.of("add", "remove");

    /** Copies the lists. */
    public TagRequest {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /**
     * Reads a request.
     *
     * @throws RequestException where the body has another form, or neither list has a tag
     */
    public static TagRequest of(byte[] json) {
        var body = RequestBody.of(json, KEYS);
        var request = new TagRequest(body.texts("add"), body.texts("remove"));
        if (request.add().isEmpty() && request.remove().isEmpty()) {
            throw new RequestException("body", "no tag", "have a tag in add or in remove", "");
        }
        return request;
    }
}

package org.twoworlds.api;

import java.util.List;
import java.util.Map;
import org.twoworlds.config.RequestException;

/**
 * A request that attaches an evaluator to a run of a lab.
 *
 * @param on the source to score on, as {@code SOURCE[:SPLIT]}
 * @param as the evaluator's name; empty for one that is made of the source and the metrics
 * @param from {@code start} or {@code now}; empty for {@code start}
 * @param set settings of the source, as {@code KEY=VALUE}
 * @param metrics further metrics
 * @param remake whether checkpoints that were let go are made again for it
 */
public record AttachRequest(String on, String as, String from, List<String> set, List<String> metrics, boolean remake) {
    private static final List<String> KEYS = List.of("on", "as", "from", "set", "metrics", "remake");

    public AttachRequest {
        set = List.copyOf(set);
        metrics = List.copyOf(metrics);
    }

    /**
     * Reads a request.
     *
     * @throws RequestException where the body has another form
     */
    public static AttachRequest of(byte[] json) {
        var body = RequestBody.of(json, KEYS);
        return new AttachRequest(
                body.text("on"),
                body.text("as"),
                body.text("from"),
                body.texts("set"),
                body.texts("metrics"),
                body.truth("remake", false));
    }

    /** The request as JSON. */
    public Map<String, Object> document() {
        return Json.ordered("on", on, "as", as, "from", from, "set", set, "metrics", metrics, "remake", remake);
    }
}

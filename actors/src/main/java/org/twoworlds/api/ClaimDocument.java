package org.twoworlds.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.twoworlds.stream.claims.Claim;

/** A claim as a JSON document: numbers that there are not are null. */
public final class ClaimDocument {
    private ClaimDocument() {}

    /** The document of a claim on the scores of an evaluator. */
    public static Map<String, Object> of(Claim claim, String evaluator) {
        var document = of(claim);
        document.put("evaluator", evaluator);
        return document;
    }

    /** The document of a claim. */
    public static Map<String, Object> of(Claim claim) {
        Map<String, Object> figures = new LinkedHashMap<>();
        claim.figures().forEach((k, v) -> figures.put(k, number(v)));
        return Json.ordered(
                "name", claim.name(),
                "claim", claim.claim(),
                "of", claim.of(),
                "metric", claim.metric(),
                "seeds", claim.seeds(),
                "estimate", number(claim.value().estimate()),
                "low", number(claim.value().low()),
                "high", number(claim.value().high()),
                "null", number(claim.nullValue()),
                "limit", number(claim.limit()),
                "verdict", claim.verdict(),
                "reason", claim.reason(),
                "detail", claim.detail(),
                "figures", figures);
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}

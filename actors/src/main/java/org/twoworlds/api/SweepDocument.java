package org.twoworlds.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.SeedRule;

/** A sweep as a JSON document. */
public final class SweepDocument {
    private SweepDocument() {}

    /** All cells of a sweep: what distinguishes them, and what came of them. */
    public static Map<String, Object> of(String sweep, Outcomes outcomes) {
        List<Map<String, Object>> runs = new ArrayList<>();
        outcomes.all().forEach(o -> runs.add(run(o)));
        outcomes.unreadable().forEach(look -> runs.add(RunDocument.unreadable(look)));
        var states = outcomes.all().stream()
                .map(o -> o.view().state(o.folder().isLocked()))
                .distinct()
                .toList();
        return Json.ordered(
                "sweep",
                sweep,
                "state",
                states.size() == 1
                        ? states.get(0)
                        : states.contains(RunState.FAILED) ? RunState.FAILED : RunState.RUNNING,
                "runs",
                runs);
    }

    /** What a sweep to which a rule adds seeds has besides: the rule, its last look, and the claims. */
    public static Map<String, Object> until(SeedRule rule, List<Claim> claims) {
        var look = rule.look(claims);
        return Json.ordered(
                "until",
                Json.ordered(
                        "rule", rule.toString(),
                        "seeds", look.seeds(),
                        "halfWidth", number(look.reach()),
                        "met", rule.isMet(look),
                        "expectedSeeds", look.expected()),
                "claims",
                claims.stream().map(ClaimDocument::of).toList());
    }

    private static Map<String, Object> run(Outcome o) {
        var document = RunDocument.summary(o.folder(), o.view());
        document.put("worlds", o.view().worlds());
        document.put(
                "law", o.view().config().world().lawOf(o.view().worlds().get(0)).toString());
        document.put("stoppingTime", RunDocument.stoppingTime(o.stopping()));
        document.put("metric", o.metric());
        document.put("atStoppingTime", o.atStopping().map(SweepDocument::at).orElse(null));
        document.put("last", o.last().map(SweepDocument::at).orElse(null));
        document.put(
                "largestBootstrapError", o.largest().isPresent() ? o.largest().getAsDouble() : null);
        document.put("message", o.view().ended().map(e -> e.message()).orElse(""));
        return document;
    }

    private static Map<String, Object> at(Outcome.At at) {
        return Json.ordered(
                "step", at.step(),
                "realTest", number(at.realTest()),
                "idealTest", number(at.idealTest()),
                "realTrain", number(at.realTrain()),
                "bootstrapError", number(at.bootstrapError()),
                "testStandardError", number(at.standardError()),
                "generalizationGap", number(at.generalizationGap()));
    }

    private static @Nullable Object number(double value) {
        return Double.isNaN(value) ? null : value;
    }
}

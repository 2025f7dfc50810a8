package org.twoworlds.stream.claims;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.TestShare;
import org.twoworlds.stream.statistics.Verdict;

/** A claim in the making: its figures and words, until the verdict is given. */
final class ClaimDraft {
    private static final String INSIDE = "the interval does not lie on one side of the limit";
    private static final String NO_INTERVAL = "there is no interval";

    private final ClaimName name;
    private final String claim;
    private final SeedGroup group;
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final StringBuilder detail = new StringBuilder();
    private double nullValue = Double.NaN;
    private int seeds;

    ClaimDraft(ClaimName name, String claim, SeedGroup group) {
        this.name = name;
        this.claim = claim;
        this.group = group;
        ofSeeds(group.seeds());
    }

    /** Sets the number of seeds, where that is not the number of the group's runs. */
    ClaimDraft ofSeeds(int count) {
        seeds = count;
        return figure("seeds", count);
    }

    ClaimDraft figure(String name, double value) {
        figures.put(name, value);
        return this;
    }

    /** An estimate with its ends, as NAME, NAMELow and NAMEHigh. */
    ClaimDraft figure(String name, Interval value) {
        return figure(name, value.estimate()).figure(name + "Low", value.low()).figure(name + "High", value.high());
    }

    /** The test sample's part of the estimate's standard error, which no seed makes less. */
    ClaimDraft testShare(TestShare share, double scale) {
        return figure(Claim.TEST_SHARE, Math.abs(scale) * Math.sqrt(share.variance()));
    }

    ClaimDraft say(String format, Object... values) {
        detail.append(detail.length() == 0 ? "" : "; ").append(String.format(Locale.ROOT, format, values));
        return this;
    }

    ClaimDraft beside(Interval value) {
        nullValue = value.estimate();
        return figure("null", value);
    }

    /** An estimate in words, with its interval where it has one. */
    static String words(Interval value) {
        if (Double.isNaN(value.estimate())) {
            return "unknown";
        }
        return value.isKnown()
                ? String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", value.estimate(), value.low(), value.high())
                : String.format(Locale.ROOT, "%+.4f", value.estimate());
    }

    /** The claim, OPEN for the reason where there is one, else as judged. */
    Claim judged(Interval value, double limit, Verdict verdict, Optional<String> reason) {
        var given = reason.isPresent() ? Verdict.OPEN : verdict;
        group.rule()
                .ifPresent(rule -> say(
                        "seeds were added by a rule (%s), for which the interval is of half the probability to miss",
                        rule));
        return new Claim(
                name,
                claim,
                group.label(),
                group.metric(),
                seeds,
                value,
                nullValue,
                limit,
                given,
                given == Verdict.OPEN ? reason.orElse(value.isKnown() ? INSIDE : NO_INTERVAL) : "",
                detail.toString(),
                figures);
    }
}

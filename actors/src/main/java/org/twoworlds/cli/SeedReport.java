package org.twoworlds.cli;

import java.util.Locale;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.SeedRule;

/** What people are told after each look of a rule that adds seeds: what was spent, how precise the claim is, and what the rest would cost. */
final class SeedReport {
    private static final int SECONDS = 60;

    private SeedReport() {}

    /** The seeds, runs and training time so far, and the longest interval. */
    static String spent(SeedRule rule, SeedRule.SeedLook look, int runs, double seconds) {
        return String.format(
                Locale.ROOT,
                "Spent: %d seeds, %d runs, %s of training; %s",
                look.seeds(),
                runs,
                time(seconds),
                Double.isNaN(look.reach())
                        ? "no interval of " + rule.claim()
                        : String.format(
                                Locale.ROOT,
                                "half width of %s %.3g, wished for %.3g",
                                rule.claim(),
                                look.reach(),
                                rule.precision()));
    }

    /** What the rest would cost, by the scatter between seeds so far. */
    static String rest(SeedRule rule, SeedRule.SeedLook look, double seconds) {
        if (look.without().isPresent()) {
            var claim = look.without().get();
            return "No more seeds are added, which would give no interval: " + why(claim);
        }
        if (rule.isMet(look)) {
            return "The wish is met: no more seeds are needed";
        }
        var more = look.expected() - look.seeds();
        var cost = look.expected() >= SeedRule.MOST_TOLD
                ? "more than " + SeedRule.MOST_TOLD + " seeds would be needed"
                : String.format(
                        Locale.ROOT,
                        "about %d more, %s of training, would do",
                        Math.max(1, more),
                        time(Math.max(1, more) * seconds / look.seeds()));
        return look.done()
                ? "The most seeds, " + rule.most() + ", are spent, and the wish is not met: " + cost
                : "By this scatter " + cost
                        + (look.expected() > rule.most() ? "; at most " + rule.most() + " seeds are taken" : "");
    }

    private static String why(Claim claim) {
        return claim.of() + ": " + claim.reason();
    }

    private static String time(double seconds) {
        var whole = Math.round(seconds);
        return whole < SECONDS
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : whole < SECONDS * SECONDS
                        ? whole / SECONDS + " min " + whole % SECONDS + " s"
                        : whole / SECONDS / SECONDS + " h " + whole / SECONDS % SECONDS + " min";
    }
}

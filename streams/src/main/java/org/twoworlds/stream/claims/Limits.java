package org.twoworlds.stream.claims;

import java.util.List;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.UntilPrecise;

/**
 * The limits of verdicts. The paper names none of these numbers: they are the reader's.
 *
 * @param limit the largest difference of SoftError or error that counts as small
 * @param margin the largest part of a whole that counts as small, and the relative difference at which exponents are still equal
 * @param alpha the probability with which an interval may miss, and a verdict may be wrong
 */
public record Limits(double limit, double margin, double alpha) {
    /** The limits that hold where no others are asked for: our setting. */
    public static final Limits OURS = new Limits(0.05, 0.25, 0.05);

    private static final double MOST_ALPHA = 0.5;

    /** The limits for some runs: where a rule that looks after every seed added seeds, its stricter confidence. */
    Limits of(List<Outcome> outcomes) {
        return SeedGroup.rule(outcomes).isPresent()
                ? new Limits(limit, margin, UntilPrecise.alphaOfLooks(alpha))
                : this;
    }

    /**
     * Checks the numbers.
     *
     * @throws RequestException where a number cannot be a limit
     */
    public Limits {
        if (!(limit > 0) || Double.isInfinite(limit)) {
            throw new RequestException("option --limit", limit, "be above 0", "");
        }
        if (!(margin > 0 && margin < 1)) {
            throw new RequestException("option --margin", margin, "be between 0 and 1", "0.25 is a quarter");
        }
        if (!(alpha > 0 && alpha < MOST_ALPHA)) {
            throw new RequestException("option --alpha", alpha, "be between 0 and 0.5", "0.05 gives 95 % intervals");
        }
    }
}

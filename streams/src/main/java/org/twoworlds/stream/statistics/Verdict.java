package org.twoworlds.stream.statistics;

/** The verdict on a claim, from its interval and a limit: a claim holds or fails only where the whole interval says so. */
public enum Verdict {
    /** The interval lies on the claim's side of its limit. */
    HOLDS,
    /** The interval lies on the other side of the limit. */
    FAILS,
    /** The limit lies inside the interval, or there is no interval. */
    OPEN;

    /**
     * The verdict on |value| ≤ limit. At confidence 1 − α each wrong verdict has at most α (two one-sided tests:
     * Schuirmann 1987).
     */
    public static Verdict within(Interval value, double limit) {
        return between(value, -limit, limit);
    }

    /** The verdict on lower ≤ value ≤ upper. */
    public static Verdict between(Interval value, double lower, double upper) {
        if (!value.isKnown()) {
            return OPEN;
        }
        if (lower <= value.low() && value.high() <= upper) {
            return HOLDS;
        }
        return value.low() > upper || value.high() < lower ? FAILS : OPEN;
    }

    /** The verdict on value < limit. */
    public static Verdict below(Interval value, double limit) {
        if (!value.isKnown()) {
            return OPEN;
        }
        return value.high() < limit ? HOLDS : value.low() > limit ? FAILS : OPEN;
    }

    /** The verdict of an exact test of an effect that the claim says is positive, by its two one-sided p-values. */
    public static Verdict byExactTest(double pPositive, double pNegative, double alpha) {
        return pPositive <= alpha ? HOLDS : pNegative <= alpha ? FAILS : OPEN;
    }
}

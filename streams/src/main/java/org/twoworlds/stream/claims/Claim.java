package org.twoworlds.stream.claims;

import java.util.Map;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.Verdict;

/**
 * A claim as judged on some runs. NaN stands for a number that is not known.
 *
 * @param name the claim's short name
 * @param claim the sentence that is judged
 * @param of the label of the group of runs on which it is judged
 * @param metric the metric in which it is judged
 * @param seeds the number of seeds
 * @param value the estimate, with the interval that is held against the limit
 * @param nullValue the same estimate for pairs of two Ideal Worlds, where the runs have such pairs
 * @param limit the number against which the interval is held
 * @param reason the reason for which the verdict is OPEN; empty for the others
 * @param detail the figures in words
 * @param figures the figures by name
 */
public record Claim(
        ClaimName name,
        String claim,
        String of,
        Metric metric,
        int seeds,
        Interval value,
        double nullValue,
        double limit,
        Verdict verdict,
        String reason,
        String detail,
        Map<String, Double> figures) {
    /** The figure that is the test sample's part of the estimate's standard error, where a claim has it. */
    static final String TEST_SHARE = "testShare";
}

package org.twoworlds.stream.claims;

import java.util.Map;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.Verdict;

/**
 * A claim as judged on some runs. NaN stands for numbers that there are not.
 *
 * @param claim the sentence that is judged
 * @param of the group of runs that it is about
 * @param metric the number that it is of
 * @param seeds how many there are
 * @param value the estimate, with the interval that is held against the limit
 * @param nullValue the same of two Ideal Worlds, where the runs have such pairs
 * @param limit the number that the interval is held against
 * @param reason why the verdict is OPEN; empty for the others
 * @param detail the figures in words
 * @param figures by name
 */
public record Claim(
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
        Map<String, Double> figures) {}

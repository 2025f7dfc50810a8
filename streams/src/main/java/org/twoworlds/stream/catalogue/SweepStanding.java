package org.twoworlds.stream.catalogue;

import java.util.Map;

/**
 * A sweep in a list, with how far all of it is.
 *
 * @param sweep its id
 * @param recipe of its runs
 * @param startedMicros when record 0 of its first run was written, in microseconds since 1970; 0 where nobody knows
 * @param runs how many it has
 * @param matching how many of them are asked for
 * @param states how many of all are in each state, by its name
 * @param progress the share of its updates that are done, from 0 to 1; a run that is completed has done all of its own
 */
public record SweepStanding(
        String sweep,
        String recipe,
        long startedMicros,
        int runs,
        int matching,
        Map<String, Integer> states,
        double progress) {}

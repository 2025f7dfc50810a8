package org.twoworlds.stream.catalogue;

/**
 * A sweep in a list, with how far all of it is.
 *
 * @param all the sweep with all of its runs
 * @param startedMicros when record 0 of its first run was written, in microseconds since 1970; 0 where nobody knows
 * @param matching how many of the runs are asked for
 * @param progress the share of its updates that are done, from 0 to 1; a run that is completed has done all of its own
 */
public record SweepStanding(SweepRow all, long startedMicros, int matching, double progress) {
    /** The sweep's id. */
    public String sweep() {
        return all.sweep();
    }
}

package org.twoworlds.stream.seeds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.SimultaneousBand;

/**
 * The mean bootstrap error over seeds with two bands: one that holds at all checkpoints up to a step at once, and one that holds
 * at all later ones at once, each as often as the confidence says.
 *
 * @param steps the checkpoints, rising
 * @param means the mean at each with the ends of its band, which are not known for one seed
 * @param seeds the number of seeds
 * @param checkpoints the number of places in the first band, T(n) with them
 * @param largest the largest |mean| of the first band's places, with its interval; the estimate is NaN where there is none
 */
public record ErrorBand(List<Long> steps, List<Interval> means, int seeds, int checkpoints, Interval largest) {
    /**
     * The bands of a setting.
     *
     * @param until the last step of the first band
     * @param atStopping the mean at T(n), where it is one of the first band's places
     */
    static ErrorBand of(Setting setting, long until, Optional<SeedMean> atStopping, double alpha) {
        var all = setting.errors();
        var later = until == Long.MAX_VALUE ? all.tailMap(until) : all.tailMap(until + 1);
        var first = all.headMap(Math.min(until, Long.MAX_VALUE - 1) + 1);
        List<Interval> means = new ArrayList<>();
        List<SeedMean> places = new ArrayList<>(first.values());
        atStopping.ifPresent(places::add);
        var largest = Interval.unknown(Double.NaN);
        if (!places.isEmpty()) {
            var band = SimultaneousBand.of(places.toArray(new SeedMean[0]), alpha);
            largest = band.largest();
            add(means, band, first.size());
        }
        if (!later.isEmpty()) {
            add(means, SimultaneousBand.of(later.values().toArray(new SeedMean[0]), alpha), later.size());
        }
        return new ErrorBand(List.copyOf(all.keySet()), means, setting.seeds().size(), places.size(), largest);
    }

    /** The bands of a setting, of which the first goes up to the earliest T(n) of any seed and has T(n) itself as a place. */
    public static ErrorBand untilStopping(Setting setting, double alpha) {
        return of(setting, setting.until(), setting.errorAtStopping(), alpha);
    }

    /** The bands of a setting's null, over the same steps. */
    public static ErrorBand ofNull(Setting nulls, Setting setting, double alpha) {
        return of(nulls, setting.until(), Optional.empty(), alpha);
    }

    private static void add(List<Interval> means, SimultaneousBand band, int count) {
        for (var i = 0; i < count; i++) {
            means.add(Interval.around(band.means()[i], band.halfWidths()[i]));
        }
    }
}

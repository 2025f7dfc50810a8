package org.twoworlds.stream.seeds;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.SeedCurve;
import org.twoworlds.stream.statistics.StoppedSeeds;

/**
 * The numbers of a setting's figures.
 *
 * @param real the mean test curve of the Real World, with an interval at each step by itself
 * @param ideal the same of the Ideal World
 * @param errors the mean bootstrap error with its bands
 * @param nulls the null's, of two seeds or more, where the runs have one
 * @param stopped T(n) over the seeds
 * @param realAtStopping the mean of the Real World's scores at T(n), with Student's interval
 * @param idealAtStopping the same of the Ideal World's
 * @param errorAtStopping the mean bootstrap error at T(n), with the test sample's share in its interval
 */
public record SeedFigure(
        Setting setting,
        SeedCurve real,
        SeedCurve ideal,
        ErrorBand errors,
        Optional<ErrorBand> nulls,
        StoppedSeeds stopped,
        Interval realAtStopping,
        Interval idealAtStopping,
        Interval errorAtStopping) {
    /** How often an interval or a band may miss. */
    public static final double ALPHA = 0.05;

    /** The fewest seeds whose band is drawn: of two, Student's t has one degree of freedom, and says nothing to the eye. */
    public static final int FEWEST_WITH_BAND = 3;

    /**
     * The figures of the settings of some runs, all of which have begun. Pairs of two Ideal Worlds are the null of those
     * settings which they share, and have a figure of their own only where they are the null of none.
     */
    public static List<SeedFigure> of(List<SeedRun> runs) {
        var all = Setting.of(runs);
        return all.stream()
                .filter(s -> all.stream().noneMatch(s::isNullOf))
                .map(s -> of(
                        s,
                        all.stream()
                                .filter(n -> n.isNullOf(s) && n.seeds().size() > 1)
                                .findFirst()))
                .toList();
    }

    private static SeedFigure of(Setting setting, Optional<Setting> nulls) {
        return new SeedFigure(
                setting,
                setting.curve(WorldName.REAL, ALPHA),
                setting.curve(WorldName.IDEAL, ALPHA),
                ErrorBand.untilStopping(setting, ALPHA),
                nulls.map(n -> ErrorBand.ofNull(n, setting, ALPHA)),
                setting.stopped(ALPHA),
                setting.mean(s -> s.atStopping().realTest()).interval(ALPHA),
                setting.mean(s -> s.atStopping().idealTest()).interval(ALPHA),
                setting.errorAtStopping()
                        .map(m -> m.interval(ALPHA))
                        .orElse(Interval.unknown(
                                setting.mean(s -> s.atStopping().bootstrapError())
                                        .mean())));
    }

    /** The label of the setting. */
    public String label() {
        return setting.label();
    }

    /** The number of seeds. */
    public int seeds() {
        return setting.seeds().size();
    }

    /** Whether a band of so many seeds is drawn. */
    public static boolean hasBand(int seeds) {
        return seeds >= FEWEST_WITH_BAND;
    }

    /** The mean of numbers at the last checkpoint of each seed's Real World. */
    public double atEnd(ToDoubleFunction<Outcome.At> number) {
        return setting.mean(s -> number.applyAsDouble(s.last())).mean();
    }
}

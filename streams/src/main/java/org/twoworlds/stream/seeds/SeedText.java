package org.twoworlds.stream.seeds;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.StoppedSeeds;

/**
 * The sentences below figures over seeds: what a figure shows, in numbers of the same data. They give estimates and intervals,
 * and no verdict, which is the business of the claims.
 */
public final class SeedText {
    private static final String NO_NULL =
            "No pair of two Ideal Worlds was trained in these settings: what chance alone does is " + "not known.";

    private SeedText() {}

    /** The text below both worlds' test curves. */
    public static String curves(List<SeedFigure> figures) {
        var some = figures.stream().filter(f -> !f.real().steps().isEmpty()).toList();
        if (some.isEmpty()) {
            return "No checkpoint has been scored by every seed yet.";
        }
        var metric = some.get(0).setting().metric();
        var levels = some.size() == 1
                ? "the mean test %s is %s in the Real World and %s in the Ideal World"
                        .formatted(
                                metric,
                                level(some.get(0).realAtStopping()),
                                level(some.get(0).idealAtStopping()))
                : "the mean test %s goes %s in the Real World and %s in the Ideal World"
                        .formatted(
                                metric,
                                span(some, SeedFigure::realAtStopping, SeedText::level),
                                span(some, SeedFigure::idealAtStopping, SeedText::level));
        var end = some.size() == 1
                ? "At the end it is %s and %s."
                        .formatted(
                                number(some.get(0).atEnd(Outcome.At::realTest)),
                                number(some.get(0).atEnd(Outcome.At::idealTest)))
                : "At the end the Real World's goes %s."
                        .formatted(span(
                                some, f -> Interval.unknown(f.atEnd(Outcome.At::realTest)), i -> number(i.estimate())));
        return "%s; there %s, over %s. %s".formatted(stopping(some), levels, seeds(some), end);
    }

    /** The text below the bootstrap errors. */
    public static String errors(List<SeedFigure> figures) {
        var some = figures.stream()
                .filter(f -> !Double.isNaN(f.errors().largest().estimate()))
                .toList();
        if (some.isEmpty()) {
            return "No checkpoint of both worlds has been scored by every seed yet.";
        }
        var reached = some.stream().anyMatch(f -> f.stopped().reached() > 0);
        var first = some.size() == 1
                ? "%s the largest |mean bootstrap error| of %d checkpoints is %s over %s%s."
                        .formatted(
                                reached ? "Up to T(n)" : "Before any seed reached T(n),",
                                some.get(0).errors().checkpoints(),
                                level(some.get(0).errors().largest()),
                                seeds(some),
                                reached
                                        ? ", and at T(n) the mean is "
                                                + signed(some.get(0).errorAtStopping())
                                        : "")
                : "%s the largest |mean bootstrap error| goes %s, over %s%s."
                        .formatted(
                                reached ? "Up to T(n)" : "Before any seed reached T(n),",
                                span(some, f -> f.errors().largest(), SeedText::level),
                                seeds(some),
                                reached
                                        ? ", and at T(n) the mean "
                                                + span(some, SeedFigure::errorAtStopping, SeedText::signed)
                                        : "");
        return first + " " + nulls(some);
    }

    /** What the null gives. */
    private static String nulls(List<SeedFigure> figures) {
        var largest = figures.stream().flatMap(f -> f.nulls().stream()).max(Comparator.comparingDouble(n -> n.largest()
                .estimate()));
        return largest.map(n -> "With another Ideal World in the Real World's place (the null, %d seeds) it is %s%s."
                        .formatted(n.seeds(), level(n.largest()), figures.size() == 1 ? "" : " at most"))
                .orElse(NO_NULL);
    }

    /** The text below the Real World's scores over the Ideal World's, at T(n). */
    public static String scatter(List<SeedFigure> figures) {
        var some = figures.stream()
                .filter(f -> f.stopped().reached() > 0
                        && !Double.isNaN(f.errorAtStopping().estimate()))
                .toList();
        if (some.isEmpty()) {
            return "No seed of any cell was scored in both worlds at T(n) yet.";
        }
        var above =
                some.stream().filter(f -> f.errorAtStopping().estimate() > 0).count();
        var metric = some.get(0).setting().metric();
        var first = some.size() == 1
                ? "At T(n) the Real World's mean less the Ideal World's is %s in test %s, over %s%s."
                        .formatted(signed(some.get(0).errorAtStopping()), metric, seeds(some), ended(some))
                : "At T(n) the Real World's mean less the Ideal World's goes %s in test %s, over %s%s; %d of %d cells lie above the line."
                        .formatted(
                                span(some, SeedFigure::errorAtStopping, SeedText::signed),
                                metric,
                                seeds(some),
                                ended(some),
                                above,
                                some.size());
        return first + " "
                + some.stream()
                        .flatMap(f -> f.nulls().stream())
                        .max(Comparator.comparingDouble(n -> n.largest().high()))
                        .map(n -> (hasBand(n.seeds())
                                        ? "The grey band beside the line is as wide as two Ideal Worlds differ, at most %s over %d seeds."
                                        : "Two Ideal Worlds (the null) differ by at most %s, over %d seeds, too few for a band.")
                                .formatted(level(n.largest()), n.seeds()))
                        .orElse(NO_NULL);
    }

    /** The seeds that are not taken at T(n). */
    private static String ended(List<SeedFigure> figures) {
        var censored = figures.stream()
                .mapToInt(f -> f.seeds() - f.stopped().reached())
                .sum();
        return censored == 0
                ? ""
                : ", of which %d did not reach T(n) and %s taken at %s end"
                        .formatted(censored, censored == 1 ? "is" : "are", censored == 1 ? "its" : "their");
    }

    /** The text below the Ideal World's scores over T(n). */
    public static String speed(List<SeedFigure> figures) {
        var some = figures.stream().filter(f -> f.stopped().reached() > 0).toList();
        if (some.isEmpty()) {
            return "No seed of any cell reached T(n) yet.";
        }
        var fastest = some.stream()
                .min(Comparator.comparingDouble(f -> f.stopped().earliest()))
                .orElseThrow();
        var best = some.stream()
                .filter(f -> !Double.isNaN(f.idealAtStopping().estimate()))
                .min(Comparator.comparingDouble(f -> f.idealAtStopping().estimate()))
                .orElse(fastest);
        return "%s. The Ideal World is at %s there in the fastest cell (%s), and lowest, at %s, in %s."
                .formatted(
                        stopping(some),
                        level(fastest.idealAtStopping()),
                        fastest.label(),
                        level(best.idealAtStopping()),
                        best.label());
    }

    /** T(n) over the seeds, as the beginning of a sentence. */
    public static String stopping(List<SeedFigure> figures) {
        var runs = figures.stream().mapToInt(SeedFigure::seeds).sum();
        var reached = figures.stream().mapToInt(f -> f.stopped().reached()).sum();
        if (reached == 0) {
            return "No run of %d reached T(n), and each is taken at its end".formatted(runs);
        }
        var earliest = figures.stream()
                .mapToDouble(f -> f.stopped().earliest())
                .filter(Double::isFinite)
                .min()
                .orElseThrow();
        var latest = figures.stream()
                .mapToDouble(f -> f.stopped().latest())
                .filter(Double::isFinite)
                .max()
                .orElseThrow();
        return (figures.size() == 1 ? "T(n) is %s SGD steps" : "T(n) lies at %s SGD steps")
                        .formatted(earliest == latest ? steps(latest) : steps(earliest) + " to " + steps(latest))
                + " (%d of %d %s%s)"
                        .formatted(
                                reached,
                                runs,
                                figures.size() == 1 ? "seeds" : "runs",
                                reached < runs ? ", the others are taken at their end" : "");
    }

    /** T(n) of one setting's seeds, in a few words, as a figure marks it. */
    public static String mark(StoppedSeeds stopped) {
        if (stopped.reached() == 0) {
            return stopped.seeds() == 1 ? "T(n) not reached" : "T(n) reached by no seed";
        }
        var where = stopped.earliest() == stopped.latest()
                ? "T(n) " + steps(stopped.latest())
                : "T(n) " + steps(stopped.earliest()) + "–" + steps(stopped.latest());
        return stopped.reached() == stopped.seeds()
                ? where
                : where + ", " + stopped.reached() + " of " + stopped.seeds() + " seeds";
    }

    /** How to read both worlds' curves: what is a mean, a seed and a band. */
    public static String key(List<SeedFigure> figures) {
        var most = figures.stream().mapToInt(SeedFigure::seeds).max().orElse(0);
        if (most == 0) {
            return "";
        }
        if (most < 2) {
            return "One seed: there is no band.";
        }
        if (!hasBand(most)) {
            return "Thick: the mean of two seeds, thin: each; a band is drawn from three seeds on, as two leave one degree of "
                    + "freedom.";
        }
        return "Thick: the mean over seeds, thin: each seed; bands are of 95 %, at each step by itself.";
    }

    /** How to read the bootstrap errors. */
    public static String bands(List<SeedFigure> figures) {
        return figures.stream().anyMatch(f -> hasBand(f.seeds()))
                ? "Thick: the mean over seeds, thin: each seed; a band holds with 95 % at all checkpoints up to the first "
                        + "T(n) of any seed at once, and behind it at all later ones at once."
                : key(figures);
    }

    /** How to read points over seeds. */
    public static String points(List<SeedFigure> figures) {
        var most = figures.stream().mapToInt(SeedFigure::seeds).max().orElse(0);
        if (most == 0) {
            return "";
        }
        if (most < 2) {
            return "One point a cell, of one seed.";
        }
        return hasBand(most)
                ? "Large: the mean over seeds with its 95 % (of T(n): the median, and all seeds), small: each seed."
                : "Large: the mean of two seeds, small: each; bars are drawn from three seeds on.";
    }

    private static boolean hasBand(int seeds) {
        return SeedFigure.hasBand(seeds);
    }

    private static String seeds(List<SeedFigure> figures) {
        var least = figures.stream().mapToInt(SeedFigure::seeds).min().orElse(0);
        var most = figures.stream().mapToInt(SeedFigure::seeds).max().orElse(0);
        var count = least == most ? String.valueOf(most) : least + " to " + most;
        return count + (most == 1 ? " seed" : " seeds") + (figures.size() == 1 ? "" : " a cell");
    }

    /** From the least to the greatest of several cells, each with its interval and its label. */
    private static String span(
            List<SeedFigure> figures, Function<SeedFigure, Interval> number, Function<Interval, String> words) {
        var known = figures.stream()
                .filter(f -> !Double.isNaN(number.apply(f).estimate()))
                .sorted(Comparator.comparingDouble(f -> number.apply(f).estimate()))
                .toList();
        if (known.isEmpty()) {
            return "through no known number";
        }
        var low = known.get(0);
        var high = known.get(known.size() - 1);
        return "from %s (%s) to %s (%s)"
                .formatted(words.apply(number.apply(low)), low.label(), words.apply(number.apply(high)), high.label());
    }

    private static String steps(double steps) {
        return String.format(Locale.ROOT, "%.0f", steps);
    }

    /** A number, of four digits behind the point. */
    public static String number(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** An estimate with its interval, where it has one. */
    public static String level(Interval value) {
        return value.isKnown()
                ? String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value.estimate(), value.low(), value.high())
                : number(value.estimate());
    }

    /** A difference with its sign, and its interval where it has one. */
    public static String signed(Interval value) {
        if (Double.isNaN(value.estimate())) {
            return "unknown";
        }
        return value.isKnown()
                ? String.format(Locale.ROOT, "%+.4f [%+.4f, %+.4f]", value.estimate(), value.low(), value.high())
                : String.format(Locale.ROOT, "%+.4f", value.estimate());
    }
}

package org.twoworlds.recheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.twoworlds.actor.Machine;

/** What a recheck found, in lines for people. */
public final class RecheckText {
    private RecheckText() {}

    /** One world. */
    public static String of(ComparedWorld world) {
        var compared = "%d of %d updates, %d losses, %d digests, %d scores"
                .formatted(world.updates(), world.steps(), world.losses(), world.digests(), world.scores());
        return world + ": " + compared + ": "
                + world.first().map(f -> "differs: " + f).orElse("identical");
    }

    /** All of it. */
    public static List<String> of(RecheckReport report) {
        List<String> lines = new ArrayList<>();
        report.leftOut().forEach((run, why) -> lines.add("Run " + run + " is left out: " + why + "."));
        if (report.worlds().isEmpty()) {
            lines.add("Nothing could be trained again.");
            return lines;
        }
        report.worlds().stream().filter(w -> !w.isIdentical()).forEach(w -> differing(report, w, lines));
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d worlds identical: %d of %d runs, %d of %d updates (%.3g %%), %d losses, %d digests, %d scores; seed %d.",
                report.identical(),
                report.worlds().size(),
                report.runs(),
                report.results().runs().size(),
                report.sum(ComparedWorld::updates),
                report.allUpdates(),
                100 * report.share(),
                report.sum(ComparedWorld::losses),
                report.sum(ComparedWorld::digests),
                report.sum(ComparedWorld::scores),
                report.seed()));
        if (!report.difference().isEmpty()
                && report.identical() < report.worlds().size()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "The machines are not comparable bit by bit (%s): there losses must agree at the first update, to a part of %s.",
                    report.difference(),
                    RecheckReport.FIRST_LOSS));
        }
        return lines;
    }

    private static void differing(RecheckReport report, ComparedWorld world, List<String> lines) {
        lines.add(String.format(
                Locale.ROOT,
                "%s: %s; the largest difference of a loss is %.3g, a part of %.3g.",
                world,
                world.first().orElseThrow(),
                world.largest(),
                world.largestRelative()));
        if (report.isComparable(world.run())) {
            lines.add("    Instruction set, TensorFlow and threads are the run's: it was trained by version "
                    + report.versions() + ", and this is " + Machine.version() + ".");
            return;
        }
        lines.add("    Losses here less recorded: "
                + world.trail().stream()
                        .map(a -> (a.difference() == 0 ? "0" : String.format(Locale.ROOT, "%+.2g", a.difference()))
                                + " at " + a.step())
                        .collect(Collectors.joining(", ")));
        world.last()
                .forEach(s -> lines.add(String.format(
                        Locale.ROOT,
                        "    At step %d %s on %s differs by %+.4f%s.",
                        s.step(),
                        s.metric(),
                        s.set(),
                        s.difference(),
                        Double.isNaN(s.standardError())
                                ? ""
                                : String.format(
                                        Locale.ROOT, "; its standard error is at most %.4f", s.standardError()))));
    }
}

package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.twoworlds.api.Json;
import org.twoworlds.api.SweepDocument;
import org.twoworlds.start.SeedGrowth;
import org.twoworlds.start.SweepProcess;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import org.twoworlds.stream.claims.SeedRule;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.report.SweepReport;

/** A sweep that this process trains, with seeds added to it where a rule says so. */
final class SweepHere {
    private final Home home;
    private final String sweep;
    private final boolean json;
    private final InstantSource clock;
    private volatile boolean interrupted;
    private volatile Optional<SweepProcess> process = Optional.empty();

    /** A sweep that is in a home. */
    SweepHere(Home home, String sweep, boolean json, InstantSource clock) {
        this.home = home;
        this.sweep = sweep;
        this.json = json;
        this.clock = clock;
    }

    /** Trains what is not completed yet, prints the outcome, and returns the exit code. */
    int run() {
        var folders = home.sweep(sweep);
        System.err.println("Sweep " + sweep + ": " + folders.size() + " runs");
        var signals = Signals.onFirst(this::interrupt);
        var rule = rule(folders).map(SeedRule::parse);
        var completed = train(folders);
        if (rule.isPresent()) {
            while (completed && isMoreAsked(rule.get())) {
                completed = train(SeedGrowth.add(home, sweep, clock));
            }
            folders = home.sweep(sweep);
        }
        var outcomes = Outcomes.of(folders);
        print(folders, outcomes, rule);
        if (!completed) {
            System.err.println("Of the sweep's runs are " + SweepTable.counts(outcomes.all()));
            System.err.println("  Go on, and try those again that failed, with: twoworlds run --resume " + sweep);
            return signals.exitCodeOr(1);
        }
        return 0;
    }

    private void interrupt() {
        interrupted = true;
        process.ifPresent(SweepProcess::interrupt);
    }

    private boolean train(List<RunFolder> folders) {
        var next = new SweepProcess(folders, new SweepProgress(folders), clock);
        process = Optional.of(next);
        if (interrupted) {
            next.interrupt();
        }
        return next.run();
    }

    /** The rule by which seeds are added, as record 0 of each of the runs has it. */
    private static Optional<String> rule(List<RunFolder> folders) {
        return folders.stream()
                .map(Look::at)
                .flatMap(look -> look.seen().stream())
                .map(view -> view.started().lineage().until())
                .findFirst()
                .filter(rule -> !rule.isEmpty());
    }

    private static List<Claim> claims(Outcomes outcomes) {
        return Claims.of(outcomes.all(), Limits.OURS);
    }

    /** Looks at the claims, says what was spent and what the rest would cost, and returns whether a seed is to be added. */
    private boolean isMoreAsked(SeedRule rule) {
        var folders = home.sweep(sweep);
        var look = rule.look(claims(Outcomes.of(folders)));
        var seconds = folders.stream().mapToDouble(SweepHere::seconds).sum();
        System.err.println(SeedReport.spent(rule, look, folders.size(), seconds));
        System.err.println("  " + SeedReport.rest(rule, look, seconds));
        return !look.done() && !interrupted;
    }

    private static double seconds(RunFolder folder) {
        var view = RunView.of(folder);
        return view.worlds().stream()
                .mapToDouble(world -> view.world(world).seconds())
                .sum();
    }

    private void print(List<RunFolder> folders, Outcomes outcomes, Optional<SeedRule> rule) {
        if (json) {
            var document = SweepDocument.of(sweep, outcomes);
            rule.ifPresent(r -> document.putAll(SweepDocument.until(r, claims(outcomes))));
            Json.print(document);
        } else {
            SweepTable.print(sweep, outcomes, Json.out());
            if (rule.isPresent()) {
                Json.out().println();
                ClaimTable.print(claims(outcomes), Json.out());
            }
        }
        var report = SweepReport.write(
                sweep, folders, Optional.empty(), home.path().resolve("reports").resolve(sweep));
        System.err.println("Report: " + report);
    }
}

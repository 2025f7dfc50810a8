package org.twoworlds.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.twoworlds.config.Problem;
import org.twoworlds.stream.log.Home;

/**
 * The check of every run of a home: each log is read as a whole, one run at a time.
 *
 * @param clock the clock, which is to be behind all events of the logs
 */
record RunsCheck(Home home, InstantSource clock) implements Check {
    private static final Duration MOST_CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    /** The date of the oldest build. */
    private static final Instant OLDEST_BUILD = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<RunCheck> CHECKS = List.of(new LockOfRun(), new FilesOfRun(), new VersionOfRun());

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        var newest = OLDEST_BUILD;
        var folders = home.all();
        for (var folder : folders) {
            var log = new LogOfRun(folder);
            found.addAll(log.examine());
            if (log.view().isPresent()) {
                var view = log.view().get();
                CHECKS.forEach(check -> found.addAll(check.look(folder, view)));
                var last = Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(view.lastMicros()));
                newest = last.isAfter(newest) ? last : newest;
            }
        }
        var now = clock.instant();
        if (now.plus(MOST_CLOCK_DIFFERENCE).isBefore(newest)) {
            found.add(Finding.fault(
                    "clock",
                    Problem.of("clock", now, "be behind the newest event (" + newest + ")", "set it: timedatectl")));
        }
        return found.isEmpty() ? List.of(Finding.ok(name(), folders.size() + " runs, all in order.")) : found;
    }
}

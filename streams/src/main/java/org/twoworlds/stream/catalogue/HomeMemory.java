package org.twoworlds.stream.catalogue;

import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogFacts;
import org.twoworlds.stream.log.Openings;
import org.twoworlds.stream.log.PathFacts;
import org.twoworlds.stream.log.RunFolder;

/**
 * What the opener of a catalogue remembers of a home from one refresh to the next. The first look is at every run. In a home of
 * many runs the next ones are at those runs alone that may have grown: new ones, those that were written then, and those whose logs
 * were opened since ({@link Openings}). Every run is looked at again once that takes a hundredth of the time: so what somebody
 * changed by other means than a writer of this program is seen then. Belongs to one thread at a time.
 */
final class HomeMemory {
    /** The number of runs from which on not all are looked at each time. */
    static final int MANY = 300;

    private static final int SHARE = 100;

    /**
     * The steps in which file systems may count time: a file that changed so short a time ago may change again and look
     * the same.
     */
    private static final Duration TIME_STEP = Duration.ofSeconds(2);

    private final Home home;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final int many;
    private final Map<String, KnownRun> known = new HashMap<>();
    private final Set<String> unknown = new HashSet<>();
    private Optional<Database> database = Optional.empty();
    private long version;
    private boolean hasLooked;
    private long lookedUntil;
    private PathFacts listed;
    private boolean isListRecent;
    private Openings.Place place = Openings.Place.NONE;

    /**
     * Nothing yet.
     *
     * @param nanos a clock that never steps
     * @param many the number of runs from which on not all are looked at each time
     */
    HomeMemory(Home home, InstantSource clock, LongSupplier nanos, int many) {
        this.home = home;
        this.clock = clock;
        this.nanos = nanos;
        this.many = many;
        listed = home.facts();
    }

    /** The facts of a log as they are kept: marked where they may stay the same although a file changes. */
    String kept(LogFacts facts) {
        if (!facts.areThere()) {
            return "";
        }
        return facts.areBefore(clock.instant().minus(TIME_STEP)) ? facts.text() : KnownRun.recent(facts.text());
    }

    /** Whether a process writes a run now. */
    static boolean isLocked(RunFolder run) {
        return Files.isDirectory(run.path()) && run.isLocked();
    }

    /** Looks at a home whose catalogue is in a database, in which other processes may have written meanwhile. */
    Sight look(Database now) {
        learn(now);
        var begin = nanos.getAsLong();
        if (hasLooked && known.size() >= many && begin - lookedUntil < 0) {
            var news = Openings.since(home, place);
            if (news.runs().isPresent()) {
                place = news.place();
                return glance(news.runs().get());
            }
        }
        place = Openings.since(home, Openings.Place.NONE).place();
        var found = list();
        var sight = new Sight(grown(found), gone(found));
        hasLooked = true;
        lookedUntil = nanos.getAsLong() + SHARE * (nanos.getAsLong() - begin);
        return sight;
    }

    private void learn(Database now) {
        var written = now.dataVersion();
        hasLooked &= database.equals(Optional.of(now));
        if (!hasLooked || version != written) {
            known.clear();
            KnownRun.all(now).forEach(run -> known.put(run.run(), run));
            database = Optional.of(now);
            version = written;
        }
    }

    /**
     * Whether a database has one run as its log is, and of all others at least that they are there: so it has the names that all of
     * them have, since a name that some run has is given to no other. That costs a look at that run alone.
     */
    boolean isUpTo(Database now, String run) {
        learn(now);
        var was = known.get(run);
        return was != null
                && was.isSettled()
                && !hasGrown(home.run(run))
                && home.found(known::containsKey).stream().allMatch(found -> known.containsKey(found.id()));
    }

    private Collection<RunFolder> list() {
        listed = home.facts();
        isListRecent = !listed.areBefore(clock.instant().minus(TIME_STEP));
        var found = home.found(known::containsKey);
        if (!unknown.isEmpty()) {
            unknown.retainAll(found.stream().map(RunFolder::id).collect(Collectors.toSet()));
        }
        return found;
    }

    private List<RunFolder> grown(Collection<RunFolder> runs) {
        return runs.stream().filter(this::hasGrown).toList();
    }

    private boolean hasGrown(RunFolder run) {
        var was = known.get(run.id());
        if (was == null
                || was.facts().isEmpty()
                || !was.facts().equals(LogFacts.of(run).text())) {
            return true;
        }
        return was.isOpen() && isLocked(run) != was.isRunning();
    }

    private Set<String> gone(Collection<RunFolder> found) {
        var gone = new HashSet<>(known.keySet());
        found.forEach(run -> gone.remove(run.id()));
        return gone;
    }

    private Sight glance(Set<String> opened) {
        Map<String, RunFolder> runs = new HashMap<>();
        Set<String> gone = Set.of();
        if (isListRecent || !home.facts().equals(listed)) {
            var found = list();
            gone = gone(found);
            found.stream().filter(this::mayBeMade).forEach(run -> runs.put(run.id(), run));
        }
        known.values().stream()
                .filter(run -> !run.isSettled() || opened.contains(run.run()))
                .forEach(run -> runs.put(run.run(), home.run(run.run())));
        unknown.forEach(run -> runs.put(run, home.run(run)));
        gone.forEach(runs::remove);
        return new Sight(grown(runs.values()), gone);
    }

    /** Whether a run is new, or was not made yet. */
    private boolean mayBeMade(RunFolder run) {
        var was = known.get(run.id());
        return was == null || LogFacts.isOfPlan(was.plainFacts());
    }

    /** Forgets what was seen, since not all of it came into the tables: the next look is at every run. */
    void forget() {
        hasLooked = false;
    }

    /** Takes in what the tables have of some runs now. */
    void folded(Database database, Collection<RunFolder> runs, Set<String> gone) {
        gone.forEach(known::remove);
        unknown.removeAll(gone);
        var ids = runs.stream().map(RunFolder::id).collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return;
        }
        unknown.addAll(ids);
        ids.forEach(known::remove);
        KnownRun.of(database, ids).forEach(run -> {
            known.put(run.run(), run);
            unknown.remove(run.run());
        });
    }
}

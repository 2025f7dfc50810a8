package org.twoworlds.stream.analysis;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * A run as its events tell it: a fold whose memory grows with checkpoints and scores, not with steps. A later attempt
 * that repeats steps changes nothing, since they are the same steps. Not thread-safe.
 */
public final class RunView implements Curves {
    /** Resume points that are kept: the older one stays, in case the newer is damaged. */
    public static final int RESUME_POINTS = 2;

    private final Map<String, WorldView> byName = new LinkedHashMap<>();
    private final Map<ScoreKey, Event.Score> scores = new LinkedHashMap<>();
    private final Map<ScoreKey, Event.Missing> missing = new LinkedHashMap<>();
    private final Map<String, Event.Attached> attached = new LinkedHashMap<>();

    /** Who has scored, or given up on, which checkpoint, on any set. */
    private final Set<ScoreKey> settled = new HashSet<>();

    private List<String> worlds = Event.WORLDS;
    private Optional<Event.Started> started = Optional.empty();
    private Optional<ExperimentConfig> config = Optional.empty();
    private Standing standing = Standing.NEW;
    private long startedMicros;
    private long lastMicros;
    private long next;

    /**
     * What names a score: no two of one key are ever logged.
     *
     * @param evaluator who scored
     * @param world whose checkpoint
     * @param step which checkpoint
     * @param set on what
     */
    public record ScoreKey(String evaluator, String world, long step, String set) {
        /** The key of a score. */
        public static ScoreKey of(Event.Score s) {
            return new ScoreKey(s.evaluator(), s.world(), s.step(), s.set());
        }
    }

    /** One world's progress. */
    public static final class WorldView {
        private final TreeMap<Long, Event.Checkpoint> checkpoints = new TreeMap<>();
        private final TreeMap<Long, Event.Checkpoint> onDisk = new TreeMap<>();
        private final Map<Long, Long> writtenMicros = new HashMap<>();
        private final Deque<Event.ResumePoint> resumePoints = new ArrayDeque<>();
        private Optional<Event.Step> last = Optional.empty();
        private Optional<Event.WorldEnded> ended = Optional.empty();
        private Pace pace = Pace.NONE;

        /** Updates done. */
        public long step() {
            return ended.map(Event.WorldEnded::step)
                    .orElse(last.map(Event.Step::step).orElse(0L));
        }

        /** The newest logged update. */
        public Optional<Event.Step> last() {
            return last;
        }

        /** How the world ended, if it has. */
        public Optional<Event.WorldEnded> ended() {
            return ended;
        }

        /** Every checkpoint ever logged, by step. */
        public TreeMap<Long, Event.Checkpoint> checkpoints() {
            return checkpoints;
        }

        /** The checkpoints not deleted, by step. */
        public TreeMap<Long, Event.Checkpoint> onDisk() {
            return onDisk;
        }

        /** The checkpoints that the log says are gone. Where their writer died just then, their files may still lie there. */
        public List<Event.Checkpoint> deleted() {
            return checkpoints.values().stream()
                    .filter(c -> !onDisk.containsKey(c.step()))
                    .toList();
        }

        /** When a checkpoint was logged last, in microseconds since 1970. */
        public long writtenMicros(long step) {
            return writtenMicros.getOrDefault(step, 0L);
        }

        /** The newest resume points, newest first. */
        public Collection<Event.ResumePoint> resumePoints() {
            return resumePoints;
        }

        /** Share of the time in which the trainer waited for data. */
        public double waitShare() {
            return pace.waitShare();
        }

        /** Seconds in which the trainer was held back for other reasons. */
        public double heldSeconds() {
            return pace.heldSeconds();
        }

        /** Steps a second while training. */
        public double stepsPerSecond() {
            return pace.stepsPerSecond();
        }

        private void step(Event.Step step) {
            last = Optional.of(step);
            pace = pace.after(step);
        }

        private void resumePoint(Event.ResumePoint point) {
            resumePoints.addFirst(point);
            if (resumePoints.size() > RESUME_POINTS) {
                resumePoints.removeLast();
            }
        }
    }

    /** An empty view. */
    public RunView() {
        Event.WORLDS.forEach(name -> byName.put(name, new WorldView()));
    }

    /**
     * The view of a log as it is now, or of a run that is planned and not made yet.
     *
     * @throws FailureException where the log cannot be read, or the run never started
     */
    public static RunView of(RunFolder folder) {
        var view = new RunView();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(view::apply);
        }
        if (view.started.isEmpty()) {
            var planned = SweepPlan.of(folder);
            if (planned.isPresent()) {
                return planned(planned.get(), SweepPlan.micros(folder));
            }
            throw new FailureException(
                    "log",
                    folder.log(),
                    "begin with the run's configuration",
                    "the run never started: delete its folder");
        }
        return view;
    }

    /** The view of a run that is not made yet. */
    private static RunView planned(SweepPlan.Planned planned, long micros) {
        var view = new RunView();
        view.apply(new LogEntry(0, micros, 0, planned.started()));
        if (!planned.isQueued()) {
            view.applyEvent(planned.left());
        }
        view.next = 0;
        return view;
    }

    /** Whether the run is made: its log has record 0. */
    public boolean isMade() {
        return next > 0;
    }

    /**
     * The view of a log as it is now, and with it the Ideal World of the run that a run of the Real World alone names: its
     * files are those of that run, relative to this one's folder.
     */
    public static RunView ofPair(RunFolder folder) {
        var view = of(folder);
        var other = view.config().world().ideal();
        if (!other.isEmpty() && view.worlds().equals(List.of("real"))) {
            try (var reader = new LogReader(folder.beside(other).log(), 0)) {
                reader.forEach(entry -> view.applyShared(entry.event(), "../" + other + "/"));
            }
            view.worlds = Event.WORLDS;
        }
        return view;
    }

    private void applyShared(Event event, String place) {
        if (event instanceof Event.Step s && s.world().equals("ideal")) {
            applyEvent(s);
        } else if (event instanceof Event.Waited w && w.world().equals("ideal")) {
            applyEvent(w);
        } else if (event instanceof Event.Deleted d && d.world().equals("ideal")) {
            applyEvent(d);
        } else if (event instanceof Event.WorldEnded w && w.world().equals("ideal")) {
            applyEvent(w);
        } else if (event instanceof Event.Checkpoint c && c.world().equals("ideal")) {
            applyEvent(c.under(place));
        } else if (event instanceof Event.Score s && s.world().equals("ideal")) {
            applyEvent(s.under(place));
        }
    }

    /** Takes in one more entry. */
    public void apply(LogEntry entry) {
        next = entry.index() + 1;
        lastMicros = entry.micros();
        if (entry.event() instanceof Event.Started s) {
            started = Optional.of(s);
            startedMicros = entry.micros();
            config = Optional.of(new ConfigLoader().fromJson(s.recipe(), s.config()));
            worlds = config().world().worlds();
        } else {
            applyEvent(entry.event());
        }
        if (entry.event() instanceof Event.Checkpoint c) {
            world(c.world()).writtenMicros.put(c.step(), entry.micros());
        }
    }

    /** The attached evaluators that have neither scored nor given up on a checkpoint that is theirs to score. */
    public List<String> waiting(String world, long step) {
        return attached.values().stream()
                .filter(a -> step >= a.first().getOrDefault(world, 0L))
                .map(Event.Attached::evaluator)
                .filter(evaluator -> !settled.contains(new ScoreKey(evaluator, world, step, "")))
                .toList();
    }

    private void applyEvent(Event event) {
        if (event instanceof Event.Step step) {
            world(step.world()).step(step);
        } else if (event instanceof Event.Checkpoint c) {
            world(c.world()).checkpoints.put(c.step(), c);
            world(c.world()).onDisk.put(c.step(), c);
        } else if (event instanceof Event.ResumePoint p) {
            world(p.world()).resumePoint(p);
        } else if (event instanceof Event.Score s) {
            scores.putIfAbsent(ScoreKey.of(s), s);
            settled.add(new ScoreKey(s.evaluator(), s.world(), s.step(), ""));
            missing.remove(ScoreKey.of(s));
        } else if (event instanceof Event.Missing m) {
            missing.put(new ScoreKey(m.evaluator(), m.world(), m.step(), m.set()), m);
            settled.add(new ScoreKey(m.evaluator(), m.world(), m.step(), ""));
        } else if (event instanceof Event.Deleted d) {
            world(d.world()).onDisk.remove(d.step());
        } else if (event instanceof Event.Attached a) {
            attached.put(a.evaluator(), a);
        } else if (event instanceof Event.Detached d) {
            attached.remove(d.evaluator());
        } else if (event instanceof Event.Waited w) {
            world(w.world()).pace = world(w.world()).pace.after(w);
        } else if (event instanceof Event.WorldEnded w) {
            world(w.world()).ended = Optional.of(w);
        } else {
            standing = standing.after(event);
        }
    }

    /** How it stands. */
    public Standing standing() {
        return standing;
    }

    /** The worlds that are in view: those of the run, and the Ideal World it is compared with. */
    public List<String> worlds() {
        return worlds;
    }

    /** One world. */
    public WorldView world(String name) {
        return byName.get(name);
    }

    /** Record 0. */
    public Event.Started started() {
        return started.orElseThrow();
    }

    /** The configuration of record 0. */
    public ExperimentConfig config() {
        return config.orElseThrow();
    }

    /** What it is read by where nothing else is asked for: SoftError, or the loss where that is all there is. */
    public String metric() {
        return config.filter(ToyDescent::isAsked).isPresent() ? "loss" : "softError";
    }

    /** The index after the newest entry. */
    public long next() {
        return next;
    }

    /** How many processes have taken the run up. */
    public int attempt() {
        return standing.attempt();
    }

    /** The process that took the run up last. */
    public Optional<Event.Attempt> taken() {
        return standing.taken();
    }

    /**
     * How somebody asked that the run be left, {@code paused} or {@code stopped}, as long as it was not. A process that
     * was interrupted or failed has not answered that.
     */
    public Optional<String> asked() {
        return standing.asked().map(Event.Asked::state);
    }

    /** Whether it went on on an unequal machine. */
    public boolean forked() {
        return standing.isForked();
    }

    /** When it started, in microseconds since 1970. */
    public long startedMicros() {
        return startedMicros;
    }

    /** When its newest event was appended, in microseconds since 1970. */
    public long lastMicros() {
        return lastMicros;
    }

    /** How it ended last, if no process has taken it up since. */
    public Optional<Event.RunEnded> ended() {
        return standing.ended();
    }

    /** Whether it ended with all its work done. */
    public boolean isCompleted() {
        return standing.isCompleted();
    }

    /**
     * {@code queued}, {@code running}, {@code paused}, {@code interrupted}, {@code completed}, {@code failed} or
     * {@code stopped}, given whether a process writes it.
     */
    public String state(boolean locked) {
        return standing.state(locked, isForLater());
    }

    private boolean isForLater() {
        return started.filter(s -> s.lab() || !s.sweep().isEmpty()).isPresent();
    }

    /** The evaluators that a lab attached, by name. */
    public Map<String, Event.Attached> attached() {
        return attached;
    }

    /** All scores in the order of the log. */
    public Collection<Event.Score> scores() {
        return scores.values();
    }

    /** What names the scores that are there; a copy. */
    public Set<ScoreKey> scoredKeys() {
        return new HashSet<>(scores.keySet());
    }

    /** Scores that could not be had. */
    public Collection<Event.Missing> missing() {
        return missing.values();
    }

    /** Whether a score is there, or known to be missing. */
    public boolean isSettled(ScoreKey key) {
        return scores.containsKey(key) || missing.containsKey(key);
    }

    /** Whether a score is there. */
    public boolean isScored(ScoreKey key) {
        return scores.containsKey(key);
    }

    /** The scores of one world on one set by the run's own evaluator, by step. */
    @Override
    public TreeMap<Long, Event.Score> curve(String world, String set) {
        return curve(OWN_EVALUATOR, world, set);
    }

    /** The scores of one world on one set by one evaluator, by step. */
    public TreeMap<Long, Event.Score> curve(String evaluator, String world, String set) {
        var curve = new TreeMap<Long, Event.Score>();
        of(evaluator, world, set).forEach(s -> curve.put(s.step(), s));
        return curve;
    }

    private Stream<Event.Score> of(String evaluator, String world, String set) {
        return scores.values().stream()
                .filter(s -> s.evaluator().equals(evaluator)
                        && s.world().equals(world)
                        && s.set().equals(set));
    }

    /** The name of the run's own evaluator. */
    public static final String OWN_EVALUATOR = "run";
}

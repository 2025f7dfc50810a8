package org.twoworlds.stream.analysis;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * The view of a run: a fold over its events whose memory grows with checkpoints and scores, not with steps. A later attempt
 * that repeats steps changes nothing, since they are the same steps. Not thread-safe.
 */
public final class RunView implements Curves {
    /** The name of the run's own evaluator. */
    public static final String OWN_EVALUATOR = "run";

    /** The name of the run's evaluator of the mean of weights. */
    public static final String AVERAGE_EVALUATOR = "average";

    private final Map<WorldName, WorldView> byName = new EnumMap<>(WorldName.class);
    private final Map<String, Event.Attached> attached = new LinkedHashMap<>();
    private final ScoreBook scores = new ScoreBook();
    private List<WorldName> worlds = WorldName.BOTH;
    private Optional<Event.Started> started = Optional.empty();
    private Optional<ExperimentConfig> config = Optional.empty();
    private Standing standing = Standing.NEW;
    private Annotations annotations = Annotations.of("");
    private String evaluator = OWN_EVALUATOR;
    private long startedMicros;
    private long lastMicros;
    private long next;

    /** An empty view. */
    public RunView() {
        WorldName.BOTH.forEach(name -> byName.put(name, new WorldView()));
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
        planned.left().ifPresent(view::applyEvent);
        view.next = 0;
        return view;
    }

    /** Whether the run is made: its log has record 0. */
    public boolean isMade() {
        return next > 0;
    }

    /**
     * The view of a log as it is now, with the Ideal World of the other run that a run of the Real World alone names. The
     * files of that world are the other run's, relative to this run's folder.
     */
    public static RunView ofPair(RunFolder folder) {
        var view = of(folder);
        var other = view.config().world().ideal();
        if (!other.isEmpty() && view.worlds().equals(List.of(WorldName.REAL))) {
            try (var reader = new LogReader(folder.beside(other).log(), 0)) {
                reader.forEach(entry ->
                        SharedIdeal.seen(entry.event(), "../" + other + "/").ifPresent(view::applyEvent));
            }
            view.worlds = WorldName.BOTH;
        }
        return view;
    }

    /** Takes in the next entry of the log. */
    public void apply(LogEntry entry) {
        next = entry.index() + 1;
        lastMicros = entry.micros();
        if (entry.event() instanceof Event.Started s) {
            started = Optional.of(s);
            startedMicros = entry.micros();
            annotations = Annotations.of(s.identity().name());
            config = Optional.of(new ConfigLoader()
                    .fromJson(s.identity().recipe(), s.identity().config()));
            worlds = config().world().worlds();
        } else {
            applyEvent(entry.event());
        }
        if (entry.event() instanceof Event.Checkpoint c) {
            world(c.world()).written(c.step(), entry.micros());
        }
    }

    /** The names of the attached evaluators that are to score a checkpoint, and have neither scored it nor given up on it. */
    public List<String> waiting(WorldName world, long step) {
        return attached.values().stream()
                .filter(a -> step >= a.first().getOrDefault(world, 0L))
                .map(Event.Attached::evaluator)
                .filter(evaluator -> !scores.isJudged(evaluator, world, step))
                .toList();
    }

    private void applyEvent(Event event) {
        if (event instanceof Event.Step step) {
            world(step.world()).step(step);
        } else if (event instanceof Event.Checkpoint c) {
            world(c.world()).checkpoint(c);
        } else if (event instanceof Event.ResumePoint p) {
            world(p.world()).resumePoint(p);
        } else if (event instanceof Event.Score s) {
            scores.add(s);
        } else if (event instanceof Event.Missing m) {
            scores.add(m);
        } else if (event instanceof Event.Deleted d) {
            world(d.world()).onDisk().remove(d.step());
        } else if (event instanceof Event.Attached a) {
            attached.put(a.evaluator(), a);
        } else if (event instanceof Event.Detached d) {
            attached.remove(d.evaluator());
        } else if (event instanceof Event.Waited w) {
            world(w.world()).held(w);
        } else if (event instanceof Event.WorldEnded w) {
            world(w.world()).ended(w);
        } else {
            annotations = annotations.after(event);
            standing = standing.after(event);
        }
    }

    /** The run's standing. */
    public Standing standing() {
        return standing;
    }

    /** The run's name, its tags and its note. */
    public Annotations annotations() {
        return annotations;
    }

    /** The worlds in view: those of the run, and the Ideal World with which it is compared. */
    public List<WorldName> worlds() {
        return worlds;
    }

    /** The view of one world. */
    public WorldView world(WorldName name) {
        return byName.get(name);
    }

    /** The event of record 0. */
    public Event.Started started() {
        return started.orElseThrow();
    }

    /** The configuration of record 0. */
    public ExperimentConfig config() {
        return config.orElseThrow();
    }

    /** The run's default metric: SoftError, or the loss for a toy, which has no SoftError. */
    public Metric metric() {
        return config.filter(ToyDescent::isAsked).isPresent() ? Metric.LOSS : Metric.SOFT_ERROR;
    }

    /** The index behind the newest entry. */
    public long next() {
        return next;
    }

    /** The number of processes that have taken the run up. */
    public int attempt() {
        return standing.attempt();
    }

    /** The attempt of the process that took the run up last. */
    public Optional<Event.Attempt> taken() {
        return standing.taken();
    }

    /**
     * The state, PAUSED or STOPPED, in which a user asked that the run be left; empty once it was left so. A process that was
     * interrupted or failed has not answered the request.
     */
    public Optional<RunState> asked() {
        return standing.asked().map(Event.Asked::state);
    }

    /** Whether the run went on on an unequal machine. */
    public boolean forked() {
        return standing.isForked();
    }

    /** The time at which the run started, in microseconds since 1970. */
    public long startedMicros() {
        return startedMicros;
    }

    /** The time at which the run's newest event was appended, in microseconds since 1970. */
    public long lastMicros() {
        return lastMicros;
    }

    /** The run's last end; empty where a process has taken it up since. */
    public Optional<Event.RunEnded> ended() {
        return standing.ended();
    }

    /** Whether the run ended with all its work done. */
    public boolean isCompleted() {
        return standing.isCompleted();
    }

    /** The run's state, given whether a process writes it. */
    public RunState state(boolean locked) {
        return standing.state(
                locked, started.filter(s -> s.lineage().forLater()).isPresent());
    }

    /** The evaluators that a lab attached, by name. */
    public Map<String, Event.Attached> attached() {
        return attached;
    }

    /** All scores in the order of the log. */
    public Collection<Event.Score> scores() {
        return scores.scores();
    }

    /** The keys of the scores that are there; a copy. */
    public Set<ScoreKey> scoredKeys() {
        return new HashSet<>(scores.keys());
    }

    /** The scores on which evaluators gave up. */
    public Collection<Event.Missing> missing() {
        return scores.missing();
    }

    /** Whether a score is there, or known to be missing. */
    public boolean isSettled(ScoreKey key) {
        return scores.isSettled(key);
    }

    /** Whether a score is there. */
    public boolean isScored(ScoreKey key) {
        return scores.isScored(key);
    }

    /** Sets the evaluator by whose scores the curves go: the run's own, where no other is set. */
    public RunView by(String other) {
        evaluator = other;
        return this;
    }

    @Override
    public TreeMap<Long, Event.Score> curve(WorldName world, ScoredSet set) {
        return curve(evaluator, world, set);
    }

    /** The scores of one world on one set by one evaluator, by step. */
    public TreeMap<Long, Event.Score> curve(String evaluator, WorldName world, ScoredSet set) {
        return scores.curve(evaluator, world, set);
    }
}

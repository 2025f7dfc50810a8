package org.twoworlds.stream.claims;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** A run as a log that is written from functions of the step: 1,000 updates, scored at 19 of them. */
public final class Sketch {
    static final long END = 1000;
    static final List<Long> STEPS = LongStream.rangeClosed(0, 18)
            .map(i -> Math.round(Math.pow(10, i / 6.0)))
            .distinct()
            .boxed()
            .toList();

    private static final InstantSource CLOCK = InstantSource.system();

    private final Path home;
    private final Map<String, String> cell = new TreeMap<>();
    private final List<String> settings =
            new ArrayList<>(List.of("steps=1000", "batch=1", "world.n=500", "augment=none"));
    private LongToDoubleFunction ideal = t -> 0.9 * Math.pow(t + 1, -0.2);
    private LongToDoubleFunction epsilon = t -> 0;
    private LongToDoubleFunction errorEpsilon = t -> 0;
    private LongToDoubleFunction train = t -> t >= 464 ? 0.005 : 0.5;
    private LongToDoubleFunction trainSeen = t -> 0.6;
    private WorldEnding idealEnding = WorldEnding.COMPLETED;
    private long idealEnd = END;
    private long realEnd = END;
    private boolean completed = true;
    private String until = "";
    private Optional<SetScore> testOutcomes = Optional.empty();
    private Optional<SetScore> trainOutcomes = Optional.empty();

    public Sketch(Path home) {
        this.home = home;
    }

    public Sketch cell(String key, String value) {
        cell.put(key, value);
        return setting(key + "=" + value);
    }

    public Sketch setting(String setting) {
        settings.removeIf(s -> s.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
        settings.add(setting);
        return this;
    }

    /** Leaves a setting to its default. */
    public Sketch without(String key) {
        settings.removeIf(s -> s.startsWith(key + "="));
        return this;
    }

    public Sketch ideal(LongToDoubleFunction value) {
        ideal = value;
        return this;
    }

    public Sketch epsilon(LongToDoubleFunction value) {
        epsilon = value;
        return this;
    }

    public Sketch errorEpsilon(LongToDoubleFunction value) {
        errorEpsilon = value;
        return this;
    }

    /** Error and SoftError on the train samples, without augmentation. */
    public Sketch train(LongToDoubleFunction value) {
        train = value;
        return this;
    }

    public Sketch trainSeen(LongToDoubleFunction value) {
        trainSeen = value;
        return this;
    }

    public Sketch idealDiverges(long step) {
        idealEnding = WorldEnding.NON_FINITE;
        idealEnd = step;
        return this;
    }

    public Sketch inProgress(long step) {
        completed = false;
        realEnd = step;
        idealEnd = step;
        return this;
    }

    /** The rule by which the sweep's seeds were added. */
    public Sketch until(String rule) {
        until = rule;
        return this;
    }

    /** What the Real World's last checkpoint makes of single samples. */
    public Sketch outcomes(SetScore test, SetScore trained) {
        testOutcomes = Optional.of(test);
        trainOutcomes = Optional.of(trained);
        return this;
    }

    public Outcome outcome() {
        return outcome(Optional.empty());
    }

    public Outcome outcome(Optional<Criterion> criterion) {
        return Outcome.of(write(), criterion);
    }

    private RunFolder write() {
        var folder = new Home(home).newRun("sketch", CLOCK);
        try (var log = EventLog.open(folder, 0, CLOCK)) {
            log.append(new Event.Started(
                    new RunIdentity(
                            folder.id(),
                            folder.id(),
                            "test",
                            TestConfigs.of(settings.toArray(new String[0])).toJson(),
                            "",
                            ""),
                    new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                    new RunMachine(Map.of(), ""),
                    new RunLineage(false, "", "sweep", cell, until)));
            log.append(new Event.Attempt(1, 1, false, Map.of()));
            for (var t : STEPS) {
                if (t <= idealEnd) {
                    log.append(score(WorldName.IDEAL, t, ScoredSet.TEST, ideal.applyAsDouble(t), 0.5));
                }
                if (t <= realEnd) {
                    log.append(score(
                            WorldName.REAL,
                            t,
                            ScoredSet.TEST,
                            ideal.applyAsDouble(t) + epsilon.applyAsDouble(t),
                            0.5 + errorEpsilon.applyAsDouble(t)));
                    log.append(score(
                            WorldName.REAL, t, ScoredSet.TRAIN_CLEAN, train.applyAsDouble(t), train.applyAsDouble(t)));
                    log.append(score(
                            WorldName.REAL,
                            t,
                            ScoredSet.TRAIN_SEEN,
                            trainSeen.applyAsDouble(t),
                            trainSeen.applyAsDouble(t)));
                }
            }
            testOutcomes.ifPresent(o -> log.append(kept(folder, ScoredSet.TEST, o)));
            trainOutcomes.ifPresent(o -> log.append(kept(folder, ScoredSet.TRAIN_CLEAN, o)));
            if (completed) {
                log.append(new Event.WorldEnded(WorldName.IDEAL, idealEnd, "d", idealEnding, "", 0));
                log.append(new Event.WorldEnded(WorldName.REAL, realEnd, "d", WorldEnding.COMPLETED, "", 0));
            }
        }
        return folder;
    }

    private static Event.Score kept(RunFolder folder, ScoredSet set, SetScore outcomes) {
        var kept = SampleScores.write(folder, outcomes);
        return new Event.Score(
                "run",
                WorldName.REAL,
                END + 1,
                set,
                outcomes.softError(),
                outcomes.error(),
                outcomes.loss(),
                outcomes.count(),
                kept.file(),
                kept.sha256(),
                0,
                Map.of(),
                "");
    }

    private static Event.Score score(WorldName world, long step, ScoredSet set, double soft, double error) {
        return new Event.Score("run", world, step, set, soft, error, 2 * soft, 100, "", "", 0, Map.of(), "");
    }

    /** The claim that begins so, on some runs. */
    static Claim claim(String begin, Limits limits, Outcome... outcomes) {
        return Claims.of(Arrays.asList(outcomes), limits).stream()
                .filter(c -> c.claim().startsWith(begin))
                .findFirst()
                .orElseThrow();
    }
}

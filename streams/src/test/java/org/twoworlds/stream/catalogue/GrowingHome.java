package org.twoworlds.stream.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipInputStream;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.stream.TestConfigs;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.SampleScores;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunChoices;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.RunIdentity;
import org.twoworlds.stream.log.RunLineage;
import org.twoworlds.stream.log.RunMachine;

/** A home whose runs grow by random events, as their writers log them. */
final class GrowingHome {
    private static final int SAMPLES = 20;

    final Home home;
    private final Random random;
    private final List<RunFolder> grown = new ArrayList<>();
    private int made;

    GrowingHome(Path path, Random random) {
        home = new Home(path);
        this.random = random;
    }

    /** A kept log of version 0.1, as a run. */
    static RunFolder kept(Home home, String name, String id) throws IOException {
        var folder = home.run(id);
        folder.create();
        try (var zip = new ZipInputStream(GrowingHome.class.getResourceAsStream("/logs/" + name + ".zip"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, folder.path().resolve(entry.getName()));
            }
        }
        return folder;
    }

    /** All three of them. */
    static void keptAll(Home home) throws IOException {
        kept(home, "ideal-0.1", "20261125-011803-quickstart.1");
        kept(home, "real-0.1", "20261125-011803-quickstart.3");
        kept(home, "toy-0.1", "toy");
    }

    /** A new run with record 0 alone. */
    RunFolder begin() {
        var folder = home.newRun("r", InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000L + made)));
        var ideal = grown.isEmpty() || random.nextInt(3) > 0 ? "" : grown.get(0).id();
        var trained = made == 0 ? "ideal" : ideal.isEmpty() ? "both" : "real";
        List<String> settings =
                new ArrayList<>(List.of("seed=" + made, "world.trained=" + trained, "stoppingTime.threshold=0.3"));
        if (!ideal.isEmpty()) {
            settings.add("world.ideal=" + ideal);
        }
        Map<String, String> cell = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            cell.put("seed", "" + made);
            cell.put("batch", "12\u00fc'" + made);
        }
        var config = TestConfigs.of(settings.toArray(String[]::new));
        append(
                folder,
                List.of(new Event.Started(
                        new RunIdentity(folder.id(), "name " + made / 2, "quickstart", config.toJson(), "", "d"),
                        new RunChoices(1, 1, "fp32", "cpu", "cpu"),
                        new RunMachine(Map.of(), "1"),
                        new RunLineage(random.nextBoolean(), "", cell.isEmpty() ? "" : "s", cell))));
        grown.add(folder);
        made++;
        return folder;
    }

    private static void append(RunFolder folder, List<Event> events) {
        try (var lock = folder.lock();
                var log = EventLog.open(folder, 1, InstantSource.system())) {
            events.forEach(log::append);
            log.sync();
        }
    }

    /** Lets some run grow by a few events, or a run come or go. */
    void grow() throws IOException {
        var what = random.nextInt(12);
        if (grown.isEmpty() || what == 0) {
            begin();
        } else if (what == 1 && grown.size() > 3) {
            delete(grown.remove(1 + random.nextInt(grown.size() - 1)));
        } else if (what == 2 && grown.size() > 1) {
            var from = grown.get(1 + random.nextInt(grown.size() - 1));
            var to = from.beside("copy" + made++);
            copy(from.path(), to.path());
            grown.add(to);
        } else {
            var folder = grown.get(random.nextInt(grown.size()));
            append(folder, events(folder));
        }
    }

    private List<Event> events(RunFolder folder) {
        var view = RunView.of(folder);
        List<Event> events = new ArrayList<>();
        var count = 1 + random.nextInt(12);
        for (var i = 0; i < count; i++) {
            var world = view.config()
                    .world()
                    .worlds()
                    .get(random.nextInt(view.worlds().size()));
            var step = random.nextInt(8) * 10L;
            events.add(
                    switch (random.nextInt(17)) {
                        case 0, 1, 2, 3 -> score(folder, world, step);
                        case 4 -> new Event.Attempt(view.attempt() + 1 + i, 7, random.nextInt(9) == 0, Map.of(), 0, "");
                        case 5 ->
                            new Event.RunEnded(
                                    List.of(
                                                    RunState.COMPLETED,
                                                    RunState.INTERRUPTED,
                                                    RunState.FAILED,
                                                    RunState.PAUSED,
                                                    RunState.STOPPED)
                                            .get(random.nextInt(5)),
                                    "m" + i);
                        case 6 ->
                            new Event.Asked(
                                    List.of(RunState.QUEUED, RunState.PAUSED, RunState.STOPPED)
                                            .get(random.nextInt(3)),
                                    view.attempt() + i);
                        case 7 -> new Event.WorldEnded(world, step, "abcdef", WorldEnding.COMPLETED, "", 0);
                        case 8 -> new Event.Checkpoint(world, step, "f" + step, "sha", 5, "d" + step);
                        case 9 -> new Event.Deleted(world, step, "");
                        case 10 ->
                            new Event.Attached("e" + random.nextInt(3), "mnist", Map.of(), List.of(), List.of(), false);
                        case 11 -> new Event.Detached("e" + random.nextInt(3));
                        case 12 -> new Event.Waited(world, step, 1_000_000, "");
                        case 13 -> new Event.Tagged(List.of("t" + random.nextInt(4)), List.of("t" + random.nextInt(4)));
                        case 14 -> new Event.Noted(random.nextBoolean() ? "" : "note " + i);
                        case 15 -> new Event.Renamed("name " + random.nextInt(3));
                        default -> new Event.Step(world, step, 1, 1, 1, 0.1, 1000 + i, 10 + i, 7);
                    });
        }
        return events;
    }

    private Event.Score score(RunFolder folder, WorldName world, long step) {
        var set = List.of(ScoredSet.TEST, ScoredSet.TRAIN_CLEAN).get(random.nextInt(2));
        var evaluator = random.nextInt(5) == 0 ? "other" : RunView.OWN_EVALUATOR;
        var logs = new float[SAMPLES];
        for (var i = 0; i < SAMPLES; i++) {
            logs[i] = -random.nextFloat();
        }
        var confidence = new float[SAMPLES];
        Arrays.fill(confidence, 0.5f);
        var kept = SampleScores.write(
                folder, new SetScore(0, 0, 0, logs, random.ints(SAMPLES, 0, 9).toArray(), confidence));
        var soft = random.nextInt(20) == 0 ? Double.NaN : random.nextDouble();
        return new Event.Score(
                evaluator,
                world,
                step,
                set,
                soft,
                random.nextDouble(),
                random.nextDouble(),
                SAMPLES,
                kept.file(),
                kept.sha256(),
                0,
                Map.of(),
                "");
    }

    static void delete(RunFolder folder) throws IOException {
        try (var files = Files.walk(folder.path())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}

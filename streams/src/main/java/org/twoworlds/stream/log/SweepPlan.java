package org.twoworlds.stream.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RunState;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * A sweep's runs before they are made: record 0 of each, as far as the record is known, in one file beside the runs' folders,
 * so that a sweep of any size is submitted by one durable write. A run is made when its turn comes, and the file goes with the
 * last of them. The file's first line has the number of runs and the digest of the rest; a line for each run follows.
 *
 * @param sweep the sweep's id
 * @param micros the time of the submission, in microseconds since 1970
 * @param runs the runs in the order in which they are trained: SWEEP.1, SWEEP.2, …
 */
public record SweepPlan(String sweep, long micros, List<Planned> runs) {
    private static final String ENDING = ".plan";
    private static final int LONGEST_HEAD = 1000;
    private static final int LEAST_LINE = 100;
    private static final int MOST_KEPT = 16;

    /** The plans that were read last. */
    private static final Map<Path, ReadPlan> KEPT = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A run to be made.
     *
     * @param started its record 0, without what only its making can know: the machine, the version and the network's detail
     * @param left how it ended before it was made; empty where it is to be made when its turn comes
     */
    public record Planned(Event.Started started, Optional<Event.RunEnded> left) {
        /** A run that is to be made. */
        public Planned(Event.Started started) {
            this(started, Optional.empty());
        }

        String run() {
            return started.identity().run();
        }
    }

    /** A run in the plan's file: its state and message are empty where it is to be made. */
    private record Line(Event.Started started, Left left) {
        private record Left(String state, String message) {}

        static Line of(Planned run) {
            var left = run.left().map(e -> new Left(e.state().toString(), e.message()));
            return new Line(run.started(), left.orElse(new Left("", "")));
        }

        Planned planned() {
            var isLeft = !left.state().isEmpty();
            return isLeft
                    ? new Planned(started, Optional.of(new Event.RunEnded(RunState.of(left.state()), left.message())))
                    : new Planned(started);
        }
    }

    private record Head(String sweep, long micros, int runs, String sha256) {}

    private record ReadPlan(long size, FileTime changed, SweepPlan plan) {}

    /** Copies. */
    public SweepPlan {
        runs = List.copyOf(runs);
    }

    private static Path file(Path runs, String sweep) {
        return runs.resolve(sweep + ENDING);
    }

    /** The file that would hold the plan of the sweep that a run belongs to. */
    static Path file(RunFolder run) {
        return file(run.path().getParent(), run.family());
    }

    /** Whether a file is a plan. */
    public static boolean isPlan(Path file) {
        return file.getFileName().toString().endsWith(ENDING);
    }

    /** Writes the plan among a home's runs; on return it survives a power cut. */
    void write(Path folder) throws IOException {
        var rest = new StringBuilder();
        for (var run : runs) {
            rest.append(EventCodec.JSON.writeValueAsString(Line.of(run))).append('\n');
        }
        var bytes = rest.toString().getBytes(StandardCharsets.UTF_8);
        var head = EventCodec.JSON.writeValueAsString(new Head(sweep, micros, runs.size(), Sha256.of(bytes))) + "\n";
        var file = file(folder, sweep);
        synchronized (KEPT) {
            Durable.write(file, (head + rest).getBytes(StandardCharsets.UTF_8));
            keep(file, new ReadPlan(Files.size(file), Files.getLastModifiedTime(file), this));
        }
    }

    private static void keep(Path file, ReadPlan kept) {
        KEPT.put(file, kept);
        KEPT.keySet().stream()
                .limit(Math.max(0, KEPT.size() - MOST_KEPT))
                .toList()
                .forEach(KEPT::remove);
    }

    /** The sweep whose plan a file is. */
    static String sweep(Path file) {
        var name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    /**
     * How many runs a sweep's plan names, made or not, and 0 where there is no plan; the rest of the plan is not read.
     *
     * @throws FailureException where the plan is damaged
     */
    static int count(Path folder, String sweep) {
        var file = file(folder, sweep);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            var head = new char[LONGEST_HEAD];
            var length = reader.read(head);
            var line =
                    new String(head, 0, Math.max(length, 0)).lines().findFirst().orElse("");
            var count = head(line, file).runs();
            if (count > Files.size(file) / LEAST_LINE) {
                throw new IOException("it is too short for its runs");
            }
            return count;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw damaged(file, e);
        }
    }

    private static Head head(String line, Path file) throws IOException {
        var head = EventCodec.JSON.readValue(line, Head.class);
        if (!file.equals(file(file.getParent(), head.sweep())) || head.runs() < 1) {
            throw new IOException("it is another sweep's");
        }
        return head;
    }

    /**
     * The plan of the sweep that a run belongs to, and has the run's record 0 until the run is made.
     *
     * @return empty where no plan names the run
     * @throws FailureException where the plan is damaged
     */
    static Optional<SweepPlan> naming(RunFolder run) {
        var id = run.id();
        if (isPlan(run.path())) {
            return read(run.path()); // listed in place of runs that a damaged plan no longer names
        }
        if (id.indexOf('.') < 0) {
            return Optional.empty();
        }
        return read(file(run.path().getParent(), run.sweep()))
                .filter(plan -> plan.find(id).isPresent());
    }

    private Optional<Planned> find(String run) {
        return runs.stream().filter(r -> r.run().equals(run)).findFirst();
    }

    /** The planned run of a folder that is not made yet; empty where no plan names the folder. */
    public static Optional<Planned> of(RunFolder run) {
        return naming(run).flatMap(plan -> plan.find(run.id()));
    }

    /** The time at which a planned run's sweep was submitted, in microseconds since 1970. */
    public static long micros(RunFolder run) {
        return naming(run).orElseThrow().micros();
    }

    /** Lets a run that is not made yet be made when its turn comes; on return that survives a power cut. */
    public static void takeUp(RunFolder run) {
        leave(run, Optional.empty());
    }

    /** Leaves a run that is not made yet, stopped for example; on return that survives a power cut. */
    public static void leave(RunFolder run, Event.RunEnded left) {
        leave(run, Optional.of(left));
    }

    private static void leave(RunFolder run, Optional<Event.RunEnded> left) {
        synchronized (KEPT) {
            var plan = naming(run).orElseThrow();
            List<Planned> now = new ArrayList<>();
            plan.runs().forEach(r -> now.add(r.run().equals(run.id()) ? new Planned(r.started(), left) : r));
            try {
                new SweepPlan(plan.sweep(), plan.micros(), now).write(run.path().getParent());
            } catch (IOException e) {
                throw new FailureException(
                        Problem.of("plan of sweep", plan.sweep(), "be writable", "check the disk and its room"), e);
            }
        }
    }

    /** Forgets the plan of the sweep that a run belongs to once each of the sweep's runs is made. */
    public static void dropIf(RunFolder run, Predicate<RunFolder> isMade) {
        synchronized (KEPT) {
            naming(run).ifPresent(plan -> {
                var folders = plan.runs().stream().map(r -> run.beside(r.run())).toList();
                if (folders.stream().allMatch(RunFolder::hasLog)
                        && folders.stream().allMatch(isMade)) {
                    try {
                        Files.deleteIfExists(file(run.path().getParent(), plan.sweep()));
                    } catch (IOException e) {
                        throw notRemovable(plan.sweep(), e);
                    }
                }
            });
        }
    }

    /** Removes the plan of a sweep; on return that survives a power cut. */
    static void forget(Path runs, String sweep) {
        synchronized (KEPT) {
            var file = file(runs, sweep);
            try {
                if (Files.deleteIfExists(file)) {
                    Durable.forceFolder(file);
                }
            } catch (IOException e) {
                throw notRemovable(sweep, e);
            }
        }
    }

    private static FailureException notRemovable(String sweep, IOException e) {
        return new FailureException(Problem.of("plan of sweep", sweep, "be removable", "check its permissions"), e);
    }

    private static Optional<SweepPlan> read(Path file) {
        synchronized (KEPT) {
            try {
                var size = Files.size(file);
                var changed = Files.getLastModifiedTime(file);
                var kept = KEPT.get(file);
                if (kept == null || kept.size() != size || !kept.changed().equals(changed)) {
                    kept = new ReadPlan(size, changed, parse(file, Files.readString(file)));
                    keep(file, kept);
                }
                return Optional.of(kept.plan());
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw damaged(file, e);
            }
        }
    }

    private static SweepPlan parse(Path file, String text) throws IOException {
        var end = text.indexOf('\n') + 1;
        var head = head(text.substring(0, end), file);
        var rest = text.substring(end);
        if (!Sha256.of(rest.getBytes(StandardCharsets.UTF_8)).equals(head.sha256())) {
            throw new IOException("its bytes are others");
        }
        List<Planned> runs = new ArrayList<>();
        for (var line : rest.lines().toList()) {
            runs.add(EventCodec.JSON.readValue(line, Line.class).planned());
        }
        if (runs.size() != head.runs()) {
            throw new IOException("it has other runs than it says");
        }
        return new SweepPlan(head.sweep(), head.micros(), runs);
    }

    private static FailureException damaged(Path file, IOException e) {
        return new FailureException(
                Problem.of(
                        "sweep's plan",
                        file,
                        "be as it was written",
                        "restore it from a copy, or delete it: the runs that it names and that are not made are lost"),
                e);
    }
}

package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The home: the folder of all runs and sweeps of one person or lab.
 *
 * @param path the folder, by default {@code ~/.twoworlds}
 */
public record Home(Path path) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /** The name of the folder of all runs. */
    static final String RUNS = "runs";

    /** How the names of folders begin that are being removed. */
    private static final String REMOVED = ".removed-";

    /** How the names of folders begin in which runs of other homes are gathered. */
    private static final String ARRIVING = ".arriving-";

    /** How all names begin that are no runs'. */
    private static final String HIDDEN = ".";

    /** The order of runs: by time, with which their ids begin, and a sweep's runs by number. */
    private static final Comparator<RunFolder> ORDER = Comparator.comparing(RunFolder::family)
            .thenComparingLong(RunFolder::number)
            .thenComparing(RunFolder::id);

    /** The folder of a run's id, whether there is such a run or not. */
    public RunFolder run(String id) {
        return new RunFolder(runs().resolve(id));
    }

    /** The run of an id, made or planned, without a look at all the others; empty where there is none. */
    public Optional<RunFolder> find(String id) {
        if (id.isEmpty() || id.startsWith(HIDDEN) || id.indexOf('/') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(run(id))
                    .filter(run ->
                            Files.isDirectory(run.path()) || SweepPlan.of(run).isPresent());
        } catch (InvalidPathException e) {
            return Optional.empty(); // No folder has such a name.
        }
    }

    private Path runs() {
        return path.resolve(RUNS);
    }

    /** Makes a new run's folder. */
    public RunFolder newRun(String recipe, InstantSource clock) {
        return newRun(recipe, "", clock);
    }

    private RunFolder newRun(String recipe, String ending, InstantSource clock) {
        var base = TIME.format(clock.instant()) + "-" + recipe.replaceAll("[^A-Za-z0-9_-]", "_");
        for (var i = 1; ; i++) {
            var folder = new RunFolder(runs().resolve((i == 1 ? base : base + "-" + i) + ending));
            if (claimed(folder.path())) {
                folder.create();
                return folder;
            }
        }
    }

    /** Takes a new sweep's id: the sweep's runs are named ID.1, ID.2, …. */
    public String newSweep(String recipe, InstantSource clock) {
        return newRun(recipe, ".1", clock).sweep();
    }

    /** Writes down a sweep whose id was taken; on return the sweep survives a power cut. Its runs are made when they are needed. */
    public List<RunFolder> plan(SweepPlan plan) {
        try {
            plan.write(runs());
        } catch (IOException e) {
            throw notWritable();
        }
        return plan.runs().stream().map(r -> run(r.run())).toList();
    }

    /** Forgets the plan of a sweep, so that its runs which are not made yet are none; on return that survives a power cut. */
    public void forgetPlan(String sweep) {
        SweepPlan.forget(runs(), sweep);
    }

    /** The place to which a run's folder is moved in one step before it is removed: it is no run's there. */
    public Path removed(RunFolder run) {
        return runs().resolve(REMOVED + run.id());
    }

    /** Makes a folder in which a run of another home is gathered: it is no run's until it gets the run's name in one step. */
    public RunFolder newArriving(String id) {
        for (var i = 1; ; i++) {
            var folder = new RunFolder(runs().resolve(ARRIVING + id + "-" + i));
            if (claimed(folder.path())) {
                return folder;
            }
        }
    }

    /** The folders in which runs of other homes are gathered, or were when a process died. */
    public List<RunFolder> arriving() throws IOException {
        return Files.isDirectory(runs())
                ? named(ARRIVING).stream().map(RunFolder::new).toList()
                : List.of();
    }

    /** The folders of runs that were to be removed, and are still there. */
    public List<Path> removed() throws IOException {
        return named(REMOVED);
    }

    private List<Path> named(String begin) throws IOException {
        try (var files = Files.newDirectoryStream(runs(), begin + "*")) {
            List<Path> left = new ArrayList<>();
            files.forEach(left::add);
            return left;
        }
    }

    /** The runs of a sweep, made or not, in the order in which they are trained; empty where there is no such sweep. */
    public List<RunFolder> sweep(String sweep) {
        List<RunFolder> found = new ArrayList<>();
        var planned = SweepPlan.count(runs(), sweep);
        for (var i = 1; ; i++) {
            var folder = runs().resolve(sweep + "." + i);
            if (i > planned && !Files.isDirectory(folder)) {
                return found;
            }
            found.add(new RunFolder(folder));
        }
    }

    private boolean claimed(Path folder) {
        try {
            Durable.createFolders(runs());
            Files.createDirectory(folder);
            Durable.forceFolder(folder);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (Files.isDirectory(runs())) {
                return false;
            }
            throw notWritable();
        } catch (IOException e) {
            throw notWritable();
        }
    }

    private RequestException notWritable() {
        return new RequestException("home", path, "be a folder that can be written", "choose another one by --home");
    }

    /** The time at which a run, or a sweep's plan, came or went last. */
    public PathFacts facts() {
        return PathFacts.of(runs());
    }

    /** The folders of all runs, oldest first, planned runs that are not made yet among them. */
    public List<RunFolder> all() {
        return found().stream().sorted(ORDER).toList();
    }

    /** All runs' folders in no order, those too that are planned and not made yet. */
    public Set<RunFolder> found() {
        return found(id -> false);
    }

    /**
     * The same, with fewer looks at the disk.
     *
     * @param isRun whether what has a name is a run as far as the caller knows: that it is a folder is not looked up
     */
    public Set<RunFolder> found(Predicate<String> isRun) {
        if (!Files.isDirectory(runs())) {
            return Set.of();
        }
        Set<RunFolder> all = new HashSet<>();
        try (var files = Files.newDirectoryStream(runs())) {
            for (var file : files) {
                var name = file.getFileName().toString();
                if (name.startsWith(HIDDEN)) {
                    continue;
                }
                if (isRun.test(name) && !SweepPlan.isPlan(file) || Files.isDirectory(file)) {
                    all.add(new RunFolder(file));
                } else if (SweepPlan.isPlan(file)) {
                    planned(file).forEach(run -> all.add(new RunFolder(run)));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new FailureException(
                    Problem.of("folder", runs(), "be readable (" + e.getMessage() + ")", "check its permissions"), e);
        }
        return all;
    }

    /** The runs that a plan names; where the plan cannot be read, the plan itself, so that reading it as a run says why. */
    private List<Path> planned(Path plan) {
        try {
            var sweep = SweepPlan.sweep(plan);
            return IntStream.rangeClosed(1, SweepPlan.count(runs(), sweep))
                    .mapToObj(i -> runs().resolve(sweep + "." + i))
                    .toList();
        } catch (FailureException e) {
            return List.of(plan);
        }
    }
}

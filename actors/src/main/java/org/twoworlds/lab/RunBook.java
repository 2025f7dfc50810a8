package org.twoworlds.lab;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.twoworlds.api.RunDocument;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.start.RunName;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StepCurve;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.Lag;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * All runs of a home as their logs tell them, read on as far as they go whenever one asks. At most so many are kept, of
 * ended runs a few; the others are read again when they are asked for. Thread-safe.
 */
public final class RunBook implements AutoCloseable {
    private static final int MOST_OPEN = 64;
    private static final int MOST_ENDED = 8;
    private static final int BUCKETS = 1000;

    private final Home home;
    private final Map<String, OpenRun> open = new LinkedHashMap<>(16, 0.75f, true);
    private final Catalogue catalogue;
    private final Freshness freshness = new Freshness(System::nanoTime);

    /** The book of a home. */
    public RunBook(Home home) {
        this.home = home;
        catalogue = Catalogue.open(home, InstantSource.system());
    }

    /** The home. */
    public Home home() {
        return home;
    }

    /** A run as far as its log was read. */
    public static final class OpenRun {
        private final RunFolder folder;
        private Optional<LogReader> reader = Optional.empty();
        private RunView view = new RunView();
        private final Map<WorldName, StepCurve> steps = new EnumMap<>(WorldName.class);
        private List<Gap> gaps = List.of();
        private int gapsOf;

        private OpenRun(RunFolder folder) {
            this.folder = folder;
            WorldName.BOTH.forEach(world -> steps.put(world, new StepCurve(BUCKETS)));
        }

        /** Keeps the log open only as long as somebody writes it, and the run has not ended. */
        private void readOn() {
            var isWritten = folder.isLocked();
            reader = reader.or(() -> Optional.of(new LogReader(folder.log(), view.next())));
            reader.get().forEach(entry -> {
                view.apply(entry);
                if (entry.event() instanceof Event.Step step) {
                    steps.get(step.world()).add(step);
                }
            });
            if (!isWritten || view.ended().isPresent()) {
                close();
            }
        }

        private void close() {
            reader.ifPresent(LogReader::close);
            reader = Optional.empty();
        }

        /** The folder of the run. */
        public RunFolder folder() {
            return folder;
        }

        /** The run's view: the fold of its events. */
        public RunView view() {
            return view;
        }

        /** One world's updates. */
        public StepCurve steps(WorldName world) {
            return steps.get(world);
        }

        /** The bootstrap errors; made again when there are new scores. */
        public List<Gap> gaps() {
            if (gapsOf != view.scores().size()) {
                gaps = Gap.all(view, folder);
                gapsOf = view.scores().size();
            }
            return gaps;
        }
    }

    /** How far the catalogue is behind the logs. */
    public Lag lag() {
        return catalogue.lag();
    }

    /** The runs in a list, oldest first, as the catalogue has them. */
    public List<Map<String, Object>> all() {
        catalogue.refresh();
        return catalogue.runs(RunsAsked.ALL, Integer.MAX_VALUE).stream()
                .map(RunDocument::listed)
                .toList();
    }

    /** Answers from the catalogue, which is brought up to the logs first unless that was done just now. No log is folded for it. */
    public <T> T listed(Function<Catalogue, T> question) {
        freshness.bring(catalogue::refresh);
        return question.apply(catalogue);
    }

    /** Says that runs came: who lists them next sees them. */
    public void grown() {
        freshness.stale();
    }

    /**
     * Reads a run on, and something out of it.
     *
     * @param run an id or a unique name
     * @return empty where there is no such run
     * @throws FailureException where the run cannot be read
     */
    public synchronized <T> Optional<T> read(String run, Function<OpenRun, T> what) {
        return folder(run).map(this::page).map(what);
    }

    /** Whether any run has a name, or is called so by its id. */
    public boolean isTaken(String name) {
        return !RunName.meant(home, catalogue, name).isEmpty();
    }

    private Optional<RunFolder> folder(String run) {
        var meant = RunName.meant(home, catalogue, run);
        return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
    }

    /** A run that is not made yet has a page which is not kept. */
    private OpenRun page(RunFolder folder) {
        try {
            var page = open.computeIfAbsent(folder.id(), id -> new OpenRun(folder));
            page.readOn();
            if (page.view.next() == 0) {
                forget(folder.id());
                page.view = RunView.of(folder);
                return page;
            }
            forgetEldest(MOST_OPEN, p -> true);
            forgetEldest(MOST_ENDED, p -> p.view.ended().isPresent());
            return page;
        } catch (RuntimeException e) {
            forget(folder.id());
            throw e;
        }
    }

    /** Keeps at most so many of a kind: those that were asked for last. */
    private void forgetEldest(int most, Predicate<OpenRun> kind) {
        var some = open.entrySet().stream()
                .filter(e -> kind.test(e.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        some.subList(0, Math.max(0, some.size() - most)).forEach(this::forget);
    }

    private void forget(String id) {
        Optional.ofNullable(open.remove(id)).ifPresent(OpenRun::close);
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::forget);
        catalogue.close();
    }
}

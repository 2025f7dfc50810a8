package org.twoworlds.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** The runs that wait for a slot, the next first, with what each needs of its place, and why each has to wait. */
final class Waiting {
    /** The runs that may wait at a time: a home's worth. */
    static final int MOST_RUNS = 10_000;

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /**
     * A run that waits.
     *
     * @param need what it needs of its place
     * @param next the index after the newest entry of its log, when it was read last
     */
    record Run(RunFolder folder, Places.Need need, long next) {
        static Run of(RunFolder folder, RunView view) {
            return new Run(folder, Places.Need.of(view), view.next());
        }
    }

    boolean contains(RunFolder folder) {
        return runs.containsKey(folder.id());
    }

    /** The number of further runs that may wait. */
    int room() {
        return Math.max(0, MOST_RUNS - runs.size());
    }

    void add(Run run) {
        runs.put(run.folder().id(), run);
    }

    /** Lets some runs wait, as long as there is room, and gives the number of those that are left out. */
    int addAll(List<Run> some) {
        var most = Math.min(some.size(), room());
        some.subList(0, most).forEach(this::add);
        return some.size() - most;
    }

    /** Lets a run wait before all others. */
    void addFirst(Run run) {
        var others = List.copyOf(runs.values());
        runs.clear();
        add(run);
        others.forEach(this::add);
    }

    void remove(RunFolder folder) {
        reasons.remove(folder.id());
        runs.remove(folder.id());
    }

    /** The runs that wait now, the next first; a copy. */
    Collection<Run> all() {
        return new ArrayList<>(runs.values());
    }

    List<String> ids() {
        return List.copyOf(runs.keySet());
    }

    void forgetReasons() {
        reasons.clear();
    }

    void because(RunFolder folder, String reason) {
        reasons.put(folder.id(), reason);
    }

    /** The reason why a run has to wait; empty where nothing is known against it. */
    String reason(RunFolder folder) {
        return reasons.getOrDefault(folder.id(), "");
    }

    /** The reasons of the runs that wait, and some more. */
    Map<String, String> reasonsAnd(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(reasons);
        all.putAll(more);
        return Map.copyOf(all);
    }
}

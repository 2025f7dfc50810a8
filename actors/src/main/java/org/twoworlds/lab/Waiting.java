package org.twoworlds.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.twoworlds.stream.log.RunFolder;

/** The runs that wait for a slot, the next first, with what each needs of its place, and why each has to wait. */
final class Waiting {
    /** So many runs may wait: a home's worth. */
    static final int MOST = 10_000;

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    /** One that waits. */
    record Run(RunFolder folder, Places.Need need) {}

    boolean contains(RunFolder folder) {
        return runs.containsKey(folder.id());
    }

    /** Whether so many more may wait. */
    boolean hasRoom(int more) {
        return runs.size() + more <= MOST;
    }

    void add(Run run) {
        runs.put(run.folder().id(), run);
    }

    /** Lets a run wait before all others. */
    void addFirst(Run run) {
        var others = List.copyOf(runs.values());
        runs.clear();
        add(run);
        others.forEach(this::add);
    }

    /** Whether it was there. */
    boolean remove(RunFolder folder) {
        reasons.remove(folder.id());
        return runs.remove(folder.id()) != null;
    }

    /** All of them; a copy. */
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

    /** Why a run has to wait; empty where nothing is known against it. */
    String reason(RunFolder folder) {
        return reasons.getOrDefault(folder.id(), "");
    }

    Map<String, String> reasons() {
        return Map.copyOf(reasons);
    }
}

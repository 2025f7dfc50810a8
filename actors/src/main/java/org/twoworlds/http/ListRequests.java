package org.twoworlds.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.twoworlds.api.Json;
import org.twoworlds.api.ListDocument;
import org.twoworlds.api.RunDocument;
import org.twoworlds.config.RunState;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.stream.catalogue.Catalogue;
import org.twoworlds.stream.catalogue.RunRow;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.catalogue.SweepStanding;

/** The requests for lists, answered from the catalogue: no log is folded for them, however many runs there are. Thread-safe. */
final class ListRequests {
    private static final int MOST_SHOWN = 10;

    /** So that a disk on which anybody writes is not another one every second. */
    private static final long ROUND_BYTES = 100_000_000;

    private final RunBook book;

    ListRequests(RunBook book) {
        this.book = book;
    }

    RunBook book() {
        return book;
    }

    /** A page of runs. */
    Object runs(Paging page) {
        return book.listed(catalogue -> ListDocument.runs(
                catalogue.runs(page.asked(), page.limit(), page.after()), catalogue.count(page.asked()), page.limit()));
    }

    /** A page of sweeps: those that have runs which are asked for. */
    Object sweeps(Paging page) {
        return book.listed(catalogue ->
                ListDocument.sweeps(catalogue.sweeps(page.asked(), page.limit(), page.after()), page.limit()));
    }

    /** What runs, waits and failed, how many runs there are of each state, and the room on the disk. */
    Map<String, Object> overview(LabProtocol.Status lab) {
        return book.listed(catalogue -> {
            var document = Json.ordered(
                    "slots",
                    lab.slots(),
                    "busy",
                    lab.running().size(),
                    RunState.QUEUED,
                    lab.queued().size(),
                    "states",
                    catalogue.states(),
                    RunState.RUNNING,
                    in(catalogue, RunState.RUNNING),
                    "waiting",
                    waiting(lab),
                    RunState.FAILED,
                    in(catalogue, RunState.FAILED),
                    "troubles",
                    lab.troubles(),
                    "places",
                    lab.places(),
                    "nodes",
                    lab.nodes());
            room(document, book.home().path());
            return document;
        });
    }

    private static List<Map<String, Object>> in(Catalogue catalogue, RunState state) {
        return catalogue.runs(RunsAsked.ofState(state).newestFirst(), MOST_SHOWN).stream()
                .map(RunDocument::listed)
                .toList();
    }

    /** The next runs that wait, each with the reason where it is not for want of a slot. */
    private static List<Object> waiting(LabProtocol.Status lab) {
        List<Object> waiting = new ArrayList<>();
        lab.queued().stream()
                .limit(MOST_SHOWN)
                .forEach(run -> waiting.add(
                        Json.ordered("run", run, "reason", lab.waiting().getOrDefault(run, "it waits for a slot"))));
        return waiting;
    }

    private static void room(Map<String, Object> document, Path home) {
        try {
            var disk = Files.getFileStore(home);
            document.put("freeBytes", disk.getUsableSpace() / ROUND_BYTES * ROUND_BYTES);
            document.put("totalBytes", disk.getTotalSpace());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lines of lists.
     *
     * @param runs some runs, oldest first
     * @param sweeps the sweeps that these are of
     */
    record Lines(List<RunRow> runs, List<SweepStanding> sweeps) {}

    /** Some runs, those that there are, and their sweeps: one question each, however many they are. */
    Lines lines(Collection<String> runs) {
        return book.listed(catalogue -> {
            var rows = catalogue.runs(RunsAsked.ofIds(runs), runs.size());
            var sweeps = rows.stream()
                    .map(RunRow::sweep)
                    .filter(sweep -> !sweep.isEmpty())
                    .collect(Collectors.toSet());
            return new Lines(rows, catalogue.sweeps(RunsAsked.ofSweeps(sweeps), sweeps.size(), ""));
        });
    }
}

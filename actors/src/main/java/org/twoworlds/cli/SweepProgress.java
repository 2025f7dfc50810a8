package org.twoworlds.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.twoworlds.config.WorldName;
import org.twoworlds.start.SweepProcess;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** A sweep's progress on standard error: a line when a run begins, and one when it has ended. */
final class SweepProgress implements SweepProcess.Listener {
    private final List<RunFolder> folders;
    private final Map<RunFolder, Long> began = new ConcurrentHashMap<>();

    SweepProgress(List<RunFolder> folders) {
        this.folders = folders;
    }

    private String place(RunFolder folder) {
        return "[%d/%d] ".formatted(folders.indexOf(folder) + 1, folders.size());
    }

    @Override
    public void began(RunFolder folder) {
        began.put(folder, System.nanoTime());
        System.err.println(place(folder) + label(Look.at(folder, Outcome::of)) + " ...");
    }

    @Override
    public void ended(RunFolder folder, Event.RunEnded how) {
        var now = System.nanoTime();
        var seconds = (now - began.getOrDefault(folder, now)) / 1e9;
        var look = Look.at(folder, Outcome::of);
        var result = look.seen().map(SweepProgress::result).orElse("");
        System.err.printf(
                Locale.ROOT,
                "%s%s: %s in %.0f s%s%s%n",
                place(folder),
                label(look),
                how.state(),
                seconds,
                how.state().isOver() ? result : "",
                how.message().isEmpty() ? "" : ". " + how.message());
    }

    private static String label(Look<Outcome> look) {
        return look.seen().map(Outcome::label).orElse(look.folder().id());
    }

    private static String result(Outcome outcome) {
        return outcome.atStopping()
                .map(a -> String.format(
                        Locale.ROOT, ", T(n) = %d, bootstrap error there %+.4f", a.step(), a.bootstrapError()))
                .or(() -> outcome.last().map(a -> ", T(n) not reached"))
                .filter(text -> outcome.view().worlds().contains(WorldName.REAL))
                .orElse("");
    }
}

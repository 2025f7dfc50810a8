package org.twoworlds.notice;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/** The tail of a run's log, read on as it grows: what of it was not told yet. Closed by its maker. */
final class RunTail implements AutoCloseable {
    private final Path home;
    private final RunFolder folder;
    private final long told;
    private final LogReader reader;
    private final RunNotices notices;

    /**
     * Opens the log of a run.
     *
     * @param told the index of the first entry that was not told yet
     */
    RunTail(Path home, RunFolder folder, long told) {
        this.home = home;
        this.folder = folder;
        this.told = told;
        reader = new LogReader(folder.log(), 0);
        notices = new RunNotices(home);
    }

    RunFolder folder() {
        return folder;
    }

    /** Reads on as far as the log goes. */
    List<Notice> read() {
        List<Notice> news = new ArrayList<>();
        reader.forEach(entry ->
                notices.apply(entry).filter(notice -> notice.index() >= told).ifPresent(news::add));
        return news;
    }

    /** Reads on as far as the log goes, of a run that nobody keeps any more. */
    Last last() {
        var news = read();
        if (notices.view().next() > 0) {
            return new Last(news, !notices.view().state(folder.isLocked()).goesOn());
        }
        var planned = RunView.of(folder);
        RunNotices.ofUnmade(home, planned).filter(n -> told == 0).ifPresent(news::add);
        return new Last(news, planned.ended().isPresent());
    }

    /**
     * The last of a run that nobody keeps.
     *
     * @param news that was not told yet
     * @param atRest whether no lab goes on with the run by itself
     */
    record Last(List<Notice> news, boolean atRest) {}

    @Override
    public void close() {
        reader.close();
    }
}

package org.twoworlds.notice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.config.Fault;
import org.twoworlds.logging.LogLines;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * The runs that a lab keeps, followed by their logs: what is new in these goes into the queue. A run that the lab keeps no more
 * is known further as long as it is not over, or something of it waits to be told. Not thread-safe.
 */
final class FollowedRuns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedRuns.class);

    private final Home home;
    private final ToldFile told;
    private final NoticeQueue queue;
    private final Map<String, RunTail> tails = new HashMap<>();
    private final Set<String> atRest = new HashSet<>();

    FollowedRuns(Home home, ToldFile told, NoticeQueue queue) {
        this.home = home;
        this.told = told;
        this.queue = queue;
    }

    /** Reads what happened to the runs that an earlier lab kept, and this one does not, since that lab looked at them. */
    void begin() {
        told.runs().stream().filter(run -> !tails.containsKey(run)).forEach(run -> release(home.run(run)));
    }

    /**
     * Follows a run.
     *
     * @param from the index of the first entry that is new, of a run that is not known yet
     */
    void keep(RunFolder folder, long from) {
        atRest.remove(folder.id());
        if (told.next(folder.id()).isEmpty()) {
            told.note(folder.id(), from);
        }
        look(folder, () -> tail(folder));
    }

    private RunTail tail(RunFolder folder) {
        return tails.computeIfAbsent(
                folder.id(),
                id -> new RunTail(home.path(), folder, told.next(id).orElse(0)));
    }

    /** Reads a run that nobody keeps any more for the last time. */
    void release(RunFolder folder) {
        if (told.next(folder.id()).isEmpty()) {
            return; // it cannot be read
        }
        look(folder, () -> {
            var last = tail(folder).last();
            add(last.news());
            tails.remove(folder.id()).close();
            if (last.atRest()) {
                atRest.add(folder.id());
                forgetIfTold(folder.id());
            }
        });
    }

    /** Reads all logs as far as they go. */
    void readOn() {
        List.copyOf(tails.values()).forEach(tail -> look(tail.folder(), () -> add(tail.read())));
    }

    /** A run that cannot be read is told of no more, and harms no other. */
    private void look(RunFolder folder, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException | Error e) {
            try (var run = LogLines.of(folder.id())) {
                LOG.warn(
                        "Nobody is told of run {} any more: {}",
                        folder.id(),
                        Fault.of(e).message());
            }
            forget(folder.id());
        }
    }

    private void add(List<Notice> news) {
        for (var notice : news) {
            if (!queue.add(notice)) {
                noteTold(notice);
            }
        }
    }

    /** Notes that a notice is told, just before it is, or that it never will be. */
    void noteTold(Notice notice) {
        if (told.next(notice.run()).isPresent()) {
            told.note(notice.run(), notice.index() + 1);
            forgetIfTold(notice.run());
        }
    }

    private void forgetIfTold(String run) {
        if (atRest.contains(run) && !queue.contains(run)) {
            forget(run);
        }
    }

    private void forget(String run) {
        var tail = tails.remove(run);
        if (tail != null) {
            tail.close();
        }
        atRest.remove(run);
        told.forget(run);
    }

    @Override
    public void close() {
        tails.values().forEach(RunTail::close);
        tails.clear();
    }
}

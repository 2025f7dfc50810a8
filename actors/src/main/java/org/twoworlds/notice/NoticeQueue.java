package org.twoworlds.notice;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of notices that wait to be told, the oldest first. It is bounded: what comes when it is full is counted, and left out. */
final class NoticeQueue {
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(NoticeQueue.class);

    private final NoticeCounts counts;
    private final Deque<Notice> waiting = new ArrayDeque<>();

    NoticeQueue(NoticeCounts counts) {
        this.counts = counts;
    }

    /** Whether there was room for one more. */
    boolean add(Notice notice) {
        if (waiting.size() < MOST) {
            return waiting.add(notice);
        }
        var leftOut = counts.addLeftOut();
        if (Long.bitCount(leftOut) == 1) { // each time that there are twice as many
            LOG.warn(
                    "{} events were not told to --on-event so far, for {} waited: the last is {}.",
                    leftOut,
                    MOST,
                    notice.subject());
        }
        return false;
    }

    /** Takes the oldest. */
    Optional<Notice> poll() {
        return Optional.ofNullable(waiting.poll());
    }

    /** Whether one of a run waits. */
    boolean contains(String run) {
        return waiting.stream().anyMatch(n -> n.run().equals(run));
    }

    int size() {
        return waiting.size();
    }
}

package org.twoworlds.notice;

import java.nio.file.Path;
import java.util.Optional;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;

/**
 * The notices that a run's log gives rise to: a fold, so that whoever reads the same log again gets the same notices, each with
 * the index of its entry. What happens again without the run having got on, such as the failure of each further attempt, gives none.
 */
final class RunNotices {
    private final Path home;
    private final RunView view = new RunView();
    private boolean isStopped;
    private long failedAt = -1;

    RunNotices(Path home) {
        this.home = home;
    }

    /** The run as far as its log was taken in. */
    RunView view() {
        return view;
    }

    /** Takes in one more entry; an entry gives rise to one notice at most. */
    Optional<Notice> apply(LogEntry entry) {
        var ended = view.ended();
        var hadEnded = entry.event() instanceof Event.WorldEnded w
                && view.world(w.world()).ended().isPresent();
        view.apply(entry);
        if (entry.event() instanceof Event.WorldEnded w && w.reason() == WorldEnding.NON_FINITE && !hadEnded) {
            return notice(NoticeKind.NON_FINITE, entry, w.message(), Optional.of(w.world()), w.step());
        }
        if (entry.event() instanceof Event.Score s) {
            return stopped(entry, s);
        }
        if (entry.event() instanceof Event.RunEnded r) {
            return ended(entry, r, ended);
        }
        if (entry.event() instanceof Event.Asked a && a.state() == RunState.QUEUED) {
            failedAt = -1;
        }
        return Optional.empty();
    }

    private Optional<Notice> stopped(LogEntry entry, Event.Score score) {
        if (isStopped || score.world() != WorldName.REAL || !score.evaluator().equals(RunView.OWN_EVALUATOR)) {
            return Optional.empty();
        }
        var stopping = StoppingTime.of(view, view.config());
        isStopped = stopping.isPresent();
        return stopping.flatMap(t -> notice(
                NoticeKind.STOPPING_TIME,
                entry,
                "The Real World reached T(n) at step " + t.step() + ": " + t.criterion() + ".",
                Optional.of(WorldName.REAL),
                t.step()));
    }

    private Optional<Notice> ended(LogEntry entry, Event.RunEnded end, Optional<Event.RunEnded> before) {
        if (end.state().isAsAsked()) {
            return before.filter(b -> b.state() == end.state()).isPresent()
                    ? Optional.empty()
                    : notice(NoticeKind.ENDED, entry, end.message());
        }
        if (end.state() != RunState.FAILED) {
            return Optional.empty();
        }
        if (end.deaths() > 0) {
            return before.filter(b -> b.deaths() > 0).isPresent()
                    ? Optional.empty()
                    : notice(NoticeKind.GIVEN_UP, entry, end.message());
        }
        var isNew = updates() > failedAt;
        failedAt = Math.max(failedAt, updates());
        return isNew ? notice(NoticeKind.FAILED, entry, end.message()) : Optional.empty();
    }

    private long updates() {
        return WorldName.BOTH.stream().mapToLong(w -> view.world(w).step()).sum();
    }

    private Optional<Notice> notice(NoticeKind kind, LogEntry entry, String message) {
        var step = view.worlds().stream()
                .mapToLong(w -> view.world(w).step())
                .max()
                .orElse(0);
        return notice(kind, entry, message, Optional.empty(), step);
    }

    private Optional<Notice> notice(
            NoticeKind kind, LogEntry entry, String message, Optional<WorldName> world, long step) {
        return Optional.of(Notice.of(kind, home, view, entry.index(), entry.micros(), message, world, step));
    }

    /** How a run was left that is not made yet, and so has no log; empty where it is to be made. */
    static Optional<Notice> ofUnmade(Path home, RunView planned) {
        return planned.ended()
                .filter(end -> !planned.isMade())
                .map(end -> Notice.of(
                        end.state() == RunState.FAILED ? NoticeKind.GIVEN_UP : NoticeKind.ENDED,
                        home,
                        planned,
                        0,
                        planned.lastMicros(),
                        end.message(),
                        Optional.empty(),
                        0));
    }
}

package org.twoworlds.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.twoworlds.stream.log.Event;

/**
 * A process as it was written down, to be known again later: the system gives its pid to another one once it is gone.
 *
 * @param pid the number that the system gave it
 * @param started when it started; {@link Instant#EPOCH} where nobody knows
 * @param command the program that it runs; empty where nobody knows
 */
public record KnownProcess(long pid, Instant started, String command) {
    /** By how much the system's two accounts of the same start may differ. */
    private static final Duration SAME = Duration.ofSeconds(2);

    /** The process of a run's attempt, as its log names it. */
    public static KnownProcess of(Event.Attempt attempt) {
        return new KnownProcess(attempt.pid(), Instant.ofEpochMilli(attempt.processStart()), attempt.command());
    }

    /** This very process. */
    public static KnownProcess current() {
        return of(ProcessHandle.current());
    }

    /** A process that lives. */
    public static KnownProcess of(ProcessHandle process) {
        var info = process.info();
        return new KnownProcess(
                process.pid(),
                info.startInstant().orElse(Instant.EPOCH),
                info.command().orElse(""));
    }

    /**
     * The process, while it lives, to be sent a signal: empty too where what has its pid now started at another time or
     * runs another program, and where it was not written down when it started or what it runs.
     */
    public Optional<ProcessHandle> find() {
        return handle().filter(p -> !command.isEmpty() && command.equals(of(p).command));
    }

    /** Whether it lives, as far as other accounts of the machine may know: these do not see what it runs. */
    public boolean lives() {
        return handle().isPresent();
    }

    private Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(p -> !started.equals(Instant.EPOCH))
                .filter(p -> Duration.between(started, of(p).started).abs().compareTo(SAME) < 0);
    }
}

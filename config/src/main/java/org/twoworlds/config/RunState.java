package org.twoworlds.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Set;

/**
 * The state that a run is in, as its log and its lock tell.
 *
 * <pre>
 *            submitted to a lab, or a cell of a sweep
 *                              │
 *                              ▼         taken up again by hand
 *      ┌─────────────────▶  QUEUED  ◀──────────────────────────────┐
 *      │                       │                                   │
 *      │ a lab goes on by      │ a process takes it up             │
 *      │ itself                ▼                                   │
 * INTERRUPTED  ◀─────────▶  RUNNING  ◀────────────────┐            │
 *      its process dies,       │                      │ --resume   │
 *      or is told to end       │                      │            │
 *                              ├──▶  PAUSED  ─────────┤            │
 *                              ├──▶  STOPPED  ────────┼────────────┤
 *                              ├──▶  FAILED  ─────────┴────────────┘
 *                              └──▶  COMPLETED
 * </pre>
 *
 * <p>A run that waits, QUEUED or INTERRUPTED, may be PAUSED, STOPPED or given up as FAILED too, and one that is PAUSED may be
 * STOPPED:
 *
 * <table>
 * <caption>Which states may follow one</caption>
 * <tr><th>state</th><th>next</th></tr>
 * <tr><td>QUEUED</td><td>RUNNING, PAUSED, STOPPED, FAILED</td></tr>
 * <tr><td>RUNNING</td><td>COMPLETED, FAILED, PAUSED, STOPPED, INTERRUPTED</td></tr>
 * <tr><td>INTERRUPTED</td><td>QUEUED, RUNNING, PAUSED, STOPPED, FAILED</td></tr>
 * <tr><td>PAUSED</td><td>QUEUED, RUNNING, STOPPED</td></tr>
 * <tr><td>STOPPED, FAILED</td><td>QUEUED, RUNNING</td></tr>
 * <tr><td>COMPLETED</td><td>none: it is over</td></tr>
 * </table>
 *
 * <p>UNREADABLE stands outside: the state of a run whose log is damaged, gone or another account's cannot be told.
 */
public enum RunState {
    /** The run waits to be taken up. */
    QUEUED("queued"),
    /** A process writes the run's log. */
    RUNNING("running"),
    /** The run was left in order, to be taken up again. */
    PAUSED("paused"),
    /** The run was left in order, for good unless a person takes it up again. */
    STOPPED("stopped"),
    /** The run's process ended without being asked to leave the run: a lab goes on with it. */
    INTERRUPTED("interrupted"),
    /** The run could not be carried out, or none of its worlds stayed finite. */
    FAILED("failed"),
    /** All work of the run is done. */
    COMPLETED("completed"),
    /** The run's log cannot be read. */
    UNREADABLE("unreadable");

    private final String text;

    RunState(String text) {
        this.text = text;
    }

    /**
     * Reads the state.
     *
     * @throws RequestException where the text is no word of the vocabulary
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static RunState of(String text) {
        return Word.of(RunState.class, "state", text);
    }

    /** The states that may follow this one. */
    public Set<RunState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(RUNNING, PAUSED, STOPPED, FAILED);
            case RUNNING -> EnumSet.of(COMPLETED, FAILED, PAUSED, STOPPED, INTERRUPTED);
            case INTERRUPTED -> EnumSet.of(QUEUED, RUNNING, PAUSED, STOPPED, FAILED);
            case PAUSED -> EnumSet.of(QUEUED, RUNNING, STOPPED);
            case STOPPED, FAILED -> EnumSet.of(QUEUED, RUNNING);
            case COMPLETED, UNREADABLE -> EnumSet.noneOf(RunState.class);
        };
    }

    /** Whether nothing is left to do, so that the run is never taken up again. */
    public boolean isOver() {
        return this == COMPLETED;
    }

    /** Whether a lab goes on with the run by itself. */
    public boolean goesOn() {
        return switch (this) {
            case QUEUED, RUNNING, INTERRUPTED -> true;
            case PAUSED, STOPPED, FAILED, COMPLETED, UNREADABLE -> false;
        };
    }

    /** Whether this state answers a request to leave the run: an end by death or fault does not. */
    public boolean isAsAsked() {
        return switch (this) {
            case PAUSED, STOPPED, COMPLETED -> true;
            case QUEUED, RUNNING, INTERRUPTED, FAILED, UNREADABLE -> false;
        };
    }

    /** The word in logs and documents. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}

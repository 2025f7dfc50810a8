package org.twoworlds.stream.log;

/**
 * An event as it stands in a log.
 *
 * @param index its place, from 0
 * @param micros when it was appended, in microseconds since 1970
 * @param attempt which process of the run appended it, from 1
 * @param event what happened
 */
public record LogEntry(long index, long micros, int attempt, Event event) {}

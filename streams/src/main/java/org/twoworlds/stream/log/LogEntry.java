package org.twoworlds.stream.log;

/**
 * An event as it stands in a log.
 *
 * @param index the entry's place in the log, from 0
 * @param micros the time at which the event was appended, in microseconds since 1970
 * @param attempt the number of the run's process that appended the event, from 1
 * @param event the event
 */
public record LogEntry(long index, long micros, int attempt, Event event) {}

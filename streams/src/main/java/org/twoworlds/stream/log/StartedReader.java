package org.twoworlds.stream.log;

/** The reader of record 0. */
final class StartedReader extends GroupsReader<Event.Started> {
    private static final long serialVersionUID = 1L;

    StartedReader() {
        super(Event.Started.class);
    }
}

package org.twoworlds.http;

/** There is no run of that id or name. */
final class NoSuchRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchRun(String run) {
        super("The run (" + run + ") must be an id or a unique name in this lab.");
    }
}

package org.twoworlds.http;

/** A word that is neither the id nor the name of a run. */
final class NoSuchRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchRun(String run) {
        super("The run (" + run + ") must be an id or a unique name in this lab.");
    }
}

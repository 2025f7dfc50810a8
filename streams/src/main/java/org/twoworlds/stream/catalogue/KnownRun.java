package org.twoworlds.stream.catalogue;

/**
 * A run as the catalogue knows it since it was folded last.
 *
 * @param run its id
 * @param facts of its files; empty, or marked, where these may change and look the same
 * @param isOpen whether its state depends on whether a process writes it now
 * @param isRunning whether a process wrote it then
 */
record KnownRun(String run, String facts, boolean isOpen, boolean isRunning) {
    private static final String RECENT = "~";

    /** The mark on facts that are so new that a file may change again and look the same. */
    static String recent(String facts) {
        return RECENT + facts;
    }

    /** The facts without the mark. */
    String plainFacts() {
        return facts.startsWith(RECENT) ? facts.substring(RECENT.length()) : facts;
    }

    /** Whether it stays as it is unless a writer opens its log. */
    boolean isSettled() {
        return !facts.isEmpty() && !facts.startsWith(RECENT) && !isRunning;
    }
}

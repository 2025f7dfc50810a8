package org.twoworlds.notice;

/**
 * The outcome of a command that was given a notice.
 *
 * @param fault why it failed, as in "it ended with code 7"; empty where it did not
 * @param said the beginning of what it printed
 */
record CommandOutcome(String fault, String said) {
    boolean isDone() {
        return fault.isEmpty();
    }
}

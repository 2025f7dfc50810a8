package org.twoworlds.lab;

/**
 * A lab's answer to a request.
 *
 * @param done whether the lab does what was asked
 * @param message why not; where it does, why the run has to wait, or empty
 */
public record Reply(boolean done, String message) {
    static final Reply DONE = new Reply(true, "");
}

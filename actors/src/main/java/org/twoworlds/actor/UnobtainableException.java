package org.twoworlds.actor;

/** Thrown where a checkpoint's weights cannot be had, and trying again does not bring them: the evaluation ends. */
public final class UnobtainableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with its cause, which says what the person can do. */
    public UnobtainableException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}

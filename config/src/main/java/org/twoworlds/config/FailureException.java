package org.twoworlds.config;

/** The failure of a request that was right but could not be carried out: exit code 1; the message says what to do. */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure in the house's two lines: see {@link Problem}. */
    public FailureException(String name, Object value, String rule, String hint) {
        super(Problem.of(name, value, rule, hint).toString());
    }

    /** A failure with its cause kept for debugging. */
    public FailureException(Problem problem, Throwable cause) {
        super(problem.toString(), cause);
    }

    /** A failure in the words of another program that was asked. */
    public static FailureException inWords(String words) {
        return new FailureException(words, null);
    }

    /** A failure in words that were found for its cause. */
    public static FailureException inWords(String words, Throwable cause) {
        return new FailureException(words, cause);
    }

    private FailureException(String words, Throwable cause) {
        super(words, cause);
    }
}

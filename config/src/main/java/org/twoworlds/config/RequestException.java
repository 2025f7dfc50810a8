package org.twoworlds.config;

import java.util.List;
import java.util.stream.Collectors;

/** The refusal of a request that was itself wrong: exit code 2, its problems as the message, and nothing was changed. */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** A refusal for all problems of one request together. */
    public RequestException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** A refusal for one problem. */
    public RequestException(String name, Object value, String rule, String hint) {
        this(List.of(Problem.of(name, value, rule, hint)));
    }

    /** A refusal in the words of another program that was asked. */
    public static RequestException inWords(String words) {
        return new RequestException(words);
    }

    private RequestException(String words) {
        super(words);
        problems = List.of();
    }

    /** The problems of the request; none where another program found them. */
    public List<Problem> problems() {
        return problems;
    }
}

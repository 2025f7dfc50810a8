package org.twoworlds.http;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The right that a token gives, and that a request needs. Each includes those before it. */
public enum Right {
    /** To read all that the lab's runs recorded. */
    READ,
    /** To change runs too: to submit, fork, pause, resume and stop them, to attach and detach evaluators, to write words on runs. */
    SUBMIT,
    /** To read too who changed what. */
    ADMINISTER;

    /** The paths that only who administers may read. */
    private static final Set<String> ADMINISTERED = Set.of("/api/v1/lab-log");

    /** The right of a word as a file of tokens has it. */
    static Optional<Right> parse(String word) {
        return Arrays.stream(values()).filter(r -> r.toString().equals(word)).findFirst();
    }

    /** The right that a request needs, whatever its path leads to. */
    static Right neededBy(HttpRequest request) {
        if (ADMINISTERED.contains(request.getUri().path())) {
            return ADMINISTER;
        }
        return isReading(request) ? READ : SUBMIT;
    }

    /** Whether a request changes nothing, by its method. */
    static boolean isReading(HttpRequest request) {
        return request.method().equals(HttpMethods.GET) || request.method().equals(HttpMethods.HEAD);
    }

    boolean includes(Right other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

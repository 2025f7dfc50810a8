package org.twoworlds.http;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The tokens of a lab; none where it needs none. */
public record Tokens(List<Token> all) {
    /** The tokens of a lab that needs none. */
    public static final Tokens NONE = new Tokens(List.of());

    /** The tokens of a lab that has one for all and everything. */
    public static Tokens one(String secret) {
        return new Tokens(List.of(new Token("", Right.ADMINISTER, secret)));
    }

    /** Whether the lab needs none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The token that was brought, if it is one of these. Each is looked at, so that the time does not tell which it is. */
    Optional<Token> find(String given) {
        return all.stream().filter(token -> token.is(given)).toList().stream().findFirst();
    }

    /** The token with which most can be done, the first of those. */
    public Optional<Token> strongest() {
        return all.stream().max(Comparator.comparing(Token::right));
    }
}

package org.twoworlds.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.twoworlds.config.RequestException;
import org.twoworlds.node.OwnerFile;

/**
 * A file of tokens: a line {@code NAME RIGHT TOKEN} for each, or one line with a token alone, which has all rights. Empty lines
 * and those that begin with {@code #} say nothing. No message holds a word of a line: it could be a token.
 */
public final class TokenFile {
    private static final int MOST_TOKENS = 256;
    private static final long MOST_BYTES = 2 << 20;
    private static final int WORDS = 3;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,4096}");
    private static final String MAKE_ONE = "make one by: openssl rand -hex 32";

    private final Path file;
    private final List<Token> tokens = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> secrets = new HashSet<>();

    private TokenFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param what it is, for the message
     * @throws RequestException where others may use it, where it cannot be read, or where a line is not what it must be
     */
    public static Tokens read(String what, Path file) {
        OwnerFile.check(what, file);
        List<String> lines;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new RequestException(what, file, "have at most " + MOST_BYTES + " bytes", "check the path");
            }
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new RequestException(what, file, "be a file of text that can be read", "check the path");
        }
        var read = new TokenFile(file).of(lines);
        if (read.isEmpty()) {
            throw new RequestException(what, file, "hold a token", MAKE_ONE);
        }
        return new Tokens(read);
    }

    private List<Token> of(List<String> lines) {
        var said = lines.stream().map(String::strip).filter(TokenFile::says).toList();
        if (said.size() == 1 && !said.get(0).contains(" ") && !said.get(0).contains("\t")) {
            if (!TOKEN.matcher(said.get(0)).matches()) {
                throw new RequestException("token in", file, "be 16 or more letters, digits or ._~+/=-", MAKE_ONE);
            }
            return Tokens.one(said.get(0)).all();
        }
        for (var i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (says(line)) {
                add(i + 1, line.split("\\s+"));
            }
        }
        return List.copyOf(tokens);
    }

    private static boolean says(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    private void add(int number, String[] words) {
        if (words.length != WORDS) {
            throw wrong(number, "be NAME RIGHT TOKEN", "put one token on a line, and # before words of your own");
        }
        var right = Right.parse(words[1])
                .orElseThrow(() ->
                        wrong(number, "have read, submit or administer as its second word", "write NAME RIGHT TOKEN"));
        if (!NAME.matcher(words[0]).matches()) {
            throw wrong(number, "begin with a name of at most 64 letters, digits or ._@-", "write NAME RIGHT TOKEN");
        }
        if (!TOKEN.matcher(words[2]).matches()) {
            throw wrong(number, "end with a token of 16 or more letters, digits or ._~+/=-", MAKE_ONE);
        }
        if (!names.add(words[0])) {
            throw wrong(number, "have a name that no line before it has", "");
        }
        if (!secrets.add(words[2])) {
            throw wrong(number, "have a token that no line before it has", MAKE_ONE);
        }
        if (tokens.size() == MOST_TOKENS) {
            throw wrong(number, "be one of at most " + MOST_TOKENS + " tokens", "");
        }
        tokens.add(new Token(words[0], right, words[2]));
    }

    private RequestException wrong(int number, String rule, String hint) {
        return new RequestException("line " + number + " of the file of tokens", file, rule, hint);
    }
}

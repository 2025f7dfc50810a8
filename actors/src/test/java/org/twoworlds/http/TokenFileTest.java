package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.RequestException;

/** What a file of tokens says, and which files are refused. */
class TokenFileTest {
    private static final String A = "aaaaaaaaaaaaaaaa";
    private static final String B = "bbbbbbbbbbbbbbbb";

    @TempDir
    Path folder;

    private Path file(String text, String mode) throws IOException {
        var file = Files.writeString(folder.resolve("tokens"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Tokens read(String text) throws IOException {
        return TokenFile.read("option --token-file", file(text, "rw-------"));
    }

    @ParameterizedTest
    @ValueSource(strings = {A, A + "\n", "  " + A + "\r\n\n", "# mine\n\n" + A + "\n"})
    void aTokenAloneHasAllRights(String text) throws IOException {
        assertThat(read(text).all()).containsExactly(new Token("", Right.ADMINISTER, A));
    }

    @Test
    void eachLineIsATokenWithItsNameAndItsRight() throws IOException {
        var tokens = read("# who may what\nboard read " + A + "\n\n\tal.ice@x  submit\t" + B + "\n  # end\n");
        assertThat(tokens.all())
                .containsExactly(new Token("board", Right.READ, A), new Token("al.ice@x", Right.SUBMIT, B));
        assertThat(tokens.find(B).map(Token::name)).contains("al.ice@x");
        assertThat(tokens.find(B + "b")).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.strongest().map(Token::name)).contains("al.ice@x");
        assertThat(tokens.toString()).contains("board read").doesNotContain(A).doesNotContain(B);
    }

    @ParameterizedTest
    @CsvSource({
        "a submit,NAME RIGHT TOKEN",
        "a submit bbbbbbbbbbbbbbbb c,NAME RIGHT TOKEN",
        "bbbbbbbbbbbbbbbb,NAME RIGHT TOKEN",
        "b write bbbbbbbbbbbbbbbb,'read, submit or administer'",
        "b READ bbbbbbbbbbbbbbbb,'read, submit or administer'",
        "b read short,16 or more",
        "b read bbbbbbbbbbbbbbb\u00e9,16 or more",
        "b/c read bbbbbbbbbbbbbbbb,at most 64",
        "a read bbbbbbbbbbbbbbbb,a name that no line",
        "b read aaaaaaaaaaaaaaaa,a token that no line"
    })
    void aMalformedLineIsRefusedByItsNumberAndNotShown(String line, String rule) {
        assertThatThrownBy(() -> read("# one\na administer " + A + "\n\n" + line + "\n"))
                .isInstanceOf(RequestException.class)
                .message()
                .contains("line 4 of", folder.toString(), rule)
                .doesNotContain(A)
                .doesNotContain(B)
                .doesNotContain("short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# a\n", "short", "aaaaaaaaaaaaaaa!"})
    void aFileWithoutATokenIsRefused(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("openssl rand");
    }

    @Test
    void aFileThatOthersMayUseIsRefused() throws IOException {
        var file = file(A, "rw-r-----");
        assertThatThrownBy(() -> TokenFile.read("option --token-file", file)).hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> TokenFile.read("option --token-file", folder.resolve("none")))
                .isInstanceOf(RequestException.class);
        Files.write(file("", "rw-------"), new byte[] {'a', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> TokenFile.read("option --token-file", folder.resolve("tokens")))
                .hasMessageContaining("text that can be read");
    }

    @Test
    void aFileHasSoManyTokensAtMost() throws IOException {
        var most = IntStream.range(0, 256)
                .mapToObj(i -> "n%d read %016d".formatted(i, i))
                .collect(Collectors.joining("\n"));
        assertThat(read(most).all()).hasSize(256);
        assertThatThrownBy(() -> read(most + "\nlast read " + A)).hasMessageContaining("line 257");
    }
}

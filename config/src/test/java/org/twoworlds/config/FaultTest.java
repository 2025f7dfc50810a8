package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTest {
    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(new RequestException("thing", 3, "be two", ""), 2, "The thing (3) must be two."),
                Arguments.of(new FailureException("thing", 3, "be two", ""), 1, "The thing (3) must be two."),
                Arguments.of(thrownBy(() -> Objects.requireNonNull(Path.of("a\0b"))), 2, "The path (a b) must"),
                Arguments.of(
                        thrownBy(() -> ConfigFactory.parseString("a = ${b}").getInt("a")), 2, "configuration"),
                Arguments.of(thrownBy(() -> ConfigFactory.parseString("a = {")), 2, "configuration"),
                Arguments.of(new NoSuchFileException("/x/y"), 1, "The file (/x/y) must exist."),
                Arguments.of(new AccessDeniedException("/x/y"), 1, "The file (/x/y) must be accessible"),
                Arguments.of(new FileSystemException("/x", null, "No space left on device"), 1, "No space left"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("/x/y")), 1, "(/x/y) must exist"),
                Arguments.of(new UncheckedIOException(new IOException("Broken pipe")), 1, "Broken pipe"),
                Arguments.of(new EOFException(), 1, "EOFException"),
                Arguments.of(new MalformedInputException(1), 1, "be in UTF-8"),
                Arguments.of(new KeyStoreException("bad"), 1, "key or certificate (bad)"),
                Arguments.of(new OutOfMemoryError("Java heap space"), 1, "Java heap space"),
                Arguments.of(new StackOverflowError(), 1, "nested less deeply"),
                Arguments.of(new InternalError("a fault occurred in an unsafe memory access"), 1, "file in memory"),
                Arguments.of(new UnsatisfiedLinkError("no x in java.library.path"), 1, "library (no x in java"),
                Arguments.of(new NoClassDefFoundError("org/x/Y"), 1, "library (org/x/Y)"),
                Arguments.of(new CompletionException(new NoSuchFileException("/x")), 1, "(/x) must exist"),
                Arguments.of(new ExecutionException(new RequestException("a", 1, "be b", "")), 2, "The a (1)"),
                Arguments.of(new InvocationTargetException(new OutOfMemoryError("m")), 1, "memory of Java"),
                Arguments.of(
                        new ExceptionInInitializerError(new FailureException("GPU", 0, "be there", "")),
                        1,
                        "The GPU (0) must be there."));
    }

    private static Throwable thrownBy(Runnable what) {
        try {
            what.run();
            throw new AssertionError("nothing was thrown");
        } catch (RuntimeException e) {
            return e;
        }
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void whatIsThrownIsOneMessageWithTheNameOfTheThing(Throwable thrown, int exit, String says) {
        var fault = Fault.of(thrown);
        assertThat(fault.isOurs()).isFalse();
        assertThat(fault.exit()).isEqualTo(exit);
        assertThat(fault.message()).contains(says).doesNotContain("\tat ").doesNotContain("\0");
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aBugIsCalledOne(Throwable bug) {
        var fault = Fault.of(bug);
        assertThat(fault.isOurs()).isTrue();
        assertThat(fault.exit()).isEqualTo(1);
        assertThat(fault.message()).contains("report it");
    }

    static Stream<Throwable> bugs() {
        var circle = new IllegalStateException("circle");
        circle.initCause(new IllegalArgumentException("of causes", circle));
        return Stream.of(
                new NullPointerException(),
                new IllegalStateException("no"),
                new AssertionError("no"),
                new CompletionException(new ClassCastException("a is no b")),
                circle);
    }
}

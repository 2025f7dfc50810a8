package org.twoworlds;

import ai.onnxruntime.OrtException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;

/** What libraries and Java throw, and what a person must be told of it by every door. */
public record Thrown(Throwable what, int exit, String says) {
    /** All of them. */
    public static Stream<Thrown> all() {
        return Stream.of(
                new Thrown(new RequestException("thing", 3, "be two", "count"), 2, "The thing (3) must be two."),
                new Thrown(new FailureException("thing", 3, "be two", "count"), 1, "The thing (3) must be two."),
                new Thrown(new OrtException("bad node X"), 1, "ONNX Runtime (bad node X)"),
                new Thrown(new TFResourceExhaustedException("OOM at conv"), 1, "TensorFlow (OOM at conv)"),
                new Thrown(new UncheckedIOException(new NoSuchFileException("/a/b")), 1, "The file (/a/b) must exist"),
                new Thrown(new IOException("Stale file handle"), 1, "Stale file handle"),
                new Thrown(new InvalidPathException("a\0b", "Nul character"), 2, "The path (a b) must"),
                new Thrown(thrownBy(() -> ConfigFactory.parseString("a = {")), 2, "The configuration ("),
                new Thrown(thrownBy(() -> Json.MAPPER.readTree("{")), 1, "The JSON ("),
                new Thrown(new SQLException("locked"), 1, "catalogue (locked)"),
                new Thrown(new UnsatisfiedLinkError("libx.so: no such file"), 1, "The library (libx.so"),
                new Thrown(new NoClassDefFoundError("a/b/C"), 1, "The library (a/b/C)"),
                new Thrown(new OutOfMemoryError("Java heap space"), 1, "The memory of Java (Java heap space"),
                new Thrown(new StackOverflowError(), 1, "nested less deeply"),
                new Thrown(new InternalError("a fault occurred in an unsafe memory access"), 1, "The file in memory ("),
                new Thrown(new CompletionException(new OrtException("inside")), 1, "ONNX Runtime (inside)"));
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Throwable thrownBy(Work work) {
        try {
            work.run();
            throw new AssertionError("nothing was thrown");
        } catch (Exception e) {
            return e;
        }
    }

    /** Throws it, checked or not. */
    public <E extends Throwable> RuntimeException sneaky() throws E {
        @SuppressWarnings("unchecked")
        var thrown = (E) what;
        throw thrown;
    }

    @Override
    public String toString() {
        return what.getClass().getSimpleName();
    }
}

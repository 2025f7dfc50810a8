package org.twoworlds.config;

import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The meaning of an exception or error for the person who asked: the one door by which all of them, of every library, leave a
 * command, a request of the lab, a run's process and a joined machine.
 *
 * @param kind the kind of the fault, which says who can mend it
 * @param message the house's two lines, with the name of the thing; never a stack trace
 */
public record Fault(Kind kind, String message) {
    /** The kinds of faults, by the person who can mend them. */
    public enum Kind {
        /** The request was wrong: the person who asked can mend it. */
        REQUEST(2),
        /** The request could not be carried out: the machine's keeper can mend it, with its disks and libraries. */
        FAILURE(1),
        /** The program is wrong: its authors can mend it, and the message comes with a stack trace. */
        OURS(1);

        private final int exit;

        Kind(int exit) {
            this.exit = exit;
        }

        /** The exit code of a command that ends with this fault. */
        public int exit() {
            return exit;
        }
    }

    private static final int MOST_CAUSES = 20;
    private static final int MOST_CHARACTERS = 2000;

    /** A library whose exceptions this module does not know by their types: the prefix of its classes, and its fault's words. */
    private record Library(String classes, String name, Kind kind, String rule, String hint) {}

    private static final List<Library> LIBRARIES = List.of(
            new Library(
                    "ai.onnxruntime.",
                    "work of ONNX Runtime",
                    Kind.FAILURE,
                    "be possible",
                    "the network's file is damaged, or memory is short"),
            new Library(
                    "org.tensorflow.",
                    "work of TensorFlow",
                    Kind.FAILURE,
                    "be possible",
                    "make batch or the network smaller, where memory is short"),
            new Library(
                    "com.google.protobuf.",
                    "protocol buffer",
                    Kind.FAILURE,
                    "be whole",
                    "the file is damaged: make it again"),
            new Library("net.openhft.", "log", Kind.FAILURE, "be readable", "restore it from a copy"),
            new Library(
                    "org.duckdb.", "work of DuckDB", Kind.FAILURE, "be possible", "see that the disk has room for it"),
            new Library("org.sqlite.", "catalogue", Kind.FAILURE, "be usable", "delete it: it is made again"),
            new Library("java.sql.", "catalogue", Kind.FAILURE, "be usable", "delete it: it is made again"),
            new Library("com.fasterxml.jackson.", "JSON", Kind.FAILURE, "be one whole document", "make it again"),
            new Library("picocli.", "command line", Kind.REQUEST, "be as --help says", "see: twoworlds --help"),
            new Library(
                    "akka.stream.", "connection", Kind.FAILURE, "stay open", "see whether the other side still runs"));

    /** The fault of an exception or error; of one that merely wraps another, the other's. */
    public static Fault of(Throwable thrown) {
        var causes = causes(thrown);
        return causes.stream()
                .flatMap(cause -> own(cause).stream())
                .findFirst()
                .or(() ->
                        causes.stream().flatMap(cause -> known(cause).stream()).findFirst())
                .orElseGet(() -> ours(thrown));
    }

    /** The exit code of a command that ends with this fault. */
    public int exit() {
        return kind.exit();
    }

    /** Whether the program itself is wrong. */
    public boolean isOurs() {
        return kind == Kind.OURS;
    }

    /** The causes of an exception, itself first; a chain that leads back to itself ends there. */
    private static List<Throwable> causes(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return Stream.iterate(
                        Optional.of(thrown),
                        Optional::isPresent,
                        t -> Optional.ofNullable(t.orElseThrow().getCause()))
                .map(Optional::orElseThrow)
                .takeWhile(seen::add)
                .limit(MOST_CAUSES)
                .toList();
    }

    /** The fault of the program's own exceptions, which carry their kind; empty for all others. */
    private static Optional<Fault> own(Throwable thrown) {
        if (thrown instanceof RequestException) {
            return Optional.of(new Fault(Kind.REQUEST, thrown.getMessage()));
        }
        return thrown instanceof FailureException
                ? Optional.of(new Fault(Kind.FAILURE, thrown.getMessage()))
                : Optional.empty();
    }

    private static Optional<Fault> known(Throwable thrown) {
        if (thrown instanceof VirtualMachineError || thrown instanceof LinkageError) {
            return Optional.of(failure(machine((Error) thrown)));
        }
        if (thrown instanceof InvalidPathException e) {
            return Optional.of(
                    request(
                            Problem.of(
                                    "path",
                                    shown(e.getInput()),
                                    "be one that this system can have (" + e.getReason() + ")",
                                    "take out the characters that do not belong there, or set LC_ALL=C.UTF-8 for names that are not ASCII")));
        }
        if (thrown instanceof ConfigException) {
            return Optional.of(request(Problem.of("configuration", said(thrown), "be HOCON", "look there")));
        }
        if (thrown instanceof FileSystemException e) {
            return Optional.of(failure(file(e)));
        }
        var library = library(thrown);
        if (library.isPresent()) {
            return library;
        }
        if (thrown instanceof CharacterCodingException) {
            return Optional.of(failure(Problem.of("text", said(thrown), "be in UTF-8", "convert it")));
        }
        if (thrown instanceof IOException || thrown instanceof UncheckedIOException && thrown.getCause() == null) {
            return Optional.of(failure(io(said(thrown))));
        }
        if (thrown instanceof GeneralSecurityException) {
            return Optional.of(failure(Problem.of(
                    "key or certificate", said(thrown), "be usable", "make it anew, as actors/README.md says")));
        }
        if (thrown instanceof TimeoutException) {
            return Optional.of(failure(Problem.of("answer", said(thrown), "come in time", "try again")));
        }
        return thrown instanceof InterruptedException
                ? Optional.of(failure(Problem.of("work", said(thrown), "not be interrupted", "start it again")))
                : Optional.empty();
    }

    private static Problem file(FileSystemException e) {
        var name = e.getFile() == null ? "" : shown(e.getFile());
        if (e instanceof NoSuchFileException) {
            return Problem.of("file", name, "exist", "check the path");
        }
        if (e instanceof AccessDeniedException) {
            return Problem.of("file", name, "be accessible to this user", "see its rights and those of its folders");
        }
        if (e instanceof NotDirectoryException) {
            return Problem.of("file", name, "be a folder", "check the path");
        }
        return Problem.of(
                "file",
                name.isEmpty() ? said(e) : name,
                "be readable and writable as asked" + (e.getReason() == null ? "" : " (" + e.getReason() + ")"),
                "see that the disk has room, and that the path is right");
    }

    private static Problem io(String said) {
        return Problem.of(
                "file or connection",
                said,
                "be whole, and readable and writable as asked",
                "see that the disk has room, and that the other side still runs");
    }

    /** The problem where Java itself runs out of memory, or cannot load a class. */
    private static Problem machine(Error error) {
        if (error instanceof OutOfMemoryError) {
            return Problem.of(
                    "memory of Java",
                    "%s, at most %d MiB"
                            .formatted(said(error), Runtime.getRuntime().maxMemory() >> 20),
                    "hold this work",
                    "give it more by TWOWORLDS_JAVA_OPTS=-Xmx8g, or make batch, test.count or the network smaller");
        }
        if (error instanceof StackOverflowError) {
            return Problem.of("input", "nested too deeply", "be nested less deeply", "write it flatter");
        }
        if (error instanceof InternalError) {
            return Problem.of(
                    "file in memory",
                    said(error),
                    "stay readable and writable",
                    "see that the disk has room, and that no one cuts or replaces the file");
        }
        if (error instanceof LinkageError) {
            return Problem.of(
                    "library",
                    said(error),
                    "be loadable",
                    "build again, and see that the temporary folder and the program's are writable and allow programs");
        }
        return Problem.of("Java machine", said(error), "work", "start again");
    }

    private static Optional<Fault> library(Throwable thrown) {
        var type = thrown.getClass().getName();
        return LIBRARIES.stream()
                .filter(l -> type.startsWith(l.classes()))
                .findFirst()
                .map(l -> new Fault(
                        l.kind(),
                        Problem.of(l.name(), said(thrown), l.rule(), l.hint()).toString()));
    }

    private static Fault ours(Throwable thrown) {
        var cause = causes(thrown).get(causes(thrown).size() - 1);
        return new Fault(
                Kind.OURS,
                Problem.of(
                                "program",
                                cause.getClass().getSimpleName() + ": " + said(cause),
                                "not fail like this",
                                "report it, with the lines below")
                        .toString());
    }

    private static Fault failure(Problem problem) {
        return new Fault(Kind.FAILURE, problem.toString());
    }

    private static Fault request(Problem problem) {
        return new Fault(Kind.REQUEST, problem.toString());
    }

    /** An exception's message in one line, or the name of its class where it has no message. */
    private static String said(Throwable thrown) {
        var message = thrown.getMessage();
        return shown(message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message.strip());
    }

    /** A text from elsewhere as one line that a terminal can show. */
    private static String shown(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ");
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }
}

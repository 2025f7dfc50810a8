package org.twoworlds.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.twoworlds.model.checkpoint.Durable;

/** The folder in which files are made for one answer: it is gone before the answer is sent, and what is open then stays readable. */
final class AnswerFolder {
    private AnswerFolder() {}

    /** The work that makes files in a folder, and an answer of them. */
    interface Work<T> {
        T in(Path folder) throws IOException;
    }

    /** Does such work. */
    static <T> T with(Work<T> work) {
        try {
            var folder = Files.createTempDirectory("twoworlds-answer");
            try {
                return work.in(folder);
            } finally {
                Durable.remove(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

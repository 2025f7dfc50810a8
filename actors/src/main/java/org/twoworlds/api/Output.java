package org.twoworlds.api;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.twoworlds.config.FailureException;

/**
 * Standard output and standard error of a process: UTF-8 whatever the locale, and never lost without a word. What Java itself
 * gives swallows every failure, so that a full disk looks like success.
 */
public final class Output {
    private Output() {}

    /** The reader of standard output has closed it: nobody is there to be told anything. */
    public static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Closed(IOException cause) {
            super("Nobody reads standard output any more.", cause);
        }
    }

    /** Makes both this process's {@code System.out} and {@code System.err}. */
    public static void claim() {
        var errors = new FileOutputStream(FileDescriptor.err);
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        System.setOut(checked(new FileOutputStream(FileDescriptor.out)));
    }

    /**
     * A stream that says what it could not write: what is printed to it throws {@link Closed} where a pipe's reader is gone,
     * and else a {@link FailureException}.
     */
    static PrintStream checked(OutputStream to) {
        return new PrintStream(new Checked(to), true, StandardCharsets.UTF_8);
    }

    /** Throws what PrintStream does not swallow. */
    private static final class Checked extends OutputStream {
        private final OutputStream to;

        private Checked(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int oneByte) {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            try {
                to.write(bytes, from, count);
            } catch (IOException e) {
                throw lost(e);
            }
        }

        @Override
        public void flush() {
            try {
                to.flush();
            } catch (IOException e) {
                throw lost(e);
            }
        }

        private static RuntimeException lost(IOException e) {
            var why = String.valueOf(e.getMessage());
            return why.contains("Broken pipe")
                    ? new Closed(e)
                    : new FailureException(
                            "standard output", why, "take all that is printed", "see that its disk has room");
        }
    }
}

package org.twoworlds.notice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.twoworlds.config.Fault;

/**
 * The command that an operator gave, run by the shell for each notice: the document is its standard input, and its environment is
 * a small one. It is over when the shell ends, after a minute, or when it has printed too much; whatever it has started is killed
 * then. Thread-safe.
 */
final class ShellCommand implements Teller {
    /** The variables that a command gets of the lab's, where the lab has them. */
    private static final List<String> KEPT =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    private static final String KIND = "TWOWORLDS_EVENT";
    private static final String MARK = "TWOWORLDS_EVENT_MARK";
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 20;
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_SHOWN = 2_000;
    private static final AtomicLong COUNT = new AtomicLong();

    private final String command;
    private final Duration limit;
    private final Executor blocking;
    private volatile long hurryNanos = Long.MAX_VALUE;

    /**
     * A command.
     *
     * @param limit after which it is killed
     * @param blocking where it is waited for, by two threads each
     */
    ShellCommand(String command, Duration limit, Executor blocking) {
        this.command = command;
        this.limit = limit;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<CommandOutcome> tell(Notice notice) {
        return CompletableFuture.supplyAsync(() -> run(notice), blocking)
                .exceptionally(
                        e -> new CommandOutcome("it failed here: " + Fault.of(e).message(), ""));
    }

    /** Gives what is under way a few seconds more. */
    @Override
    public void hurry() {
        hurryNanos = System.nanoTime() + SHORT.toNanos();
    }

    private CommandOutcome run(Notice notice) {
        var mark = ProcessHandle.current().pid() + "." + COUNT.incrementAndGet() + "." + notice.id();
        Process process;
        try {
            process = start(notice, mark);
        } catch (IOException e) {
            return new CommandOutcome("it cannot be started: " + e.getMessage(), "");
        }
        var said = new ByteArrayOutputStream();
        try {
            blocking.execute(() -> write(process, notice));
            return new CommandOutcome(wait(process, said), shown(said));
        } catch (IOException e) {
            return new CommandOutcome("what it prints cannot be read: " + e.getMessage(), shown(said));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CommandOutcome("the lab was interrupted", shown(said));
        } finally {
            new MarkedProcesses(MARK, mark).kill(process.toHandle());
            closeQuietly(process);
        }
    }

    private Process start(Notice notice, String mark) throws IOException {
        var builder = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
        builder.environment().keySet().retainAll(KEPT);
        builder.environment().put(KIND, notice.kind().toString());
        builder.environment().put(MARK, mark);
        return builder.start();
    }

    private static void write(Process process, Notice notice) {
        try (var in = process.getOutputStream()) {
            in.write((notice.text() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody has to read it.
        }
    }

    /** Waits for its end, and says what is wrong with that; nothing that it has started keeps anybody waiting. */
    private String wait(Process process, ByteArrayOutputStream said) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        var isOver = false;
        while (!isOver) {
            isOver = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            drain(process.getInputStream(), said);
            if (said.size() >= MOST_BYTES) {
                return "it printed more than " + (MOST_BYTES >> 10) + " KiB, and was killed";
            }
            var now = System.nanoTime();
            if (!isOver && now - begun > limit.toNanos()) {
                return "it took longer than " + limit.toSeconds() + " s, and was killed";
            }
            if (!isOver && hurryNanos != Long.MAX_VALUE && now - hurryNanos > 0) {
                return "it was killed at the lab's end";
            }
        }
        return process.exitValue() == 0 ? "" : "it ended with code " + process.exitValue();
    }

    private static void drain(InputStream from, ByteArrayOutputStream said) throws IOException {
        for (var ready = from.available(); ready > 0 && said.size() < MOST_BYTES; ready = from.available()) {
            said.writeBytes(from.readNBytes(Math.min(ready, MOST_BYTES - said.size())));
        }
    }

    private static void closeQuietly(Process process) {
        try {
            process.getInputStream().close();
        } catch (IOException e) {
            // Nothing more is read of it.
        }
    }

    /** What it said as text that harms no terminal. */
    private static String shown(ByteArrayOutputStream said) {
        var text = said.toString(StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
        return Notice.shortened(text.strip(), MOST_SHOWN);
    }
}

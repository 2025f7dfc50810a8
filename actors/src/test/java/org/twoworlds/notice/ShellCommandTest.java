package org.twoworlds.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.EndedProcess;
import org.twoworlds.api.Json;

/** How a command is run, and what becomes of it where it does not do what it should. */
class ShellCommandTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private CommandOutcome tell(String command, Duration limit) throws Exception {
        var notice = Notice.ofDisk(folder, Instant.EPOCH, 7, "low");
        return new ShellCommand(command, limit, threads)
                .tell(notice)
                .toCompletableFuture()
                .get();
    }

    @Test
    void aCommandReadsTheDocumentAndKnowsTheEvent() throws Exception {
        var outcome = tell("cat > " + folder + "/document; echo $TWOWORLDS_EVENT", LONG);
        assertThat(outcome).isEqualTo(new CommandOutcome("", "diskLow"));
        var document = Json.MAPPER.readTree(Files.readString(folder.resolve("document")));
        assertThat(document.path("freeBytes").asLong()).isEqualTo(7);
    }

    @Test
    void aCommandKnowsLittleOfTheLabsEnvironment() throws Exception {
        var names = tell("env | cut -d= -f1", LONG).said().lines().toList();
        assertThat(names)
                .contains("PATH", "TWOWORLDS_EVENT")
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "USER",
                        "LOGNAME",
                        "LANG",
                        "LC_ALL",
                        "LC_CTYPE",
                        "TZ",
                        "TMPDIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_",
                        "TWOWORLDS_EVENT",
                        "TWOWORLDS_EVENT_MARK");
    }

    @Test
    void aCommandThatReadsNothingIsToldAllTheSame() throws Exception {
        assertThat(tell("exit 0", LONG)).isEqualTo(new CommandOutcome("", ""));
    }

    @Test
    void aCommandThatFailsIsKnownByItsCode() throws Exception {
        assertThat(tell("echo out; echo err >&2; exit 7", LONG))
                .isEqualTo(new CommandOutcome("it ended with code 7", "out\nerr"));
        assertThat(tell("/nowhere/at-all", LONG).fault()).isEqualTo("it ended with code 127");
    }

    @Test
    void aCommandThatHangsIsKilledWithAllThatItStarted() throws Exception {
        var command = "echo begun; sleep 600 & echo $! > one; (setsid sleep 600 & echo $! > two) ; sleep 600";
        var outcome = tell("cd " + folder + "; " + command, Duration.ofSeconds(1));
        assertThat(outcome.fault()).isEqualTo("it took longer than 1 s, and was killed");
        assertThat(outcome.said()).isEqualTo("begun");
        awaitEnd("one");
        awaitEnd("two");
    }

    @Test
    void whatACommandLeavesBehindEndsWithIt() throws Exception {
        assertThat(tell("cd " + folder + "; setsid sleep 600 & echo $! > one; exit 0", LONG)
                        .fault())
                .isEmpty();
        awaitEnd("one");
    }

    /** Waits for the end of the process whose number a command wrote into a file. */
    private void awaitEnd(String file) throws Exception {
        EndedProcess.await(Long.parseLong(Files.readString(folder.resolve(file)).strip()));
    }

    @Test
    void aCommandThatFloodsIsKilledAndItsBeginningKept() throws Exception {
        var outcome = tell("yes", LONG);
        assertThat(outcome.fault()).isEqualTo("it printed more than 64 KiB, and was killed");
        assertThat(outcome.said()).startsWith("y\ny\n").hasSizeLessThanOrEqualTo(2_000);
    }

    @Test
    void whatACommandSaysHarmsNoTerminal() throws Exception {
        assertThat(tell("printf 'a\\033[2Jb\\rc'", LONG).said()).isEqualTo("a?[2Jb?c");
    }
}

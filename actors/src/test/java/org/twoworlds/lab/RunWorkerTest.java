package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Whom a lab ends that finds a run which a process of an earlier lab writes. */
class RunWorkerTest {
    @TempDir
    Path path;

    private RunFolder folder;
    private Process sleeper;
    private KnownProcess known;

    @BeforeEach
    void start() throws IOException {
        folder = new RunFolder(path.resolve("run"));
        folder.create();
        sleeper = new ProcessBuilder("sleep", "600").start();
        known = KnownProcess.of(sleeper.toHandle());
    }

    @AfterEach
    void end() {
        sleeper.destroyForcibly();
    }

    /** Tells a worker to end a run whose newest attempt was by a process, while somebody writes the run. */
    private void endRunOf(KnownProcess process) {
        var attempt = new Event.Attempt(
                1, process.pid(), false, Map.of(), process.started().toEpochMilli(), process.command());
        TestEvents.write(folder, TestEvents.started(), attempt);
        try (var lock = folder.lock()) {
            var ending = RunWorker.ending(
                    folder,
                    new WorkerProcesses(new Program("none"), path),
                    InstantSource.system(),
                    TestInbox.<RunKeeper.Trouble>create().getRef(),
                    "stopped");
            var worker = BehaviorTestKit.create(ending, "worker", ConfigFactory.load());
            worker.runOne();
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void theProcessThatTheLogNamesIsToldToEnd() throws Exception {
        endRunOf(known);
        assertThat(sleeper.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anotherProcessThatHasItsNumberNowIsNot() throws Exception {
        endRunOf(new KnownProcess(known.pid(), known.started().minusSeconds(60), known.command()));
        assertThat(sleeper.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void norOneThatRunsAnotherProgram() throws Exception {
        endRunOf(new KnownProcess(known.pid(), known.started(), "/usr/bin/java"));
        assertThat(sleeper.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void norOneOfWhichAnOlderLogSaysNothingElse() throws Exception {
        endRunOf(new KnownProcess(known.pid(), Instant.EPOCH, ""));
        assertThat(sleeper.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aPromiseIsOfTheProcessThatWritesOrOfTheNextOne() {
        TestEvents.write(
                folder,
                TestEvents.started(),
                new Event.Attempt(
                        1, known.pid(), false, Map.of(), known.started().toEpochMilli(), known.command()));
        RunKeeper.promise(folder, RunView.of(folder), "paused", InstantSource.system());
        assertThat(RunView.of(folder).asked()).contains("paused");
        TestEvents.write(folder, new Event.Attempt(2, known.pid(), false, Map.of()));
        assertThat(RunView.of(folder).asked()).isEmpty();
        RunKeeper.promise(folder, RunView.of(folder), "stopped", InstantSource.system());
        TestEvents.write(folder, new Event.Attempt(3, 1, false, Map.of()));
        assertThat(RunView.of(folder).asked())
                .as("the process that was only starting is meant too")
                .contains("stopped");
    }
}

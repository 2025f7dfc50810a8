package org.twoworlds.lab;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.Effect;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.start.Program;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/** How a lab keeps a run going in a process, ends it, and whose process it ends. */
class RunWorkerTest {
    private static final Duration GRACE = Duration.ofSeconds(60);

    @TempDir
    Path path;

    private final TestInbox<RunKeeper.Trouble> trouble = TestInbox.create();
    private final Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
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
        ProcessHandle.current().children().filter(p -> !before.contains(p)).forEach(ProcessHandle::destroyForcibly);
    }

    private BehaviorTestKit<RunKeeper.Command> ending(RunState state) {
        return kit(RunWorker.ending(folder, processes("none"), InstantSource.system(), trouble.getRef(), state));
    }

    /** A worker whose process is of a class. */
    private BehaviorTestKit<RunKeeper.Command> worker(String main) {
        return kit(RunWorker.create(folder, processes(main), InstantSource.system(), trouble.getRef()));
    }

    private static BehaviorTestKit<RunKeeper.Command> kit(Behavior<RunKeeper.Command> behavior) {
        return BehaviorTestKit.create(behavior, "worker", ConfigFactory.load());
    }

    private WorkerProcesses processes(String main) {
        return new WorkerProcesses(new Program(main), path, InstantSource.system());
    }

    /** A worker of a run whose process cannot even be started. */
    private BehaviorTestKit<RunKeeper.Command> hopeless() throws IOException {
        Files.createDirectories(folder.file(WorkerProcesses.OUTPUT));
        return worker("none");
    }

    /** Lets the worker handle the end of its process, which is waited for. */
    private static void runOnExit(BehaviorTestKit<RunKeeper.Command> worker) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!worker.selfInbox().hasMessages()) {
            assertThat(System.nanoTime()).as("the process is to end").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        worker.runOne();
    }

    /** The timer that was started last. */
    private static Effect.TimerScheduled<?> timer(BehaviorTestKit<RunKeeper.Command> worker) {
        return worker.getAllEffects().stream()
                .filter(Effect.TimerScheduled.class::isInstance)
                .map(effect -> (Effect.TimerScheduled<?>) effect)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Lets the time of a timer come. */
    private static void run(BehaviorTestKit<RunKeeper.Command> worker, Effect.TimerScheduled<?> timer) {
        timer.send().apply();
        worker.runOne();
    }

    private List<Event> logged() {
        return TestEvents.read(folder);
    }

    /** Tells a worker to end a run whose newest attempt was by a process, while somebody writes the run. */
    private void endRunOf(KnownProcess process) {
        var attempt = new Event.Attempt(
                1, process.pid(), false, Map.of(), process.started().toEpochMilli(), process.command());
        TestEvents.write(folder, TestEvents.started(), attempt);
        try (var lock = folder.lock()) {
            var worker = ending(RunState.STOPPED);
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
        LastWord.promise(folder, RunView.of(folder), RunState.PAUSED, InstantSource.system());
        assertThat(RunView.of(folder).asked()).contains(RunState.PAUSED);
        TestEvents.write(folder, new Event.Attempt(2, known.pid(), false, Map.of()));
        assertThat(RunView.of(folder).asked()).isEmpty();
        LastWord.promise(folder, RunView.of(folder), RunState.STOPPED, InstantSource.system());
        TestEvents.write(folder, new Event.Attempt(3, 1, false, Map.of()));
        assertThat(RunView.of(folder).asked())
                .as("the process that was only starting is meant too")
                .contains(RunState.STOPPED);
    }

    @Test
    void aPromiseForARunThatIsNotMadeYetIsInItsSweepsPlan() {
        plan();
        LastWord.promise(folder, RunView.of(folder), RunState.STOPPED, InstantSource.system());
        assertThat(SweepPlan.of(folder).orElseThrow().left()).hasValue(new Event.RunEnded(RunState.STOPPED, ""));
        assertThat(folder.path()).doesNotExist();
    }

    /** Lets the run be one that a sweep plans and that is not made yet. */
    private void plan() {
        var home = new Home(path.resolve("home"));
        folder = home.run("sweep.1");
        assertThat(folder.path().getParent().toFile().mkdirs()).isTrue();
        home.plan(new SweepPlan("sweep", 1, List.of(new SweepPlan.Planned(TestEvents.planned("sweep.1")))));
    }

    @Test
    void aRunThatDiesIsStartedAgainMoreAndMoreSlowlyAndGivenUpOnAtTheFifthDeath() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = hopeless();
        worker.runOne();
        for (var deaths = 1; deaths <= 4; deaths++) {
            assertThat(trouble.receiveMessage().deaths()).isEqualTo(deaths);
            var timer = timer(worker);
            assertThat(timer.duration()).isEqualTo(Duration.ofSeconds(1L << (deaths - 1)));
            run(worker, timer);
        }
        var last = trouble.receiveMessage();
        assertThat(last.run()).isEqualTo("run");
        assertThat(last.deaths()).isEqualTo(5);
        assertThat(worker.isAlive()).isFalse();
        assertThat(RunView.of(folder).ended().orElseThrow().state()).isEqualTo(RunState.FAILED);
        assertThat(RunView.of(folder).ended().orElseThrow().message())
                .isEqualTo("It died 5 times without getting on: " + last.reason());
    }

    @Test
    void aRunThatGotOnHasItsEarlierDeathsForgotten() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = hopeless();
        worker.runOne();
        run(worker, timer(worker));
        TestEvents.write(folder, TestEvents.step(WorldName.IDEAL, 1, 0.5));
        run(worker, timer(worker));
        assertThat(trouble.getAllReceived())
                .extracting(RunKeeper.Trouble::deaths)
                .containsExactly(1, 2, 1);
        assertThat(timer(worker).duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aProcessThatEndsWithAnErrorIsADeathWhoseReasonNamesItsOutput() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker("none");
        worker.runOne();
        runOnExit(worker);
        var output = folder.file(WorkerProcesses.OUTPUT);
        assertThat(trouble.receiveMessage())
                .isEqualTo(new RunKeeper.Trouble("run", 1, "its process ended with code 1; see " + output));
        assertThat(output).content().contains("none");
        assertThat(timer(worker).duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(logged()).hasSize(1);
    }

    @Test
    void theLastWordOfAProcessIsTheReasonOfItsDeath() {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker("none");
        worker.runOne();
        TestEvents.write(folder, new Event.RunEnded(RunState.FAILED, "no memory"));
        runOnExit(worker);
        assertThat(trouble.receiveMessage().reason()).isEqualTo("no memory");
    }

    /** A process that ends in order. */
    static final class Orderly {
        public static void main(String[] arguments) {}
    }

    @Test
    void aProcessThatEndsInOrderHasTheLastWord() {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker(Orderly.class.getName());
        worker.runOne();
        runOnExit(worker);
        assertThat(worker.isAlive()).isFalse();
        assertThat(trouble.hasMessages()).isFalse();
        assertThat(logged()).hasSize(1);
    }

    @Test
    void aCompletedRunIsNotStarted() throws Exception {
        TestEvents.write(folder, TestEvents.started(), new Event.RunEnded(RunState.COMPLETED, ""));
        var worker = hopeless();
        worker.runOne();
        assertThat(worker.isAlive()).isFalse();
        assertThat(trouble.hasMessages()).isFalse();
    }

    @Test
    void aRunThatAnotherProcessWritesIsStartedOnceThatIsGone() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = hopeless();
        try (var lock = folder.lock()) {
            worker.runOne();
            assertThat(trouble.hasMessages()).isFalse();
        }
        var timer = timer(worker);
        assertThat(timer.duration()).isEqualTo(Duration.ofSeconds(1));
        run(worker, timer);
        assertThat(trouble.receiveMessage().deaths()).as("it was started").isEqualTo(1);
    }

    private static void awaitParentsEnd() {
        ProcessHandle.current().parent().orElseThrow().onExit().join();
    }

    /** A process that lives until it is told to end, or this one is gone. */
    static final class Patient {
        public static void main(String[] arguments) {
            awaitParentsEnd();
        }
    }

    /** A process that says a word and then does not end when it is told to. */
    static final class Deaf {
        public static void main(String[] arguments) {
            var forever = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    forever.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            System.out.println("deaf");
            awaitParentsEnd();
            Runtime.getRuntime().halt(0);
        }
    }

    @Test
    void aRunThatIsToBePausedIsLeftSoOnceItsProcessIsGone() {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker(Patient.class.getName());
        worker.runOne();
        worker.run(new RunKeeper.End(RunState.PAUSED));
        assertThat(timer(worker).duration()).isEqualTo(GRACE);
        assertThat(logged()).hasSize(1);
        runOnExit(worker);
        assertThat(logged()).last().isEqualTo(new Event.RunEnded(RunState.PAUSED, ""));
        assertThat(worker.isAlive()).isFalse();
        assertThat(trouble.hasMessages()).as("that is no death").isFalse();
    }

    @Test
    void aProcessThatDoesNotEndInTimeIsKilled() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker(Deaf.class.getName());
        worker.runOne();
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(folder.file(WorkerProcesses.OUTPUT)).contains("deaf")) {
            assertThat(System.nanoTime()).as("the process is to start").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        worker.run(new RunKeeper.End(RunState.STOPPED));
        run(worker, timer(worker));
        runOnExit(worker);
        assertThat(logged()).last().isEqualTo(new Event.RunEnded(RunState.STOPPED, ""));
        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void aWorkerThatIsStoppedEndsItsProcess() {
        TestEvents.write(folder, TestEvents.started());
        var worker = worker(Patient.class.getName());
        worker.runOne();
        worker.signal(PostStop.instance());
        runOnExit(worker);
        assertThat(logged()).as("the run goes on later").hasSize(1);
    }

    @Test
    void aRunThatWaitsToBeStartedAgainIsLeftAtOnce() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = hopeless();
        worker.runOne();
        worker.run(new RunKeeper.End(RunState.PAUSED));
        assertThat(worker.isAlive()).isFalse();
        assertThat(logged()).last().isEqualTo(new Event.RunEnded(RunState.PAUSED, ""));
    }

    @Test
    void aRunThatTheLabsEndInterruptsIsLeftWithoutAWord() throws Exception {
        TestEvents.write(folder, TestEvents.started());
        var worker = hopeless();
        worker.runOne();
        worker.run(new RunKeeper.End(RunState.INTERRUPTED));
        assertThat(worker.isAlive()).isFalse();
        assertThat(logged()).hasSize(1);
    }

    @Test
    void theStateThatIsAskedForLastIsTheOneInWhichARunIsLeft() {
        TestEvents.write(folder, TestEvents.started());
        var worker = ending(RunState.PAUSED);
        try (var lock = folder.lock()) {
            worker.runOne();
            worker.run(new RunKeeper.End(RunState.STOPPED));
        }
        run(worker, timer(worker));
        assertThat(logged()).containsExactly(TestEvents.started(), new Event.RunEnded(RunState.STOPPED, ""));
    }

    @Test
    void theLastWordStandsBehindTheRequestThatItAnswers() {
        TestEvents.write(folder, TestEvents.started());
        var asked = new Event.Asked(RunState.PAUSED, 0);
        try (var lock = folder.lock()) {
            InboxKeeper.offer(folder, asked, InstantSource.system());
        }
        ending(RunState.PAUSED).runOne();
        assertThat(logged()).containsExactly(TestEvents.started(), asked, new Event.RunEnded(RunState.PAUSED, ""));
    }

    @Test
    void aRunThatIsNotMadeYetIsLeftInItsSweepsPlan() {
        plan();
        var worker = ending(RunState.STOPPED);
        worker.runOne();
        assertThat(worker.isAlive()).isFalse();
        assertThat(SweepPlan.of(folder).orElseThrow().left()).hasValue(new Event.RunEnded(RunState.STOPPED, ""));
        assertThat(folder.path()).doesNotExist();
    }
}

package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/**
 * One run: decides when to write checkpoints down, when a trainer has to wait for the evaluator, when T(n) is reached,
 * which checkpoints may go, and when it is over.
 */
public final class Run extends AbstractBehavior<Run.Command> {
    /** What it understands. */
    public sealed interface Command {}

    private record Stepped(Trainer.Stepped update) implements Command {}

    private record Happened(LogEntry entry) implements Command {}

    private record DiskLow(LogWriter.DiskLow low) implements Command {}

    private record Closed(Event event) implements Command {}

    /** Write resume checkpoints and let go of the run. */
    public record Interrupt(String message) implements Command {}

    /**
     * Starts or goes on with a run.
     *
     * @param outcome is completed with the last event, once that is in the log
     */
    public static Behavior<Command> create(RunParts parts, CompletableFuture<Event.RunEnded> outcome) {
        return Behaviors.setup(context -> new Run(context, parts, outcome));
    }

    private final RunParts parts;
    private final RunView view;
    private final CompletableFuture<Event.RunEnded> outcome;
    private final CheckpointPlan plan;
    private final ActorRef<LogWriter.Command> log;
    private final Map<WorldName, ActorRef<Trainer.Command>> trainers = new EnumMap<>(WorldName.class);
    private final Map<WorldName, Long> granted = new EnumMap<>(WorldName.class);
    private final Map<WorldName, Long> reached = new EnumMap<>(WorldName.class);

    /** Where each trainer began: a fork has no checkpoints from before. */
    private final Map<WorldName, Long> begun = new EnumMap<>(WorldName.class);

    private Optional<StoppingTime> stopping;
    private Optional<Event.RunEnded> ending = Optional.empty();

    private Run(ActorContext<Command> context, RunParts parts, CompletableFuture<Event.RunEnded> outcome) {
        super(context);
        this.parts = parts;
        this.outcome = outcome;
        view = parts.view();
        plan = new CheckpointPlan(parts.config());
        stopping = StoppingTime.of(view, parts.config());
        parts.resume(plan, stopping.isPresent());
        log = parts.spawnLog(
                context,
                context.messageAdapter(LogEntry.class, Happened::new),
                context.messageAdapter(LogWriter.DiskLow.class, DiskLow::new));
        context.watch(log);
        parts.begin(log);
        var updates = context.messageAdapter(Trainer.Stepped.class, Stepped::new);
        for (var world : view.worlds()) {
            if (view.world(world).ended().isEmpty()) {
                var trainer = parts.spawnTrainer(context, world, log, updates);
                context.watch(trainer.ref());
                trainers.put(world, trainer.ref());
                begun.put(world, trainer.from());
                reached.put(world, trainer.from());
                granted.put(world, trainer.from());
            }
        }
        parts.spawnEvaluators(context, log);
        plan.begin(reached.getOrDefault(WorldName.REAL, 0L));
        if (stopping.isPresent() && parts.config().stoppingTime().stop()) {
            endAt(stopping.get().step());
        }
        grant();
        endIfOver();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Stepped.class, this::onStepped)
                .onMessage(Happened.class, this::onHappened)
                .onMessage(DiskLow.class, this::onDiskLow)
                .onMessage(Interrupt.class, m -> stop(new Event.RunEnded(RunState.INTERRUPTED, m.message()), true))
                .onMessage(Closed.class, this::onClosed)
                .onSignal(ChildFailed.class, this::onChildFailed)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onStepped(Stepped message) {
        var stepped = message.update();
        reached.put(stepped.world(), stepped.step());
        if (stepped.world() == WorldName.REAL) {
            plan.stepped(stepped.step(), stepped.batchError(), stopping.isPresent());
        }
        grant();
        return this;
    }

    /** Lets each trainer go on as far as it is decided what is written down, and as far as the evaluator keeps up. */
    private void grant() {
        if (!trainers.containsKey(WorldName.REAL)) {
            plan.begin(reached.getOrDefault(WorldName.IDEAL, 0L));
        }
        trainers.forEach((world, trainer) -> {
            var from = granted.get(world);
            var until = plan.decided();
            if (until <= from) {
                return;
            }
            var room = parts.config().evaluator().backlog() - backlog(world);
            for (var checkpoint : plan.checkpoints(from, until)) {
                if (room-- <= 0) {
                    until = checkpoint - 1;
                    break;
                }
            }
            if (until > from) {
                granted.put(world, until);
                var steps = plan.checkpoints(from, until);
                steps.removeAll(view.world(world).checkpoints().keySet());
                trainer.tell(new Trainer.Proceed(until, steps));
            }
        });
    }

    /** Checkpoints that are granted or written and not scored yet. */
    private long backlog(WorldName world) {
        var written = view.world(world).checkpoints();
        var from = Math.max(begun.getOrDefault(world, 0L), written.isEmpty() ? 0 : written.lastKey());
        var coming = plan.checkpoints(from, granted.get(world)).size();
        return coming
                + view.world(world).onDisk().keySet().stream()
                        .filter(step -> !isSettled(world, step))
                        .count();
    }

    private boolean isSettled(WorldName world, long step) {
        return parts.scoringPlan().isSettled(view, world, step);
    }

    private Behavior<Command> onHappened(Happened happened) {
        view.apply(happened.entry());
        var event = happened.entry().event();
        if (event instanceof Event.WorldEnded ended) {
            parts.stopSource(ended.world());
            Optional.ofNullable(trainers.remove(ended.world())).ifPresent(t -> t.tell(new Trainer.Interrupt(false)));
        } else if (event instanceof Event.Score || event instanceof Event.Missing) {
            onScore();
        } else if (event instanceof Event.Deleted deleted) {
            remove(deleted);
        }
        if (ending.isEmpty()) {
            grant();
            endIfOver();
        }
        return this;
    }

    private void onScore() {
        if (stopping.isEmpty()) {
            stopping = StoppingTime.of(view, parts.config());
            if (stopping.isPresent() && parts.config().stoppingTime().stop()) {
                endAt(stopping.get().step());
            }
        }
        for (var deleted :
                new Housekeeping(parts.config(), view, view.lastMicros()).deletable(stopping, this::isSettled)) {
            view.world(deleted.event().world()).onDisk().remove(deleted.event().step());
            log.tell(LogWriter.Append.durable(deleted.event()));
        }
    }

    /** A checkpoint's file goes once the log says so, and that survives a power cut: no reader then misses it. */
    private void remove(Event.Deleted deleted) {
        var file = RunFolder.checkpointFile(deleted.world(), deleted.step());
        try {
            Files.deleteIfExists(parts.folder().file(file));
        } catch (IOException e) {
            getContext().getLog().warn("Cannot delete {}", file, e);
        }
    }

    private void endAt(long step) {
        plan.endAt(step);
        trainers.forEach((world, trainer) -> trainer.tell(new Trainer.EndAt(
                step,
                Optional.ofNullable(view.world(world).checkpoints().get(step)).map(Event.Checkpoint::digest))));
    }

    private void endIfOver() {
        var over = view.worlds().stream()
                .allMatch(world -> view.world(world).ended().isPresent()
                        && view.world(world).onDisk().keySet().stream().allMatch(step -> isSettled(world, step)));
        if (over) {
            stop(verdict(), false);
        }
    }

    /** A run is completed as long as one of its worlds is: where none stayed finite, there is nothing to compare. */
    private Event.RunEnded verdict() {
        var lost = view.worlds().stream()
                .flatMap(world -> view.world(world).ended().stream())
                .filter(ended -> ended.reason() == WorldEnding.NON_FINITE)
                .toList();
        return lost.size() < view.worlds().size()
                ? new Event.RunEnded(RunState.COMPLETED, "")
                : new Event.RunEnded(RunState.FAILED,
                        lost.stream()
                                .map(Event.WorldEnded::message)
                                .collect(Collectors.joining(System.lineSeparator())));
    }

    private Behavior<Command> onDiskLow(DiskLow disk) {
        var message = CheckpointWriter.diskFull(disk.low().usable(), disk.low().reserve())
                .getMessage();
        return stop(new Event.RunEnded(RunState.FAILED, message), false);
    }

    private Behavior<Command> onChildFailed(ChildFailed failed) {
        var cause = failed.cause();
        var fault = Fault.of(cause);
        if (fault.isOurs()) {
            getContext().getLog().error("A part of the run failed", cause);
        }
        var message = !fault.isOurs()
                ? fault.message()
                : "The run must not fail, but " + failed.getRef().path().name() + " did: " + cause
                        + System.lineSeparator() + "  Maybe run it again with --resume.";
        if (failed.getRef().equals(log)) {
            outcome.complete(new Event.RunEnded(RunState.FAILED, message));
            return Behaviors.stopped();
        }
        forget(failed);
        stop(new Event.RunEnded(RunState.FAILED, message), true);
        return this;
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        forget(terminated);
        return this;
    }

    /** A trainer is gone; the last one lets the log be closed. */
    private void forget(Terminated terminated) {
        var wasTrainer = trainers.values()
                .removeIf(t -> t.path().equals(terminated.getRef().path()));
        if (wasTrainer && ending.isPresent()) {
            closeWhenAlone();
        }
    }

    private Behavior<Command> stop(Event.RunEnded with, boolean save) {
        if (ending.isPresent()) {
            return this;
        }
        ending = Optional.of(with);
        parts.stopSources();
        trainers.values().forEach(t -> t.tell(new Trainer.Interrupt(save)));
        closeWhenAlone();
        return this;
    }

    private void closeWhenAlone() {
        if (trainers.isEmpty()) {
            parts.stopEvaluators();
            log.tell(new LogWriter.Close(
                    ending.orElseThrow(),
                    getContext().messageAdapter(LogWriter.Appended.class, a -> new Closed(a.event()))));
        }
    }

    private Behavior<Command> onClosed(Closed closed) {
        outcome.complete((Event.RunEnded) closed.event());
        return Behaviors.stopped();
    }
}

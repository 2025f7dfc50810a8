package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.twoworlds.config.Fault;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.LogReader;

/**
 * The actor of one run. Each world's source draws batches and its trainer steps; evaluators score the checkpoints; all of it is
 * logged by the log's writer. The run decides: when checkpoints are written, when a trainer waits for the evaluator, when T(n) is
 * reached, which checkpoints may go, and when the run is over.
 */
public final class Run extends AbstractBehavior<Run.Command> {
    /** The messages that a run's actor takes. */
    public sealed interface Command {}

    private record Stepped(Trainer.Stepped update) implements Command {}

    private record Happened(LogEntry entry) implements Command {}

    private record DiskLow(LogWriter.DiskLow low) implements Command {}

    private record Closed(Event event) implements Command {}

    /** Asks the run to write resume points and to end as interrupted. */
    public record Interrupt(String message) implements Command {}

    /**
     * Starts or goes on with a run.
     *
     * @param outcome is completed with the last event, once that is in the log
     */
    public static Behavior<Command> create(RunContext run, CompletableFuture<Event.RunEnded> outcome) {
        return create(run, (context, log) -> new SpawnedActors(context, run, log), outcome);
    }

    /** Starts or goes on with a run over given actors, which are made for the run's context and the log's writer. */
    static Behavior<Command> create(
            RunContext run,
            BiFunction<ActorContext<?>, ActorRef<LogWriter.Command>, RunActors> actors,
            CompletableFuture<Event.RunEnded> outcome) {
        return Behaviors.setup(context -> new Run(context, run, actors, outcome));
    }

    private final RunContext run;
    private final RunView view;
    private final CompletableFuture<Event.RunEnded> outcome;
    private final ScoringPlan scoring;
    private final CheckpointPlan plan;
    private final TrainerAllowance allowance;
    private final ActorRef<LogWriter.Command> log;
    private final RunActors actors;
    private final Map<WorldName, ActorRef<Trainer.Command>> trainers = new EnumMap<>(WorldName.class);
    private final Map<WorldName, Long> reached = new EnumMap<>(WorldName.class);
    private Optional<StoppingTime> stopping;
    private Optional<Event.RunEnded> ending = Optional.empty();

    private Run(
            ActorContext<Command> context,
            RunContext run,
            BiFunction<ActorContext<?>, ActorRef<LogWriter.Command>, RunActors> actors,
            CompletableFuture<Event.RunEnded> outcome) {
        super(context);
        this.run = run;
        this.outcome = outcome;
        view = run.view();
        var elsewhere = Samples.further(run.experiment());
        scoring = new ScoringPlan(run.config(), elsewhere.keySet());
        stopping = StoppingTime.of(view, run.config());
        plan = new CheckpointPlan(run.config());
        try (var reader = new LogReader(run.folder().log(), 0)) {
            plan.resume(reader, stopping.isPresent());
        }
        allowance = new TrainerAllowance(
                view, plan, scoring, run.config().evaluator().backlog());
        log = run.log()
                .open(
                        context,
                        context.messageAdapter(LogEntry.class, Happened::new),
                        context.messageAdapter(LogWriter.DiskLow.class, DiskLow::new));
        context.watch(log);
        log.tell(LogWriter.Append.durable(run.attempt()));
        this.actors = actors.apply(context, log);
        var updates = context.messageAdapter(Trainer.Stepped.class, Stepped::new);
        for (var world : view.worlds()) {
            if (view.world(world).ended().isEmpty()) {
                begin(TrainerStart.of(run, world), updates);
            }
        }
        this.actors.startEvaluators(scoring, elsewhere);
        plan.begin(reached.getOrDefault(WorldName.REAL, 0L));
        endAtStoppingTime();
        grant();
        endIfOver();
    }

    private void begin(TrainerStart start, ActorRef<Trainer.Stepped> updates) {
        var trainer = actors.startTrainer(start, updates);
        getContext().watch(trainer);
        trainers.put(start.world(), trainer);
        reached.put(start.world(), start.step());
        allowance.begin(start.world(), start.step());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Stepped.class, this::onStepped)
                .onMessage(Happened.class, this::onHappened)
                .onMessage(DiskLow.class, m -> stop(RunEnding.ofFullDisk(m.low()), false))
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

    private void grant() {
        if (!trainers.containsKey(WorldName.REAL)) {
            plan.begin(reached.getOrDefault(WorldName.IDEAL, 0L));
        }
        trainers.forEach((world, trainer) -> allowance.grant(world).ifPresent(trainer::tell));
    }

    private Behavior<Command> onHappened(Happened happened) {
        view.apply(happened.entry());
        var event = happened.entry().event();
        if (event instanceof Event.WorldEnded ended) {
            actors.stopSource(ended.world());
            Optional.ofNullable(trainers.remove(ended.world())).ifPresent(t -> t.tell(new Trainer.Interrupt(false)));
        } else if (event instanceof Event.Score || event instanceof Event.Missing) {
            onScore();
        } else if (event instanceof Event.Deleted deleted) {
            Housekeeping.remove(run.folder(), deleted);
        }
        if (ending.isEmpty()) {
            grant();
            endIfOver();
        }
        return this;
    }

    private void onScore() {
        if (stopping.isEmpty()) {
            stopping = StoppingTime.of(view, run.config());
            endAtStoppingTime();
        }
        var housekeeping = new Housekeeping(run.config(), view, view.lastMicros());
        for (var deleted : housekeeping.deletable(stopping, (world, step) -> scoring.isSettled(view, world, step))) {
            view.world(deleted.event().world()).onDisk().remove(deleted.event().step());
            log.tell(LogWriter.Append.durable(deleted.event()));
        }
    }

    /** Lets both worlds end at T(n), where it is reached and the configuration asks for that. */
    private void endAtStoppingTime() {
        if (stopping.isEmpty() || !run.config().stoppingTime().stop()) {
            return;
        }
        var step = stopping.get().step();
        plan.endAt(step);
        trainers.forEach((world, trainer) -> trainer.tell(new Trainer.EndAt(
                step,
                Optional.ofNullable(view.world(world).checkpoints().get(step)).map(Event.Checkpoint::digest))));
    }

    private void endIfOver() {
        if (RunEnding.isOver(view, scoring)) {
            stop(RunEnding.ofWorlds(view), false);
        }
    }

    private Behavior<Command> onChildFailed(ChildFailed failed) {
        if (Fault.of(failed.cause()).isOurs()) {
            getContext().getLog().error("A part of the run failed", failed.cause());
        }
        var with = RunEnding.ofFault(failed.getRef().path().name(), failed.cause());
        if (failed.getRef().equals(log)) {
            outcome.complete(with);
            return Behaviors.stopped();
        }
        onTerminated(failed);
        return stop(with, true);
    }

    /** A trainer is gone; the last one lets the log be closed. */
    private Behavior<Command> onTerminated(Terminated terminated) {
        var wasTrainer = trainers.values()
                .removeIf(t -> t.path().equals(terminated.getRef().path()));
        if (wasTrainer && ending.isPresent()) {
            closeWhenAlone();
        }
        return this;
    }

    private Behavior<Command> stop(Event.RunEnded with, boolean save) {
        if (ending.isEmpty()) {
            ending = Optional.of(with);
            view.worlds().forEach(actors::stopSource);
            trainers.values().forEach(t -> t.tell(new Trainer.Interrupt(save)));
            closeWhenAlone();
        }
        return this;
    }

    private void closeWhenAlone() {
        if (trainers.isEmpty()) {
            actors.stopEvaluators();
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

package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.stream.log.Event;

/**
 * The trainer of one world, pinned to a thread: takes a batch, updates the network, and asks for the next batch after the step. A
 * trainer goes as far as the run lets it, and writes checkpoints where the run says.
 */
public final class Trainer extends AbstractBehavior<Trainer.Command> {
    private static final long UNACKNOWLEDGED = 256;
    private static final long NOTABLE_WAIT_NANOS = 1_000_000;

    /** The messages that a trainer takes. */
    public sealed interface Command {}

    /** A stream of batches begins. */
    record StreamStarted(ActorRef<Ack> ackTo) implements Command {}

    /** A batch arrived. */
    record Fed(MiniBatch batch, long hash, Consumer<MiniBatch> giveBack, ActorRef<Ack> ackTo) implements Command {}

    /** All batches were sent. */
    record StreamEnded() implements Command {}

    /** The source failed. */
    record StreamFailed(Throwable cause) implements Command {}

    /**
     * Lets the trainer go on.
     *
     * @param until the last update that the trainer may do
     * @param checkpoints the updates after which the trainer writes a checkpoint
     */
    public record Proceed(long until, Set<Long> checkpoints) implements Command {}

    /**
     * Ends the world at a step.
     *
     * @param step the world's last; updates that were done beyond it are discarded
     * @param digest of the weights there, where the log has them already
     */
    public record EndAt(long step, Optional<String> digest) implements Command {}

    /** Stops the trainer, which writes a resume point first where it is to save. */
    public record Interrupt(boolean save) implements Command {}

    /** An update was done. */
    record Stepped(WorldName world, long step, float batchError) {}

    private record Logged(Event event) implements Command {}

    /** Asks the source for the next batch. */
    enum Ack {
        ACK
    }

    static Behavior<Command> create(
            TrainerStart start,
            CheckpointWriter writer,
            ActorRef<LogWriter.Command> log,
            ActorRef<Stepped> run,
            LongSupplier nanoTime) {
        return Behaviors.setup(context -> new Trainer(context, start, writer, log, run, nanoTime));
    }

    private final TrainerStart start;
    private final TrainerFiles files;
    private final ActorRef<LogWriter.Command> log;
    private final ActorRef<Stepped> run;
    private final ActorRef<LogWriter.Appended> logged;
    private final StepClock clock;
    private final WorldTraining training;
    private Optional<Fed> held = Optional.empty();
    private long last;
    private long until;
    private long unacknowledged;
    private boolean ended;

    private Trainer(
            ActorContext<Command> context,
            TrainerStart start,
            CheckpointWriter writer,
            ActorRef<LogWriter.Command> log,
            ActorRef<Stepped> run,
            LongSupplier nanoTime) {
        super(context);
        this.start = start;
        this.log = log;
        this.run = run;
        clock = new StepClock(nanoTime);
        logged = context.messageAdapter(LogWriter.Appended.class, a -> new Logged(a.event()));
        last = start.steps();
        until = start.step();
        training = new WorldTraining(start);
        files = new TrainerFiles(writer, start.resumeEvery(), start.step(), nanoTime, start.average());
        if (start.firstCheckpoint()) {
            log.tell(LogWriter.Append.durable(files.first(start.step(), start.weights())));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, this::onFed)
                .onMessage(Proceed.class, this::onProceed)
                .onMessage(Logged.class, this::onLogged)
                .onMessage(StreamStarted.class, this::onStreamStarted)
                .onMessage(StreamEnded.class, e -> this)
                .onMessage(StreamFailed.class, this::onStreamFailed)
                .onMessage(EndAt.class, this::onEndAt)
                .onMessage(Interrupt.class, this::onInterrupt)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onStreamStarted(StreamStarted started) {
        clock.idle();
        started.ackTo().tell(Ack.ACK);
        return this;
    }

    private Behavior<Command> onFed(Fed fed) {
        clock.fed();
        held = Optional.of(fed);
        return stepIfAllowed();
    }

    private Behavior<Command> onProceed(Proceed proceed) {
        until = Math.max(until, proceed.until());
        files.plan(proceed.checkpoints());
        return stepIfAllowed();
    }

    private Behavior<Command> onLogged(Logged message) {
        if (message.event() instanceof Event.ResumePoint point) {
            files.saved(point);
            return this;
        }
        unacknowledged--;
        return stepIfAllowed();
    }

    private Behavior<Command> stepIfAllowed() {
        if (held.isEmpty() || ended || training.step() >= Math.min(until, last) || unacknowledged >= UNACKNOWLEDGED) {
            return this;
        }
        var fed = held.get();
        held = Optional.empty();
        var rate = training.nextRate();
        clock.begin();
        var metrics = training.update(fed.batch());
        clock.finish();
        var step = training.step();
        files.updated(training);
        fed.giveBack().accept(fed.batch());
        var event = clock.event(start.world(), step, metrics, rate, fed.hash());
        unacknowledged++;
        log.tell(new LogWriter.Append(event, false, Optional.of(logged)));
        if (clock.heldNanos() > NOTABLE_WAIT_NANOS) {
            log.tell(LogWriter.Append.of(new Event.Waited(start.world(), step, clock.heldNanos(), "evaluation")));
        }
        run.tell(new Stepped(start.world(), step, event.error()));
        if (!Double.isFinite(metrics.loss())) {
            return end(step, WorldEnding.NON_FINITE, training.weights().digest());
        }
        writeFiles(step, clock.finishedNanos());
        if (step == last) {
            return end(
                    step,
                    last == start.steps() ? WorldEnding.COMPLETED : WorldEnding.STOPPING_TIME,
                    training.weights().digest());
        }
        clock.idle();
        fed.ackTo().tell(Ack.ACK);
        return this;
    }

    private void writeFiles(long step, long finishedNanos) {
        files.checkpoint(training).ifPresent(written -> log.tell(LogWriter.Append.durable(written)));
        if (files.isResumeDue(step, finishedNanos)) {
            saveResumePoint();
        }
    }

    private void saveResumePoint() {
        files.resumePoint(training)
                .ifPresent(point -> log.tell(new LogWriter.Append(point, true, Optional.of(logged))));
    }

    private Behavior<Command> onEndAt(EndAt end) {
        last = end.step();
        var step = training.step();
        if (ended || step < last) {
            return stepIfAllowed();
        }
        if (step == last) {
            return end(last, WorldEnding.STOPPING_TIME, training.weights().digest());
        }
        // The run may not have seen this trainer's checkpoint in the log yet.
        return end(
                last,
                WorldEnding.STOPPING_TIME,
                files.digest(last).or(end::digest).orElseThrow());
    }

    private Behavior<Command> end(long at, WorldEnding reason, String digest) {
        ended = true;
        var message = reason == WorldEnding.NON_FINITE ? RunEnding.notFinite(start.world(), at) : "";
        log.tell(LogWriter.Append.durable(
                new Event.WorldEnded(start.world(), at, digest, reason, message, training.step() - at)));
        return this;
    }

    private Behavior<Command> onStreamFailed(StreamFailed failed) {
        var fault = Fault.of(failed.cause());
        if (!fault.isOurs()) {
            throw FailureException.inWords(fault.message());
        }
        throw new IllegalStateException("The source of the " + start.world() + " world failed", failed.cause());
    }

    private Behavior<Command> onInterrupt(Interrupt interrupt) {
        if (interrupt.save() && !ended) {
            saveResumePoint();
        }
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        training.close();
        return this;
    }
}

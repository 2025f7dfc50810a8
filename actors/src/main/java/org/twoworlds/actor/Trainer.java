package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Fault;
import org.twoworlds.config.ResumeEvery;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.world.Schedule;

/**
 * Trains one world, pinned to a thread: takes a batch, updates, acknowledges after the step. It goes as far as the run
 * lets it, and writes checkpoints where the run says.
 */
public final class Trainer extends AbstractBehavior<Trainer.Command> {
    /** Why a world ends whose loss is no number any more. */

    private static final long UNACKNOWLEDGED = 256;
    private static final long NOTABLE_WAIT_NANOS = 1_000_000;

    /** What it understands. */
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
     * The run lets the trainer go on.
     *
     * @param until the last update it may do
     * @param checkpoints after which of them it writes its weights down
     */
    public record Proceed(long until, Set<Long> checkpoints) implements Command {}

    /**
     * End at a step.
     *
     * @param step the world's last; what was done beyond it is discarded
     * @param digest of the weights there, where that is behind
     */
    public record EndAt(long step, Optional<String> digest) implements Command {}

    /** Write a resume checkpoint, then stop. */
    public record Interrupt(boolean save) implements Command {}

    /** An update was done. */
    record Stepped(WorldName world, long step, float batchError) {}

    private record Logged(long count) implements Command {}

    private record Saved(Event.ResumePoint point) implements Command {}

    /** Asks the source for the next batch. */
    enum Ack {
        ACK
    }

    /** A batch on its way, with the hash of its bytes and the way back to its pool. */
    record Batch(MiniBatch batch, long hash, Consumer<MiniBatch> giveBack) {}

    /**
     * All a trainer starts from.
     *
     * @param step updates done
     * @param firstCheckpoint whether the weights of this very step are to be written down
     */
    public record Start(
            WorldName world,
            long step,
            long steps,
            Weights weights,
            List<Tensor> slots,
            boolean firstCheckpoint,
            Outline outline,
            TrainingOptions options,
            Schedule schedule,
            ResumeEvery resumeEvery) {}

    static Behavior<Command> create(
            Start start,
            CheckpointWriter writer,
            ActorRef<LogWriter.Command> log,
            ActorRef<Stepped> run,
            LongSupplier nanoTime) {
        return Behaviors.setup(context -> new Trainer(context, start, writer, log, run, nanoTime));
    }

    private final Start start;
    private final CheckpointWriter writer;
    private final ActorRef<LogWriter.Command> log;
    private final ActorRef<Stepped> run;
    private final ActorRef<LogWriter.Appended> logged;
    private final LongSupplier nanoTime;
    private final TrainingProgram program;
    private final Set<Long> checkpoints = new HashSet<>();
    private final Map<Long, String> digests = new HashMap<>();
    private Optional<Fed> held = Optional.empty();
    private long step;
    private long last;
    private long until;
    private long unacknowledged;
    private long idleSince;
    private long heldSince;
    private long resumeNanos;
    private long resumeStep;
    private boolean ended;

    private Trainer(
            ActorContext<Command> context,
            Start start,
            CheckpointWriter writer,
            ActorRef<LogWriter.Command> log,
            ActorRef<Stepped> run,
            LongSupplier nanoTime) {
        super(context);
        this.start = start;
        this.writer = writer;
        this.log = log;
        this.run = run;
        this.nanoTime = nanoTime;
        logged = context.messageAdapter(
                LogWriter.Appended.class,
                a -> a.event() instanceof Event.ResumePoint point ? new Saved(point) : new Logged(1));
        step = start.step();
        last = start.steps();
        until = step;
        program = new TrainingProgram(start.outline(), start.options());
        program.restore(start.weights(), start.slots());
        resumeNanos = nanoTime.getAsLong();
        resumeStep = step;
        if (start.firstCheckpoint()) {
            log.tell(LogWriter.Append.durable(writer.checkpoint(step, start.weights())));
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, this::onFed)
                .onMessage(Proceed.class, this::onProceed)
                .onMessage(Logged.class, this::onLogged)
                .onMessage(Saved.class, this::onSaved)
                .onMessage(StreamStarted.class, this::onStreamStarted)
                .onMessage(StreamEnded.class, e -> this)
                .onMessage(StreamFailed.class, this::onStreamFailed)
                .onMessage(EndAt.class, this::onEndAt)
                .onMessage(Interrupt.class, this::onInterrupt)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onStreamStarted(StreamStarted started) {
        idleSince = nanoTime.getAsLong();
        started.ackTo().tell(Ack.ACK);
        return this;
    }

    private Behavior<Command> onFed(Fed fed) {
        heldSince = nanoTime.getAsLong();
        held = Optional.of(fed);
        return stepIfAllowed();
    }

    private Behavior<Command> onProceed(Proceed proceed) {
        until = Math.max(until, proceed.until());
        checkpoints.addAll(proceed.checkpoints());
        return stepIfAllowed();
    }

    private Behavior<Command> onLogged(Logged more) {
        unacknowledged -= more.count();
        return stepIfAllowed();
    }

    private Behavior<Command> onSaved(Saved saved) {
        writer.removeBefore(saved.point());
        return this;
    }

    private Behavior<Command> stepIfAllowed() {
        if (held.isEmpty() || ended || step >= Math.min(until, last) || unacknowledged >= UNACKNOWLEDGED) {
            return this;
        }
        var fed = held.get();
        held = Optional.empty();
        var began = nanoTime.getAsLong();
        var rate = start.schedule().at(step + 1);
        var metrics = program.step(fed.batch(), rate);
        var finished = nanoTime.getAsLong();
        step++;
        fed.giveBack().accept(fed.batch());
        var event = new Event.Step(
                start.world(),
                step,
                (float) metrics.loss(),
                (float) metrics.error(),
                (float) metrics.softError(),
                rate,
                finished - began,
                heldSince - idleSince,
                fed.hash());
        unacknowledged++;
        log.tell(new LogWriter.Append(event, false, Optional.of(logged)));
        if (began - heldSince > NOTABLE_WAIT_NANOS) {
            log.tell(LogWriter.Append.of(new Event.Waited(start.world(), step, began - heldSince, "evaluation")));
        }
        run.tell(new Stepped(start.world(), step, event.error()));
        if (!Double.isFinite(metrics.loss())) {
            return end(step, WorldEnding.NON_FINITE, program.weights().digest());
        }
        writeDown(finished);
        if (step == last) {
            return end(
                    step,
                    last == start.steps() ? WorldEnding.COMPLETED : WorldEnding.STOPPING_TIME,
                    program.weights().digest());
        }
        idleSince = nanoTime.getAsLong();
        fed.ackTo().tell(Ack.ACK);
        return this;
    }

    private void writeDown(long now) {
        if (checkpoints.remove(step)) {
            var checkpoint = writer.checkpoint(step, program.weights());
            digests.put(step, checkpoint.digest());
            log.tell(LogWriter.Append.durable(checkpoint));
        }
        if (start.resumeEvery().due(step - resumeStep, now - resumeNanos)) {
            saveResumePoint();
        }
    }

    private void saveResumePoint() {
        if (step > resumeStep) {
            var point = writer.resumePoint(step, program.weights(), program.slots());
            log.tell(new LogWriter.Append(point, true, Optional.of(logged)));
            resumeStep = step;
            resumeNanos = nanoTime.getAsLong();
        }
    }

    private Behavior<Command> onEndAt(EndAt end) {
        last = end.step();
        if (ended || step < last) {
            return stepIfAllowed();
        }
        if (step == last) {
            return end(last, WorldEnding.STOPPING_TIME, program.weights().digest());
        }
        // The run may not have seen this trainer's checkpoint in the log yet.
        var written = Optional.ofNullable(digests.get(last)).or(end::digest);
        return end(last, WorldEnding.STOPPING_TIME, written.orElseThrow());
    }

    private Behavior<Command> end(long at, WorldEnding reason, String digest) {
        ended = true;
        var message = reason == WorldEnding.NON_FINITE ? notFinite(start.world(), step) : "";
        log.tell(LogWriter.Append.durable(new Event.WorldEnded(start.world(), at, digest, reason, message, step - at)));
        return this;
    }

    static String notFinite(WorldName world, long step) {
        return "The loss of the %s world at step %d must be finite; this world ends here. Maybe lower optimizer.rate."
                .formatted(world, step);
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
        program.close();
        return this;
    }
}

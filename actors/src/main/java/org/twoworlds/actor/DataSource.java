package org.twoworlds.actor;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.stream.Attributes;
import akka.stream.KillSwitches;
import akka.stream.OverflowStrategy;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.stream.world.WorldStream;

/**
 * Answers a trainer with a back-pressured stream of minibatches in order: assembled in parallel, at most so many ahead.
 * A finite replay buffer and a fresh sampler are the same to it: the {@link WorldStream} it is given.
 */
public final class DataSource extends AbstractBehavior<DataSource.Command> {
    /** Batches beside those in assembly and waiting: one handed over, one in the trainer, one to spare. */
    private static final int BEYOND = 3;

    /** The messages that a data source takes. */
    public sealed interface Command {}

    /** A batch on its way to a trainer, with the hash of its bytes and the way back to its pool. */
    private record Batch(MiniBatch batch, long hash, Consumer<MiniBatch> giveBack) {}

    /**
     * Feed a trainer the batches of some updates.
     *
     * @param from the first update
     * @param to the last
     */
    public record Feed(long from, long to, ActorRef<Trainer.Command> trainer) implements Command {}

    /** Stop feeding. */
    public enum Stop implements Command {
        /** The only one. */
        STOP
    }

    /**
     * Starts a source.
     *
     * @param samplers batches assembled at the same time
     * @param prefetch batches that may wait for the trainer
     */
    public static Behavior<Command> create(WorldStream stream, int samplers, int prefetch) {
        return Behaviors.setup(context -> new DataSource(context, stream, samplers, prefetch));
    }

    private final WorldStream stream;
    private final int samplers;
    private final int prefetch;
    private final Executor sampling;
    private final ConcurrentLinkedQueue<MiniBatch> pool = new ConcurrentLinkedQueue<>();
    private Optional<UniqueKillSwitch> feeding = Optional.empty();

    private DataSource(ActorContext<Command> context, WorldStream stream, int samplers, int prefetch) {
        super(context);
        this.stream = stream;
        this.samplers = samplers;
        this.prefetch = prefetch;
        sampling = context.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig("twoworlds.samplers"));
        for (var i = 0; i < samplers + prefetch + BEYOND; i++) {
            pool.add(stream.newBatch());
        }
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Feed.class, this::onFeed)
                .onMessage(Stop.class, stop -> onStop())
                .build();
    }

    private Behavior<Command> onFeed(Feed feed) {
        feeding.ifPresent(UniqueKillSwitch::shutdown);
        var sink = ActorSink.<Batch, Trainer.Command, Trainer.Ack>actorRefWithBackpressure(
                feed.trainer(),
                (ackTo, batch) -> new Trainer.Fed(batch.batch(), batch.hash(), batch.giveBack(), ackTo),
                Trainer.StreamStarted::new,
                Trainer.Ack.ACK,
                new Trainer.StreamEnded(),
                Trainer.StreamFailed::new);
        feeding = Optional.of(batches(feed.from(), feed.to())
                .viaMat(KillSwitches.single(), Keep.right())
                .toMat(sink, Keep.left())
                .withAttributes(Attributes.inputBuffer(1, 1))
                .run(getContext().getSystem()));
        return this;
    }

    private Source<Batch, NotUsed> batches(long from, long to) {
        return Source.unfold(
                        from,
                        step -> step > to
                                ? Optional.<akka.japi.Pair<Long, Long>>empty()
                                : Optional.of(akka.japi.Pair.create(step + 1, step)))
                .mapAsync(samplers, step -> CompletableFuture.supplyAsync(() -> assembled(step), sampling))
                .buffer(prefetch, OverflowStrategy.backpressure());
    }

    private Batch assembled(long step) {
        var batch = pool.poll();
        if (batch == null) {
            throw new IllegalStateException("More batches are under way than the pool was made for");
        }
        stream.fill(batch, step);
        return new Batch(batch, WorldStream.hash(batch), pool::add);
    }

    private Behavior<Command> onStop() {
        feeding.ifPresent(UniqueKillSwitch::shutdown);
        return Behaviors.stopped();
    }
}

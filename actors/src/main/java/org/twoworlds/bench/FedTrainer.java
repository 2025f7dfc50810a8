package org.twoworlds.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.LongAdder;
import org.twoworlds.config.Device;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.Schedule;

/**
 * The trainer of one world, fed by its source and logging every step, without an evaluator, by which {@code bench} measures the
 * whole system. A trainer is closed by its maker.
 */
public final class FedTrainer implements AutoCloseable {
    private final SynchronousQueue<Long> reached = new SynchronousQueue<>();
    private final CompletableFuture<ActorRef<Trainer.Command>> trainer = new CompletableFuture<>();
    private final ActorSystem<Trainer.Stepped> system;
    private volatile long until;

    /** Wires a trainer into a folder that holds nothing yet. */
    public FedTrainer(RunFolder folder, Experiment experiment, WorldName world, int threads, Device device) {
        var config = experiment.config();
        folder.create();
        system = ActorSystem.create(
                Behaviors.setup(context -> {
                    var pinned = Dispatchers.pinned();
                    var ignored = context.getSystem().ignoreRef();
                    var log = context.spawn(
                            LogKeeper.create(
                                    folder,
                                    InstantSource.system(),
                                    1,
                                    Set.of(),
                                    ignored.unsafeUpcast(),
                                    0,
                                    ignored.unsafeUpcast()),
                            "log",
                            pinned);
                    var start = new TrainerStart(
                            world,
                            0,
                            config.steps(),
                            experiment.initialWeights(world),
                            List.of(),
                            false,
                            experiment.outline(),
                            experiment.trainingOptions(world, threads, device),
                            Schedule.of(config),
                            Optional.empty(),
                            config.resumeEvery());
                    var writer = new CheckpointWriter(folder, world, 0, List.of());
                    var ref = context.spawn(
                            Trainer.create(start, writer, log, context.getSelf(), System::nanoTime), "trainer", pinned);
                    var source = context.spawn(
                            DataSource.create(
                                    experiment.stream(world),
                                    threads,
                                    config.trainer().prefetch()),
                            "source");
                    source.tell(new DataSource.Feed(1, config.steps(), ref));
                    trainer.complete(ref);
                    return Behaviors.receive(Trainer.Stepped.class)
                            .onMessage(Trainer.Stepped.class, stepped -> {
                                if (stepped.step() == until) {
                                    reached.put(stepped.step());
                                }
                                return Behaviors.same();
                            })
                            .build();
                }),
                "twoworlds-bench");
    }

    /** Trains until a step, and returns the nanoseconds that it took. */
    public long trainUntil(long step) {
        until = step;
        var began = System.nanoTime();
        trainer.join().tell(new Trainer.Proceed(step, Set.of()));
        try {
            reached.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return System.nanoTime() - began;
    }

    /**
     * The share of a log's time that steps waited for data. Between blocks the trainer is held on purpose, so the first step of
     * each block is left out.
     */
    public static double waitShare(RunFolder folder, int block) {
        var wait = new LongAdder();
        var work = new LongAdder();
        try (var reader = new LogReader(folder.log(), 0)) {
            reader.forEach(entry -> {
                if (entry.event() instanceof Event.Step step && step.step() > 3 && (step.step() - 4) % block != 0) {
                    wait.add(step.waitNanos());
                    work.add(step.stepNanos());
                }
            });
        }
        return (double) wait.sum() / Math.max(1, wait.sum() + work.sum());
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}

package org.twoworlds.lab;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.io.IOException;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.log.RunFolder;

/**
 * An evaluator that makes checkpoints again, on the lab's own machine: it trains, and so it is a process of its own. Stops when
 * the process ends, and ends it when it is stopped.
 */
final class EvaluatorWorker extends AbstractBehavior<EvaluatorWorker.Exited> {
    /** The process ended with an exit code. */
    record Exited(int code) {}

    private final Process process;

    private EvaluatorWorker(ActorContext<Exited> context, Process process) {
        super(context);
        this.process = process;
        context.pipeToSelf(process.onExit(), (done, error) -> new Exited(process.exitValue()));
    }

    /** Starts the process of an evaluator that the run's log, or its inbox, has. */
    static Behavior<Exited> create(RunFolder folder, String evaluator, WorkerProcesses processes) {
        return Behaviors.setup(context -> new EvaluatorWorker(context, started(folder, evaluator, processes)));
    }

    private static Process started(RunFolder folder, String evaluator, WorkerProcesses processes) {
        try {
            return processes.start(folder, evaluator);
        } catch (IOException e) {
            throw FailureException.inWords("its process cannot be started: " + e.getMessage(), e);
        }
    }

    @Override
    public Receive<Exited> createReceive() {
        return newReceiveBuilder()
                .onMessage(Exited.class, this::onExited)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Exited> onExited(Exited exited) {
        if (exited.code() != 0) {
            throw FailureException.inWords("its process ended with code " + exited.code() + "; see the lab's output");
        }
        return Behaviors.stopped();
    }

    private Behavior<Exited> onPostStop() {
        process.destroy();
        return this;
    }
}

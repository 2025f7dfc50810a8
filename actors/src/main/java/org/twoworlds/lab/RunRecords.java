package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.twoworlds.actor.Contained;
import org.twoworlds.actor.InboxKeeper;
import org.twoworlds.config.RunState;
import org.twoworlds.logging.LogLines;
import org.twoworlds.stream.analysis.Look;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.log.SweepPlan;

/**
 * The records of a lab's runs: reads runs' logs and writes them down for the lab, one question after another, so that the lab
 * itself never waits for a disk. Each question gets one answer. A run that cannot be read, or written, harms no other.
 */
final class RunRecords extends AbstractBehavior<RunRecords.Question> {
    /** A question to the records. */
    sealed interface Question {}

    /** Which runs of the home are to go on? */
    record ToGoOn(Home home) implements Question {}

    /**
     * Which of some runs may be taken up?
     *
     * @param room the number of runs that may be taken up
     */
    record MayTakeUp(List<Known> runs, int room) implements Question {}

    /** May a run be left {@code paused} or {@code stopped}? */
    record MayLeave(Known run, RunState state) implements Question {}

    /** Is a run whose keeper has stopped to go on? */
    record GoesOn(RunFolder folder) implements Question {}

    /** A run, and the lab's own knowledge of it: whether it has a keeper, and whether it waits for a slot. */
    record Known(RunFolder folder, boolean isRunning, boolean isWaiting) {}

    /** An answer of the records. */
    sealed interface Answer {}

    /**
     * The runs that are to wait for a slot, those that a machine may still train, those that an earlier lab promised to end, and
     * the evaluators to go on with.
     */
    record GoingOn(List<Waiting.Run> waiting, List<Held> held, List<Ending> ending, List<Evaluations.GoOn> evaluators)
            implements Answer {}

    /** A run whose last attempt was a joined machine's, which has not ended it. */
    record Held(Waiting.Run run, Event.Attempt attempt) {}

    /** A run that is to be left in a state. */
    record Ending(Waiting.Run run, RunState state) {}

    /** The reply on each run, and those that may wait for a slot now. */
    record Taken(List<Reply> replies, List<Waiting.Run> runs) implements Answer {}

    /**
     * The reply on a run that was to be left.
     *
     * @param byKeeper whether its keeper is to end it
     */
    record Left(Reply reply, boolean byKeeper) implements Answer {}

    /**
     * The state of a run whose keeper has stopped.
     *
     * @param goesOn whether it is to wait for another slot
     * @param asked the state in which it is to be left first; empty where nobody asked
     * @param held the run's last attempt, where a joined machine made it and has not ended it
     * @param unreadable the reason why it cannot be read; empty where it can
     */
    record Free(boolean goesOn, Optional<RunState> asked, Optional<Event.Attempt> held, String unreadable)
            implements Answer {}

    /** Starts the records, which answer to a lab. */
    static Behavior<Question> create(InstantSource clock, ActorRef<Answer> lab) {
        return Contained.in(Question.class, Behaviors.setup(context -> new RunRecords(context, clock, lab)));
    }

    private final InstantSource clock;
    private final ActorRef<Answer> lab;

    private RunRecords(ActorContext<Question> context, InstantSource clock, ActorRef<Answer> lab) {
        super(context);
        this.clock = clock;
        this.lab = lab;
    }

    @Override
    public Receive<Question> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToGoOn.class, question -> answer(toGoOn(question.home())))
                .onMessage(MayTakeUp.class, question -> answer(takeUp(question)))
                .onMessage(MayLeave.class, question -> answer(leave(question.run(), question.state())))
                .onMessage(GoesOn.class, question -> answer(free(question.folder())))
                .build();
    }

    private Behavior<Question> answer(Answer answer) {
        lab.tell(answer);
        return this;
    }

    private GoingOn toGoOn(Home home) {
        var found = new GoingOn(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var folder : RunsToGoOn.of(home, clock)) {
            var look = Look.at(folder, f -> {
                InboxKeeper.settle(f, clock);
                return InboxKeeper.view(f);
            });
            look.seen().ifPresentOrElse(view -> sort(folder, view, found), () -> sayUnreadable(folder, look.reason()));
        }
        return found;
    }

    private void sayUnreadable(RunFolder folder, String reason) {
        try (var run = LogLines.of(folder.id())) {
            getContext().getLog().warn("Run {} cannot be read: {}", folder.id(), reason);
        }
    }

    private static void sort(RunFolder folder, RunView view, GoingOn found) {
        var run = Waiting.Run.of(folder, view);
        if (view.asked().isPresent()) {
            found.ending().add(new Ending(run, view.asked().get()));
        } else if (view.started().lineage().lab() && state(folder, view).goesOn()) {
            held(view).ifPresentOrElse(attempt -> found.held().add(new Held(run, attempt)), () -> found.waiting()
                    .add(run));
        }
        if (!view.isCompleted()) {
            view.attached().values().forEach(attached -> found.evaluators()
                    .add(new Evaluations.GoOn(folder, attached)));
        }
    }

    /** The last attempt of a run, where a joined machine made it and has not ended it. */
    private static Optional<Event.Attempt> held(RunView view) {
        return view.taken().filter(a -> !a.node().isEmpty() && view.ended().isEmpty());
    }

    /** The state of a run that was read just now: where nobody can tell whether it is written, nobody writes it. */
    private static RunState state(RunFolder folder, RunView view) {
        return view.state(Look.at(folder, RunFolder::isLocked).seen().orElse(false));
    }

    private Taken takeUp(MayTakeUp question) {
        List<Reply> replies = new ArrayList<>();
        List<Waiting.Run> runs = new ArrayList<>();
        for (var run : question.runs()) {
            replies.add(reading(run.folder(), view -> takeUp(run, view, question.room(), runs)));
        }
        return new Taken(replies, runs);
    }

    private Reply takeUp(Known run, RunView view, int room, List<Waiting.Run> runs) {
        var folder = run.folder();
        var state = state(folder, view);
        if (run.isRunning() && state.goesOn() || run.isWaiting()) {
            return new Reply(false, "is under way already");
        }
        if (state.isOver()) {
            return new Reply(false, "is completed: fork it, or submit another");
        }
        if (runs.size() >= room) {
            return new Reply(false, "must wait until fewer than " + Waiting.MOST_RUNS + " runs do");
        }
        if (!state.goesOn()) {
            queueAgain(folder, view);
        }
        runs.add(Waiting.Run.of(folder, view));
        return Reply.DONE;
    }

    /** Writes down that a run which was left is to be taken up again. */
    private void queueAgain(RunFolder folder, RunView view) {
        if (view.isMade()) {
            InboxKeeper.offer(folder, new Event.Asked(RunState.QUEUED, view.attempt()), clock);
        } else {
            SweepPlan.takeUp(folder);
        }
    }

    private Left leave(Known run, RunState to) {
        var folder = run.folder();
        var look = Look.at(folder, InboxKeeper::view);
        if (look.seen().isEmpty()) {
            return new Left(unusable(look.reason()), false);
        }
        var view = look.seen().get();
        var state = state(folder, view);
        if (run.isRunning() && !state.isOver()) {
            var promised = Look.at(folder, f -> {
                LastWord.promise(f, view, to, clock);
                return true;
            });
            return new Left(
                    promised.isReadable()
                            ? Reply.DONE
                            : new Reply(false, "is told to, but that cannot be written down: " + promised.reason()),
                    true);
        }
        if (!run.isWaiting() && !(state == RunState.PAUSED && to == RunState.STOPPED)) {
            return new Left(new Reply(false, "is " + state + " and not under way in this lab"), false);
        }
        return new Left(
                reading(folder, seen -> {
                    LastWord.say(folder, new Event.RunEnded(to, ""), clock);
                    return Reply.DONE;
                }),
                false);
    }

    private Free free(RunFolder folder) {
        var look = Look.at(folder, InboxKeeper::view);
        if (look.seen().isEmpty()) {
            return new Free(false, Optional.empty(), Optional.empty(), look.reason());
        }
        var view = look.seen().get();
        return new Free(state(folder, view).goesOn(), view.asked(), held(view), "");
    }

    /** The reply that follows from a run's view, or says why there is none. */
    private static Reply reading(RunFolder folder, Function<RunView, Reply> then) {
        var look = Look.at(folder, f -> then.apply(InboxKeeper.view(f)));
        return look.seen().orElseGet(() -> unusable(look.reason()));
    }

    private static Reply unusable(String reason) {
        return new Reply(false, "cannot be used: " + reason);
    }
}

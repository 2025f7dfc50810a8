package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.RunState;
import org.twoworlds.logging.LogLines;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The keepers of a lab's runs that are under way, each with its run and its place, and the troubles that they told of. */
final class Keepers {
    private final ActorContext<LabProtocol.Command> lab;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final Absences absences;
    private final ActorRef<RunNews> listener;
    private final ActorRef<RunKeeper.Trouble> died;
    private final ActorRef<RemoteRun.Refusal> refused;
    private final Map<String, Kept> running = new LinkedHashMap<>();
    private final Troubles troubles;
    private long spawned;

    /**
     * A run with a keeper.
     *
     * @param slot of the machine that trains the run, or is waited for; empty for this machine
     * @param awaited the attempt whose machine is waited for; empty where none is
     */
    private record Kept(
            Waiting.Run run,
            ActorRef<RunKeeper.Command> keeper,
            Places.Taken place,
            String slot,
            Optional<Event.Attempt> awaited) {}

    /**
     * The keepers of a lab, whose children they are.
     *
     * @param grace how long a run keeps its place on a machine that is not reached
     * @param listener is told which runs have a keeper
     */
    Keepers(
            ActorContext<LabProtocol.Command> lab,
            WorkerProcesses processes,
            InstantSource clock,
            Duration grace,
            ActorRef<RunNews> listener) {
        this.lab = lab;
        troubles = new Troubles(lab.getLog());
        this.processes = processes;
        this.clock = clock;
        absences = new Absences(grace);
        this.listener = listener;
        died = lab.messageAdapter(RunKeeper.Trouble.class, LabProtocol.RunDied::new);
        refused = lab.messageAdapter(RemoteRun.Refusal.class, LabProtocol.RunRefused::new);
    }

    /** Tells the listener that the lab has read its home. */
    void tellBegun() {
        listener.tell(new RunNews.Begun());
    }

    /** Gives places to the runs that wait, in their order, and says of the others why they have to wait. */
    void fill(Waiting waiting, Places places) {
        waiting.forgetReasons();
        for (var run : waiting.all()) {
            if (contains(run.folder())) {
                continue; // its last process is still ending
            }
            var decision = places.decide(run.need(), taken());
            if (decision.hasPlace()) {
                waiting.remove(run.folder());
                start(run, decision.member());
            } else {
                waiting.because(run.folder(), decision.reason());
            }
        }
    }

    /** All places that are taken: also those of runs that machines hold and nobody has claimed back yet. */
    private List<Places.Taken> taken() {
        return Stream.concat(running.values().stream().map(Kept::place), absences.taken(this::isAt))
                .toList();
    }

    private boolean isAt(String run, Nodes.Member member) {
        var kept = running.get(run);
        return kept != null && kept.place().node().equals(Optional.of(member.name()));
    }

    private void start(Waiting.Run run, Optional<Nodes.Member> node) {
        if (node.isPresent()) {
            keep(run, node.get(), Optional.empty());
        } else {
            keep(run, RunWorker.create(run.folder(), processes, clock, died), Optional.empty(), "", Optional.empty());
        }
    }

    /** Keeps a run on a machine, which goes on with an attempt that it holds or begins one. */
    private void keep(Waiting.Run run, Nodes.Member member, Optional<Event.Attempt> held) {
        var place = new RemoteRun.Place(member, absences.grace(), held);
        var keeper = RemoteRun.create(run.folder(), place, clock, died, refused);
        keep(run, keeper, Optional.of(member.name()), member.slot(), Optional.empty());
    }

    /** Goes on with runs that machines may hold: waits for these, or lets the runs wait for other places. */
    void goOn(List<RunRecords.Held> held, Waiting waiting) {
        held.stream().filter(h -> !await(h.run(), h.attempt())).forEach(h -> waiting.add(h.run()));
    }

    /**
     * Lets go of a run whose keeper has stopped. A run that was neither ended nor left keeps its place on a machine that is not
     * reached, or waits for another one before all others.
     */
    void settle(Waiting.Run run, RunRecords.Free free, Waiting waiting) {
        remove(run.folder());
        if (!free.unreadable().isEmpty()) {
            troubles.note(new RunKeeper.Trouble(run.folder().id(), 0, free.unreadable()));
        } else if (free.asked().isPresent()) {
            end(run, free.asked().get());
        } else if (free.goesOn()
                && !waiting.contains(run.folder())
                && free.held().filter(held -> await(run, held)).isEmpty()) {
            waiting.addFirst(run);
        }
    }

    /** Waits for the machine of a run's last attempt, where that has not been waited for already; says whether it does. */
    private boolean await(Waiting.Run run, Event.Attempt attempt) {
        if (!absences.mayWait(run.folder().id(), attempt)) {
            return false;
        }
        lab.getLog()
                .warn(
                        "Run {}: its machine {} is not reached; it keeps its place there for {} s",
                        run.folder().id(),
                        attempt.node(),
                        absences.grace().toSeconds());
        var keeper = AbsentMachine.create(run.folder(), absences.grace(), clock, died);
        keep(run, keeper, Optional.of(attempt.node()), attempt.node(), Optional.of(attempt));
        return true;
    }

    /**
     * Hears of the runs that a machine holds: goes on with those that are waited for, and lets those go that are elsewhere. A run
     * that is waited for and is not held by its machine waits no longer.
     *
     * @param isBeginning whether the lab does not know its runs yet, and has to hear it again
     * @return whether the machine says something new
     */
    boolean heard(Nodes.Heard now, boolean isBeginning) {
        var isNew = absences.heard(now);
        if (isBeginning) {
            return isNew;
        }
        now.held().forEach(held -> claimed(now.member(), held));
        running.values().stream()
                .filter(kept -> kept.slot().equals(now.member().slot()))
                .filter(kept -> kept.awaited().isPresent())
                .toList()
                .forEach(kept -> lab.stop(kept.keeper()));
        return isNew;
    }

    private void claimed(Nodes.Member member, NodeTask.Held held) {
        var kept = running.get(held.run());
        if (kept != null && kept.awaited().equals(Optional.of(held.attempt()))) {
            lab.unwatch(kept.keeper());
            lab.stop(kept.keeper());
            keep(kept.run(), member, Optional.of(held.attempt()));
        } else if (kept == null || kept.awaited().isPresent() || !kept.slot().equals(member.slot())) {
            lab.getLog()
                    .warn(
                            "Run {}: what {} did since it was last reached is refused: it was waited for long enough",
                            held.run(),
                            member.name());
            member.node().tell(new NodeProtocol.Drop(held.run(), "the lab has waited long enough, and refuses it"));
        }
    }

    /** The machines that have joined now. */
    void joined(List<Nodes.Member> members) {
        absences.joined(members);
    }

    /** A run's keeper has stopped: a machine that it waited for can claim the run no more. */
    void stopped(Waiting.Run run) {
        var id = run.folder().id();
        var kept = running.get(id);
        kept.awaited().ifPresent(attempt -> {
            absences.waitedFor(id, attempt);
            running.put(id, new Kept(run, kept.keeper(), kept.place(), "", Optional.empty()));
        });
    }

    /** Only ends a run, as an earlier lab, or this one a moment ago, said that it would be. */
    void end(Waiting.Run run, RunState state) {
        keep(
                run,
                RunWorker.ending(run.folder(), processes, clock, died, state),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private void keep(
            Waiting.Run run,
            Behavior<RunKeeper.Command> behavior,
            Optional<String> node,
            String slot,
            Optional<Event.Attempt> awaited) {
        listener.tell(new RunNews.Kept(run.folder(), run.next()));
        var known = Behaviors.withMdc(
                RunKeeper.Command.class, Map.of(LogLines.RUN, run.folder().id()), behavior);
        var keeper = lab.spawn(known, "keeper-" + spawned++, Dispatchers.pinned());
        lab.watch(keeper);
        running.put(
                run.folder().id(),
                new Kept(run, keeper, new Places.Taken(run.need().device(), node), slot, awaited));
    }

    /** Tells the keeper of a run, where there is one, to end it. */
    void tellEnd(RunFolder folder, RunState state) {
        Optional.ofNullable(running.get(folder.id()))
                .ifPresent(kept -> kept.keeper().tell(new RunKeeper.End(state)));
    }

    boolean contains(RunFolder folder) {
        return running.containsKey(folder.id());
    }

    void remove(RunFolder folder) {
        if (running.remove(folder.id()) != null) {
            listener.tell(new RunNews.Released(folder));
        }
    }

    /** The troubles that the keepers told of. */
    Troubles troubles() {
        return troubles;
    }

    /** The run of a keeper; empty where the actor is none of these. */
    Optional<Waiting.Run> runOf(ActorRef<?> keeper) {
        return running.values().stream()
                .filter(kept -> kept.keeper().path().equals(keeper.path()))
                .map(Kept::run)
                .findFirst();
    }

    /** The reason for which a run with a place is not trained on, as far as the lab knows. */
    Map<String, String> reasons() {
        Map<String, String> reasons = new HashMap<>();
        running.forEach((run, kept) -> kept.awaited()
                .ifPresent(attempt -> reasons.put(run, "its machine " + attempt.node() + " is waited for")));
        return reasons;
    }

    /** The ids of the runs, in the order in which they began. */
    List<String> ids() {
        return List.copyOf(running.keySet());
    }

    /** The machine of each run that is not on the lab's own. */
    Map<String, String> machines() {
        Map<String, String> machines = new HashMap<>();
        running.forEach((run, kept) -> kept.place().node().ifPresent(node -> machines.put(run, node)));
        return machines;
    }
}

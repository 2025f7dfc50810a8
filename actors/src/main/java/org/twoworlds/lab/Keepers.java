package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Dispatchers;
import org.twoworlds.config.RunState;
import org.twoworlds.logging.LogLines;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.RunFolder;

/** The keepers of a lab's runs that are under way, each with its run and its place, and the troubles that they told of. */
final class Keepers {
    private static final Counter DEATHS = Counter.builder("twoworlds.run.deaths")
            .description("attempts at runs that died")
            .register(Metrics.globalRegistry);

    private final ActorContext<LabProtocol.Command> lab;
    private final WorkerProcesses processes;
    private final InstantSource clock;
    private final ActorRef<RunNews> listener;
    private final ActorRef<RunKeeper.Trouble> died;
    private final ActorRef<RemoteRun.Refusal> refused;
    private final Map<String, Kept> running = new LinkedHashMap<>();
    private final Map<String, RunKeeper.Trouble> troubles = new HashMap<>();
    private long spawned;

    private record Kept(Waiting.Run run, ActorRef<RunKeeper.Command> keeper, Places.Taken place) {}

    /**
     * The keepers of a lab, whose children they are.
     *
     * @param listener is told which runs have a keeper
     */
    Keepers(
            ActorContext<LabProtocol.Command> lab,
            WorkerProcesses processes,
            InstantSource clock,
            ActorRef<RunNews> listener) {
        this.lab = lab;
        this.processes = processes;
        this.clock = clock;
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
            var decision = places.decide(
                    run.need(), running.values().stream().map(Kept::place).toList());
            if (decision.hasPlace()) {
                waiting.remove(run.folder());
                start(run, decision.member());
            } else {
                waiting.because(run.folder(), decision.reason());
            }
        }
    }

    private void start(Waiting.Run run, Optional<Nodes.Member> node) {
        var keeper = node.map(member -> RemoteRun.create(run.folder(), member, clock, died, refused))
                .orElseGet(() -> RunWorker.create(run.folder(), processes, clock, died));
        keep(run, keeper, node.map(Nodes.Member::name));
    }

    /** Only ends a run, as an earlier lab, or this one a moment ago, said that it would be. */
    void end(Waiting.Run run, RunState state) {
        keep(run, RunWorker.ending(run.folder(), processes, clock, died, state), Optional.empty());
    }

    private void keep(Waiting.Run run, Behavior<RunKeeper.Command> behavior, Optional<String> node) {
        listener.tell(new RunNews.Kept(run.folder(), run.next()));
        var known = Behaviors.withMdc(
                RunKeeper.Command.class, Map.of(LogLines.RUN, run.folder().id()), behavior);
        var keeper = lab.spawn(known, "keeper-" + spawned++, Dispatchers.pinned());
        lab.watch(keeper);
        running.put(
                run.folder().id(),
                new Kept(run, keeper, new Places.Taken(run.need().device(), node)));
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

    void noteTrouble(RunKeeper.Trouble trouble) {
        troubles.put(trouble.run(), trouble);
        if (trouble.deaths() > 0) {
            DEATHS.increment();
        }
        try (var run = LogLines.of(trouble.run())) {
            lab.getLog().warn("Run {} died ({}): {}", trouble.run(), trouble.deaths(), trouble.reason());
        }
    }

    void forgetTrouble(RunFolder folder) {
        troubles.remove(folder.id());
    }

    /** The newest trouble of each run. */
    Map<String, RunKeeper.Trouble> troubles() {
        return Map.copyOf(troubles);
    }

    /** The run of a keeper; empty where the actor is none of these. */
    Optional<Waiting.Run> runOf(ActorRef<?> keeper) {
        return running.values().stream()
                .filter(kept -> kept.keeper().path().equals(keeper.path()))
                .map(Kept::run)
                .findFirst();
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

package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.twoworlds.config.Device;
import org.twoworlds.node.NodeProtocol;
import org.twoworlds.node.NodeTask;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.Event;

/** What machines say that they hold for a lab which was not reached, and which attempts the lab has waited for already. */
final class Absences {
    private final Duration grace;
    private final Map<ActorRef<NodeProtocol.Command>, Nodes.Heard> heard = new HashMap<>();
    private final Map<String, Event.Attempt> waitedFor = new HashMap<>();

    /**
     * Nothing heard yet.
     *
     * @param grace how long a run keeps its place on a machine that is not reached
     */
    Absences(Duration grace) {
        this.grace = grace;
    }

    Duration grace() {
        return grace;
    }

    /** Whether the machine of a run's last attempt is to be waited for: it is, once for each time that it is lost. */
    boolean mayWait(String run, Event.Attempt attempt) {
        return !grace.isZero() && !attempt.equals(waitedFor.get(run));
    }

    /** An attempt has been waited for long enough, or its machine has it no longer. */
    void waitedFor(String run, Event.Attempt attempt) {
        waitedFor.put(run, attempt);
    }

    /** A machine says what it holds; whether that is new. */
    boolean heard(Nodes.Heard now) {
        return !now.equals(heard.put(now.member().node(), now));
    }

    /** The machines that have joined now. */
    void joined(List<Nodes.Member> members) {
        heard.keySet().retainAll(members.stream().map(Nodes.Member::node).toList());
    }

    /**
     * The slots that machines give to runs which they hold and which nobody has claimed back or refused yet.
     *
     * @param isAt whether a run has its place on a machine anyway
     */
    Stream<Places.Taken> taken(BiPredicate<String, Nodes.Member> isAt) {
        return heard.values().stream().flatMap(h -> h.held().stream()
                .map(NodeTask.Held::run)
                .filter(run -> !isAt.test(run, h.member()))
                .map(run -> new Places.Taken(Device.CPU, Optional.of(h.member().name()))));
    }
}

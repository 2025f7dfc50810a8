package org.twoworlds.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.Device;
import org.twoworlds.config.Role;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.node.Nodes;
import org.twoworlds.start.Fork;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.descent.ToyDescent;

/** The places where a run may go: a slot here, or else one of a machine that joined and has not refused it. */
final class Places {
    private final Slots slots;
    private final DeviceProbe probe;
    private final Map<Integer, Boolean> cards = new HashMap<>();
    private final Set<String> refusals = new HashSet<>();
    private List<Nodes.Member> members = List.of();

    /**
     * A place that is taken.
     *
     * @param node on which machine; empty for this one
     */
    record Taken(Device device, Optional<String> node) {}

    /**
     * A decision on a run.
     *
     * @param here whether it gets a slot here
     * @param member which machine it goes to
     * @param reason why it has to wait; empty where it has a place
     */
    record Decision(boolean here, Optional<Nodes.Member> member, String reason) {
        private static Decision wait(String reason) {
            return new Decision(false, Optional.empty(), reason);
        }

        boolean hasPlace() {
            return here || member.isPresent();
        }
    }

    /** The places of a lab with some slots, which finds out itself what its own machine can do. */
    Places(Slots slots, DeviceProbe probe) {
        this.slots = slots;
        this.probe = probe;
    }

    void joined(List<Nodes.Member> now) {
        members = now;
    }

    List<Nodes.Member> members() {
        return members;
    }

    /** A machine cannot do a run. */
    void refused(String run, String node) {
        refusals.add(run + " " + node);
    }

    /** Forgets the refusals of a run: all machines may be asked for it again. */
    void forgetRefusals(String run) {
        refusals.removeIf(r -> r.startsWith(run + " "));
    }

    /**
     * The needs of a run of its place, as record 0 has them.
     *
     * @param device on which it trains
     * @param init the file with the weights that it begins with; empty where it has none
     * @param isOurs whether the lab's own machine alone does it: its worlds descend by the whole gradient, or it is a fork that has
     *     yet to make again what it begins with
     */
    record Need(String run, Device device, String init, boolean isOurs) {
        static Need of(RunView view) {
            return new Need(
                    view.started().identity().run(),
                    Device.parse(view.started().choices().device()).orElse(Device.CPU),
                    view.config().modelInit(),
                    ToyDescent.isAsked(view.config()) || Fork.isToBegin(view));
        }
    }

    /** Finds a place for a run. */
    Decision decide(Need need, Collection<Taken> taken) {
        var init = need.init();
        if (!init.isEmpty() && !Files.exists(Path.of(init)) && !taken.isEmpty()) {
            return Decision.wait("it begins with the weights " + init + ", which are still to be made");
        }
        var device = need.device();
        var here = taken.stream().filter(t -> t.node().isEmpty()).toList();
        var onDevice = here.stream().filter(t -> t.device().equals(device)).count();
        var isOurs = isOurs(device);
        if (isOurs && slots.hasRoom(device, here.size(), onDevice)) {
            return new Decision(true, Optional.empty(), "");
        }
        if (need.isOurs()) {
            return Decision.wait("it is trained by the lab's own machine alone, whose slots are taken");
        }
        var able = members.stream()
                .filter(m -> m.role() == Role.TRAINER)
                .filter(m -> m.device().isEmpty() || m.device().equals(device.toString()))
                .filter(m -> !refusals.contains(need.run() + " " + m.name()))
                .toList();
        var free = able.stream().filter(m -> busy(taken, m) < m.slots()).findFirst();
        if (free.isPresent()) {
            return new Decision(false, free, "");
        }
        var isPossible = !able.isEmpty() || isOurs && slots.hasRoom(device, 0, 0);
        return Decision.wait(isPossible ? "all slots are taken" : "no machine is here that trains it on " + device);
    }

    /** Asked once of each card: what the probe finds stays as long as the process. */
    private boolean isOurs(Device device) {
        return !device.isGpu()
                || cards.computeIfAbsent(
                        device.number(), n -> probe.tensorFlow(n).usable());
    }

    private static long busy(Collection<Taken> taken, Nodes.Member member) {
        return taken.stream()
                .filter(t -> t.node().equals(Optional.of(member.name())))
                .count();
    }
}

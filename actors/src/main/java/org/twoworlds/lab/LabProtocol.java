package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.Map;
import org.twoworlds.actor.Attachment;
import org.twoworlds.config.Role;
import org.twoworlds.config.RunState;
import org.twoworlds.node.Nodes;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The messages that a {@link Lab} understands, and its status. */
public final class LabProtocol {
    private LabProtocol() {}

    /** A message to a lab. */
    public sealed interface Command {}

    /** Take a run up when there is a slot. */
    public record TakeUp(RunFolder folder, ActorRef<Reply> replyTo) implements Command {}

    /** Take up those of a sweep's runs that can be, in their order; the answer is their number. */
    public record TakeUpAll(List<RunFolder> folders, ActorRef<Integer> replyTo) implements Command {}

    /** Leave a run {@code paused} or {@code stopped}. */
    public record Leave(RunFolder folder, RunState state, ActorRef<Reply> replyTo) implements Command {}

    /**
     * Attach an evaluator.
     *
     * @param opened the evaluator, its source opened; it is used where the evaluator works on the lab's own machine
     */
    public static Command attach(RunFolder folder, Event.Attached event, Attachment opened, ActorRef<Reply> replyTo) {
        return new ForEvaluations(new Evaluations.Attach(folder, event, opened, replyTo));
    }

    /** Let an evaluator of a run go. */
    public static Command detach(RunFolder folder, String evaluator, ActorRef<Reply> replyTo) {
        return new ForEvaluations(new Evaluations.Detach(folder, evaluator, replyTo));
    }

    /** Say what is under way. */
    public record Ask(ActorRef<Status> replyTo) implements Command {}

    /** A message for the lab's evaluations. */
    record ForEvaluations(Evaluations.Command command) implements Command {}

    /** Go on with the runs that an earlier lab left. */
    enum Begin implements Command {
        /** The one such message. */
        BEGIN
    }

    /** The keeper of a run has stopped: the run may need its slot no more. */
    record Freed(Waiting.Run run) implements Command {}

    /** The runs' records answer the question that was put to them. */
    record Answered(RunRecords.Answer answer) implements Command {}

    /** An attempt at a run died. */
    record RunDied(RunKeeper.Trouble trouble) implements Command {}

    /** A machine refuses a run. */
    record RunRefused(RemoteRun.Refusal refusal) implements Command {}

    /** The list of the machines that joined is another, or a machine says what it holds. */
    record Joined(Nodes.News news) implements Command {}

    /** The list of the attached evaluators is another. */
    record Evaluated(Evaluations.Change change) implements Command {}

    /**
     * A lab's runs, evaluators and machines.
     *
     * @param slots the number of runs at a time on the lab's own machine
     * @param running runs with a slot
     * @param queued runs that wait for one, the next first
     * @param waiting the reason for which a queued run has to wait, or one with a slot is waited for
     * @param troubles deaths of runs' processes, the newest of each run
     * @param evaluators attached, by run
     * @param nodes the machines that joined
     * @param places the machine of each run that is not trained on the lab's own
     */
    public record Status(
            int slots,
            List<String> running,
            List<String> queued,
            Map<String, String> waiting,
            Map<String, RunKeeper.Trouble> troubles,
            Map<String, List<String>> evaluators,
            List<JoinedMachine> nodes,
            Map<String, String> places) {}

    /** A machine that joined, as a lab's status shows it. */
    public record JoinedMachine(String node, Role role, int slots, String device, Map<String, String> machine) {
        static JoinedMachine of(Nodes.Member member) {
            return new JoinedMachine(member.name(), member.role(), member.slots(), member.device(), member.machine());
        }
    }
}

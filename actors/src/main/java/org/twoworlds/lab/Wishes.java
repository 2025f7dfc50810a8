package org.twoworlds.lab;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/**
 * The wishes for which a lab has to ask the runs' records: one after another, in the order in which they came, so that each is
 * asked by what the lab knows once all earlier ones are settled.
 */
final class Wishes {
    private final ActorRef<RunRecords.Question> records;
    private final Home home;
    private final Keepers keepers;
    private final Waiting waiting;
    private final Consumer<LabProtocol.Ask> status;
    private final Deque<LabProtocol.Command> all = new ArrayDeque<>();

    /**
     * No wishes yet.
     *
     * @param status answers those who ask for the lab's status, once the wishes before theirs are settled
     */
    Wishes(
            ActorRef<RunRecords.Question> records,
            Home home,
            Keepers keepers,
            Waiting waiting,
            Consumer<LabProtocol.Ask> status) {
        this.records = records;
        this.home = home;
        this.keepers = keepers;
        this.waiting = waiting;
        this.status = status;
    }

    void add(LabProtocol.Command wish) {
        all.add(wish);
        if (all.size() == 1) {
            ask();
        }
    }

    /** Whether the lab has not read its runs yet. */
    boolean isBeginning() {
        return all.peek() instanceof LabProtocol.Begin;
    }

    /** Takes the wish that the records have answered. */
    LabProtocol.Command answered() {
        return all.remove();
    }

    /** Asks the records for the first wish. */
    void ask() {
        while (all.peek() instanceof LabProtocol.Ask asked) {
            all.remove();
            status.accept(asked);
        }
        var wish = all.peek();
        if (wish instanceof LabProtocol.Begin) {
            records.tell(new RunRecords.ToGoOn(home));
        } else if (wish instanceof LabProtocol.TakeUp take) {
            records.tell(new RunRecords.MayTakeUp(List.of(known(take.folder())), waiting.room()));
        } else if (wish instanceof LabProtocol.TakeUpAll take) {
            records.tell(new RunRecords.MayTakeUp(
                    take.folders().stream().map(this::known).toList(), waiting.room()));
        } else if (wish instanceof LabProtocol.Leave leave) {
            records.tell(new RunRecords.MayLeave(known(leave.folder()), leave.state()));
        } else if (wish instanceof LabProtocol.Freed freed) {
            records.tell(new RunRecords.GoesOn(freed.run().folder()));
        }
    }

    private RunRecords.Known known(RunFolder folder) {
        return new RunRecords.Known(folder, keepers.contains(folder), waiting.contains(folder));
    }
}

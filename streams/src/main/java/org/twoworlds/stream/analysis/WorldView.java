package org.twoworlds.stream.analysis;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.twoworlds.stream.log.Event;

/** The view of one world of a run: its progress, as the events tell it. Not thread-safe. */
public final class WorldView {
    /** The number of resume points that are kept: the older one stays in case the newer is damaged. */
    public static final int RESUME_POINTS = 2;

    private final TreeMap<Long, Event.Checkpoint> checkpoints = new TreeMap<>();
    private final TreeMap<Long, Event.Checkpoint> onDisk = new TreeMap<>();
    private final Map<Long, Long> writtenMicros = new HashMap<>();
    private final Deque<Event.ResumePoint> resumePoints = new ArrayDeque<>();
    private Optional<Event.Step> last = Optional.empty();
    private Optional<Event.WorldEnded> ended = Optional.empty();
    private Pace pace = Pace.NONE;

    /** The number of updates done. */
    public long step() {
        return ended.map(Event.WorldEnded::step)
                .orElse(last.map(Event.Step::step).orElse(0L));
    }

    /** The newest logged update. */
    public Optional<Event.Step> last() {
        return last;
    }

    /** The end of the world; empty where it has not ended. */
    public Optional<Event.WorldEnded> ended() {
        return ended;
    }

    /** Every checkpoint ever logged, by step. */
    public TreeMap<Long, Event.Checkpoint> checkpoints() {
        return checkpoints;
    }

    /** The checkpoints that were not deleted, by step. */
    public TreeMap<Long, Event.Checkpoint> onDisk() {
        return onDisk;
    }

    /** The checkpoints that the log says are gone. Where their writer died just then, their files may still be there. */
    public List<Event.Checkpoint> deleted() {
        return checkpoints.values().stream()
                .filter(c -> !onDisk.containsKey(c.step()))
                .toList();
    }

    /** The time at which a checkpoint was logged last, in microseconds since 1970. */
    public long writtenMicros(long step) {
        return writtenMicros.getOrDefault(step, 0L);
    }

    /** The newest resume points, newest first. */
    public Collection<Event.ResumePoint> resumePoints() {
        return resumePoints;
    }

    /** The share of the time in which the trainer waited for data. */
    public double waitShare() {
        return pace.waitShare();
    }

    /** The seconds in which the trainer was held back for other reasons. */
    public double heldSeconds() {
        return pace.heldSeconds();
    }

    /** The seconds of all updates and waits. */
    public double seconds() {
        return pace.seconds();
    }

    /** The steps per second while training. */
    public double stepsPerSecond() {
        return pace.stepsPerSecond();
    }

    void step(Event.Step step) {
        last = Optional.of(step);
        pace = pace.after(step);
    }

    void resumePoint(Event.ResumePoint point) {
        resumePoints.addFirst(point);
        if (resumePoints.size() > RESUME_POINTS) {
            resumePoints.removeLast();
        }
    }

    void checkpoint(Event.Checkpoint checkpoint) {
        checkpoints.put(checkpoint.step(), checkpoint);
        onDisk.put(checkpoint.step(), checkpoint);
    }

    void written(long step, long micros) {
        writtenMicros.put(step, micros);
    }

    void held(Event.Waited waited) {
        pace = pace.after(waited);
    }

    void ended(Event.WorldEnded event) {
        ended = Optional.of(event);
    }
}

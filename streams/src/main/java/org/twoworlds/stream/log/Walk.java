package org.twoworlds.stream.log;

import java.io.IOException;
import java.util.Optional;
import org.twoworlds.stream.log.EventCodec.DamagedLogException;

/**
 * A walk over the events of a log, from its first frame on, that checks each: its checksum, its index, and where the log
 * seems to end, that nothing follows. Not thread-safe.
 */
final class Walk {
    /**
     * Where a log stops being as it was written.
     *
     * @param index the first event that cannot be read
     * @param position of its frame
     * @param follows whether whole events follow
     * @param isLoss whether something is lost that was forced to the disk: what a power cut or a death of the writer leaves
     *     is none
     */
    record Damage(long index, long position, boolean follows, boolean isLoss) {}

    private final Frames frames;
    private final EventCodec codec;
    private long position;
    private long index;
    private long forced;
    private boolean isMarked;
    private long lastFrame;
    private int lastCrc;

    /** The size of the file up to which nothing but 0 was seen behind the end. */
    private long empty;

    Walk(Frames frames, EventCodec codec) {
        this(frames, codec, LogPlace.START);
    }

    /** A walk from a place on that is in the file. */
    Walk(Frames frames, EventCodec codec, LogPlace from) {
        this.frames = frames;
        this.codec = codec;
        position = from.position();
        index = from.index();
        forced = from.forced();
        isMarked = from.isMarked();
        lastFrame = from.lastFrame();
        lastCrc = from.lastCrc();
    }

    /** Where the walk is. */
    LogPlace place() {
        return new LogPlace(index, position, forced, isMarked, lastFrame, lastCrc);
    }

    /** The index of the next event. */
    long index() {
        return index;
    }

    /** The place of the next frame. */
    long position() {
        return position;
    }

    /** The number of events that were forced, as the newest mark says. */
    long forced() {
        return forced;
    }

    /**
     * Goes on to the next event.
     *
     * @return false where there is none yet, or a fault
     */
    boolean next(FrameListener listener) throws IOException {
        var isFresh = false;
        while (true) {
            try {
                switch (frames.kind(position)) {
                    case EVENT -> {
                        var bytes = frames.bytes(position);
                        codec.check(index, bytes);
                        lastFrame = position;
                        lastCrc = bytes.getInt(0);
                        listener.event(index, position, bytes);
                        isMarked |= EventCodec.isIndexed(bytes);
                        position = Frames.after(position, frames.word(position));
                        index++;
                        return true;
                    }
                    case OTHER -> {
                        other(listener);
                        continue;
                    }
                    default -> {}
                }
            } catch (DamagedLogException e) {
                // read once more, below: a writer may have been at work on it
            }
            if (isFresh) {
                return false;
            }
            frames.refresh();
            isFresh = true;
        }
    }

    private void other(FrameListener listener) throws IOException, DamagedLogException {
        var mark = Mark.decode(frames.bytes(position));
        if (mark.isPresent() && mark.get().forced() == index) {
            forced = index;
            isMarked = true;
        } else if (!frames.isOwn(position)) {
            throw new DamagedLogException();
        }
        listener.other(position, mark.isPresent());
        position = Frames.after(position, frames.word(position));
    }

    /** The fault at which {@link #next} found no frame; empty where the log just ends, or where a writer is at work on its next event. */
    Optional<Damage> fault() throws IOException {
        if (frames.kind(position) != Frames.Kind.END) {
            return Optional.of(judge());
        }
        var word = frames.word(position);
        var begin = position + Frames.WORD;
        var isKnownEmpty = word == 0 && frames.size() == empty;
        var isEmpty = isKnownEmpty || frames.used(begin) == begin;
        var isMissing = Bookkeeping.knowsOf(frames, position);
        if (isKnownEmpty && !isMissing) {
            return Optional.empty();
        }
        var found = judge();
        frames.refresh();
        if (frames.word(position) != word) {
            return Optional.empty(); // a writer has added it
        }
        if (isEmpty && word == 0) {
            empty = frames.size();
        }
        var isTorn = word == 0 && !isEmpty || isMissing || found.follows() || found.isLoss();
        return isTorn ? Optional.of(found) : Optional.empty();
    }

    /** Looks at all that follows: a later mark tells that something forced is lost; in a log without marks, a later event does. */
    private Damage judge() throws IOException {
        var end = frames.used(position);
        var isLoss = false;
        var follows = false;
        var sawMarks = isMarked;
        for (var at = position + Frames.WORD; at < end && !isLoss; ) {
            var kind = frames.kind(at);
            var isFrame = false;
            if (kind == Frames.Kind.OTHER) {
                var mark = Mark.decode(frames.bytes(at));
                isFrame = mark.isPresent();
                sawMarks |= isFrame;
                isLoss = mark.filter(m -> m.forced() > index).isPresent();
            } else if (kind == Frames.Kind.EVENT) {
                var bytes = frames.bytes(at);
                isFrame = codec.isWhole(bytes);
                follows |= isFrame;
                sawMarks |= isFrame && EventCodec.isIndexed(bytes);
            }
            at = isFrame ? Frames.after(at, frames.word(at)) : at + Frames.WORD;
        }
        return new Damage(index, position, follows, isLoss || follows && !sawMarks);
    }
}

package org.twoworlds.stream.log;

import java.io.IOException;

/**
 * A place between two events of a log up to which somebody has read and checked it, and from which reading can go on without
 * what is before: in another process too.
 *
 * @param index of the next event
 * @param position of its frame, in bytes
 * @param forced how many events were forced, as far as was read
 * @param isMarked whether the log has marks or indexed events before the place
 * @param lastFrame where the event before it lies, in bytes; 0 where there is none
 * @param lastCrc the checksum of the event before it, which tells that the log is still the one that was read
 */
public record LogPlace(long index, long position, long forced, boolean isMarked, long lastFrame, int lastCrc) {
    /** The beginning of any log. */
    public static final LogPlace START = new LogPlace(0, 0, 0, false, 0, 0);

    /** Whether a log's file has before this place what was read there. */
    boolean isIn(Frames frames, EventCodec codec) throws IOException {
        if (index == 0) {
            return position == 0;
        }
        if (frames.kind(lastFrame) != Frames.Kind.EVENT) {
            return false;
        }
        try {
            var bytes = frames.bytes(lastFrame);
            codec.check(index - 1, bytes);
            return bytes.getInt(0) == lastCrc;
        } catch (EventCodec.DamagedLogException e) {
            return false;
        }
    }
}

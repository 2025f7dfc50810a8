package org.twoworlds.stream.log;

import java.nio.ByteBuffer;
import org.twoworlds.stream.log.EventCodec.DamagedLogException;

/** A listener to a walk over a log's frames. */
interface FrameListener {
    /** Receives an event's bytes, with the event's index and the place of its frame. */
    void event(long index, long position, ByteBuffer bytes) throws DamagedLogException;

    /** Receives a frame that is no event: one of Chronicle's own, or a mark. */
    default void other(long position, boolean isMark) {}
}

package org.twoworlds.stream.log;

import java.nio.ByteBuffer;
import org.twoworlds.stream.log.EventCodec.DamagedLogException;

/** A listener to a walk over a log's frames. */
interface FrameListener {
    /** An event's bytes, of a certain index, whose frame is at a place. */
    void event(long index, long position, ByteBuffer bytes) throws DamagedLogException;

    /** Something that is no event: one of Chronicle's own frames, or a mark. */
    default void other(long position, boolean isMark) {}
}

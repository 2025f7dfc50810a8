package org.twoworlds.notice;

import com.fasterxml.jackson.annotation.JsonValue;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldEnding;

/** The kind of an event that is told. */
public enum NoticeKind {
    /** The run was let go of in order: it is completed, paused or stopped. */
    ENDED("ended"),
    /** The run failed; the lab may try it again. */
    FAILED(RunState.FAILED.toString()),
    /** The lab gave the run up: it died again and again without getting on. */
    GIVEN_UP("givenUp"),
    /** The Real World reached T(n). */
    STOPPING_TIME(WorldEnding.STOPPING_TIME.toString()),
    /** The loss of a world is no finite number. */
    NON_FINITE(WorldEnding.NON_FINITE.toString()),
    /** The disk of the home has little room. */
    DISK_LOW("diskLow");

    private final String text;

    NoticeKind(String text) {
        this.text = text;
    }

    /** The word in documents and in {@code TWOWORLDS_EVENT}. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}

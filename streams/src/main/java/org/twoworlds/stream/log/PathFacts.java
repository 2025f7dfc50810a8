package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The time of a file's or a folder's last change, by which one tells that it is as it was: it cannot be set back, and whatever changes
 * the contents, the size or the other times changes it, and so does another file in the place of this one.
 *
 * @param changedNanos in nanoseconds since 1970; the least number where there is no such file
 */
public record PathFacts(long changedNanos) {
    private static final String TIME = "unix:ctime";
    private static final PathFacts NONE = new PathFacts(Long.MIN_VALUE);

    /** The time of a path as it is now. */
    static PathFacts of(Path path) {
        try {
            return new PathFacts(
                    ((FileTime) Files.getAttribute(path, TIME, new LinkOption[0])).to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            return NONE;
        }
    }

    /** Whether there is such a file. */
    boolean areThere() {
        return !equals(NONE);
    }

    /** As a word; empty where there is no such file. */
    String text() {
        return areThere() ? Long.toString(changedNanos) : "";
    }

    /** Whether the time is older than an instant. */
    public boolean areBefore(Instant instant) {
        return changedNanos < TimeUnit.MILLISECONDS.toNanos(instant.toEpochMilli());
    }
}

package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Facts of a file or a folder by which one tells that it is as it was: its number and its times, of which that of its last change
 * cannot be set back.
 *
 * @param text all of them as one word list, of a file with its size; empty where there is none
 * @param newestNanos the latest of its times, in nanoseconds since 1970
 */
public record PathFacts(String text, long newestNanos) {
    private static final String NAMES = "unix:ino,ctime,lastModifiedTime,size";
    private static final PathFacts NONE = new PathFacts("", Long.MIN_VALUE);

    /** The facts of a folder. */
    static PathFacts ofFolder(Path folder) {
        return of(folder, false);
    }

    /** The facts of a file. */
    static PathFacts ofFile(Path file) {
        return of(file, true);
    }

    private static PathFacts of(Path path, boolean withSize) {
        Map<String, Object> all;
        try {
            all = Files.readAttributes(path, NAMES, new LinkOption[0]);
        } catch (IOException e) {
            return NONE;
        }
        var changed = nanos(all.get("ctime"));
        var modified = nanos(all.get("lastModifiedTime"));
        var text = all.get("ino") + " " + changed + " " + modified + (withSize ? " " + all.get("size") : "");
        return new PathFacts(text, Math.max(changed, modified));
    }

    private static long nanos(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }

    /** Whether all of its times are older than an instant. */
    public boolean areBefore(Instant instant) {
        return newestNanos < TimeUnit.MILLISECONDS.toNanos(instant.toEpochMilli());
    }
}

package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * The stamp of a file, by which it is known to be unchanged since it was read: its size, the time at which its contents changed,
 * and the time at which anything of it changed, which cannot be set back.
 *
 * @param bytes the file's size
 * @param modified the time at which the contents changed, in nanoseconds since 1970
 * @param changed the time at which anything changed, in nanoseconds since 1970; {@code modified} on a file system that does
 *     not know it
 */
record FileStamp(long bytes, long modified, long changed) {
    /** The stamp of a file, or of the file to which a link leads. */
    static FileStamp of(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime");
            return new FileStamp(
                    (Long) attributes.get("size"),
                    nanos((FileTime) attributes.get("lastModifiedTime")),
                    nanos((FileTime) attributes.get("ctime")));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var modified = nanos(attributes.lastModifiedTime());
            return new FileStamp(attributes.size(), modified, modified);
        }
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** The time of the last change, as far as it is known, in nanoseconds since 1970. */
    long latest() {
        return Math.max(modified, changed);
    }
}

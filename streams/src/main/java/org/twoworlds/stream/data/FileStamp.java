package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * What tells that a file is still the one that was read: its size, when its contents changed, and when anything of it did,
 * which nobody can set back.
 *
 * @param bytes its size
 * @param modified nanoseconds since 1970
 * @param changed nanoseconds since 1970; {@code modified} on a file system that does not say it
 */
record FileStamp(long bytes, long modified, long changed) {
    /** The stamp of a file, or of what a link leads to. */
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

    /** When it last changed, as far as it is known. */
    long latest() {
        return Math.max(modified, changed);
    }
}

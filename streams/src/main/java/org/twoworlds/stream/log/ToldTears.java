package org.twoworlds.stream.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The torn logs that this process has told of, so that a lab which reads a log for months tells of a tear once. The newest
 * thousand are remembered. Thread-safe.
 */
final class ToldTears {
    private static final int MOST = 1_000;

    /** The number of whole events before a tear, and the change time of the file that is torn. */
    private record Tear(long events, FileTime changed) {}

    private final Map<Path, Tear> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Tear> eldest) {
            return size() > MOST;
        }
    };

    /** Whether a tear behind a number of events was not told of since the log's file changed; from now on it was. */
    synchronized boolean isNew(Path log, long events) throws IOException {
        var tear = new Tear(events, Files.getLastModifiedTime(Queues.file(log)));
        return !tear.equals(told.put(log, tear));
    }
}

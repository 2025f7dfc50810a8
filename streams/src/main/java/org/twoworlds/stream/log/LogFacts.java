package org.twoworlds.stream.log;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Facts of a run's files by which one tells, without opening its log, that it is as it was. A log's file is preallocated and
 * written through memory, so its size says nothing and its time of modification is late or, on some file systems, never set.
 * What is sure is that a writer, before it appends, makes a file of the log's folder anew ({@link Mending}): so the folder
 * changes whenever a log is opened to write. Where these facts are the same, and nobody wrote the run when they were taken,
 * nothing was appended. The file's own facts tell that somebody changed it by other means than a writer.
 *
 * @param folder of the log's folder: number and times
 * @param file of its file: number, size and times; of a run that is not made yet, of its sweep's plan; empty where there is none
 * @param newestNanos the latest of these times, in nanoseconds since 1970
 */
public record LogFacts(String folder, String file, long newestNanos) {
    /** The facts of a run now; empty texts where there is no log. */
    public static LogFacts of(RunFolder run) {
        var folder = PathFacts.ofFolder(run.log());
        var file = PathFacts.ofFile(folder.text().isEmpty() ? SweepPlan.file(run) : Queues.file(run.log()));
        return new LogFacts(folder.text(), file.text(), Math.max(folder.newestNanos(), file.newestNanos()));
    }

    /** Whether all of these times are older than an instant. */
    public boolean areBefore(Instant instant) {
        return newestNanos < TimeUnit.MILLISECONDS.toNanos(instant.toEpochMilli());
    }

    /** Whether a text is of a run that is not made yet. */
    public static boolean isOfPlan(String text) {
        return text.startsWith("|");
    }

    /** Both as one line. */
    public String text() {
        return folder + "|" + file;
    }

    /** Whether a text is of the same folder, so that no writer has opened the log between. */
    public boolean isOfSameFolder(String text) {
        return text.startsWith(folder + "|");
    }
}

package org.twoworlds.stream.log;

import java.time.Instant;

/**
 * Facts of a run's files by which one tells, without opening its log, that it is as it was. A log's file is preallocated and
 * written through memory, so its size says nothing and its times are late or, on some file systems, never set.
 * What is sure is that a writer, before it appends, makes a file of the log's folder anew ({@link Mending}): so the folder
 * changes whenever a log is opened to write. Where these facts are the same, and nobody wrote the run when they were taken,
 * nothing was appended. The file's own facts tell that somebody changed it by other means than a writer.
 *
 * @param folder of the log's folder
 * @param file of its file; of a run that is not made yet, of its sweep's plan
 */
public record LogFacts(PathFacts folder, PathFacts file) {
    /** The facts of a run now. */
    public static LogFacts of(RunFolder run) {
        var folder = PathFacts.of(run.log());
        return new LogFacts(folder, PathFacts.of(folder.areThere() ? Queues.file(run.log()) : SweepPlan.file(run)));
    }

    /** Whether there is a log, or a plan that names the run. */
    public boolean areThere() {
        return file.areThere();
    }

    /** Whether all of these times are older than an instant. */
    public boolean areBefore(Instant instant) {
        return folder.areBefore(instant) && file.areBefore(instant);
    }

    /** Whether a text is of a run that is not made yet. */
    public static boolean isOfPlan(String text) {
        return text.startsWith("|");
    }

    /** Both as one word. */
    public String text() {
        return folder.text() + "|" + file.text();
    }

    /** Whether a text is of the same folder, so that no writer has opened the log between. */
    public boolean isOfSameFolder(String text) {
        return text.startsWith(folder.text() + "|");
    }
}

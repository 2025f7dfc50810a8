package org.twoworlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Whether a process still does anything, as Linux tells it. */
public final class EndedProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private EndedProcess() {}

    /**
     * Waits until a process is gone, or is kept only as its exit status for a parent that has not asked for it: where the first
     * process of a container asks for nobody's, those that lost their parent stay so for ever.
     */
    public static void await(long pid) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        while (!hasEnded(pid)) {
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("process %d should have ended", pid)
                    .isLessThan(PATIENCE);
            Thread.sleep(10);
        }
    }

    private static boolean hasEnded(long pid) throws IOException {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var state = stat.charAt(stat.lastIndexOf(')') + 2); // the name before it may hold anything
            return state == 'Z' || state == 'X';
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
            return true; // it ended while its file was read
        }
    }
}

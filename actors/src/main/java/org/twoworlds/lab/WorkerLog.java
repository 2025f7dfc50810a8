package org.twoworlds.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The file of what a run's processes say, one behind the other: a crashed one's last words stay when the next one starts. A
 * file that has grown large is kept as {@code worker.log.1}, and those before it as {@code .2} and so on.
 *
 * @param folder the run's
 */
record WorkerLog(Path folder) {
    static final String NAME = "worker.log";

    /** How large a file grows before the next process begins a new one. */
    static final long LARGE = 1 << 20;

    /** How many earlier files are kept. */
    static final int KEPT = 4;

    Path file() {
        return folder.resolve(NAME);
    }

    private Path earlier(int number) {
        return folder.resolve(NAME + "." + number);
    }

    /** Makes room for a process that starts now, and says so in the file. */
    void begin(Instant now) throws IOException {
        if (Files.isRegularFile(file()) && Files.size(file()) >= LARGE) {
            roll();
        }
        Files.writeString(
                file(),
                "--- " + now.truncatedTo(ChronoUnit.SECONDS) + " the lab starts this run's process\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void roll() throws IOException {
        for (var i = KEPT - 1; i >= 1; i--) {
            if (Files.exists(earlier(i))) {
                Files.move(earlier(i), earlier(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file(), earlier(1), StandardCopyOption.REPLACE_EXISTING);
    }
}

package org.twoworlds.notice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The processes that one command has started, known by a variable of their environment: those too whose parent is gone, which
 * nothing else ties to the command any more.
 */
record MarkedProcesses(String name, String value) {
    private static final int TRIES = 10;

    /** Kills them, and a process with all that it has started, whether these bear the mark or not. */
    void kill(ProcessHandle root) {
        Stream.concat(root.descendants().toList().stream(), Stream.of(root)).forEach(ProcessHandle::destroyForcibly);
        for (var i = 0; i < TRIES; i++) { // one that is being forked just then is found the next time
            var found = ProcessHandle.allProcesses().filter(this::isMarked).toList();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            var file = Path.of("/proc", Long.toString(process.pid()), "environ");
            var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return ('\0' + text).contains('\0' + name + "=" + value + '\0');
        } catch (IOException e) {
            return false; // another account's, or gone
        }
    }
}

package org.twoworlds.stream.data;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The names of files beside others. */
final class FileNames {
    private static final AtomicLong TEMPORARIES = new AtomicLong();

    private FileNames() {}

    /** A new name beside a file. A file that is made under it has the rights that the umask leaves. */
    static Path temporary(Path file) {
        var pid = ProcessHandle.current().pid();
        return file.resolveSibling(file.getFileName() + "." + pid + "." + TEMPORARIES.incrementAndGet() + ".new");
    }
}

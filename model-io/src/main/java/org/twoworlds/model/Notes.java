package org.twoworlds.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The notes on files for the user, which stop nothing: the sense in which a file was taken, and the parts that were left out.
 * A note is one line on standard error, once a process however often the file is opened. Thread-safe.
 */
public final class Notes {
    private static final int REMEMBERED_LINES = 1_000;

    private static final Map<String, Boolean> SAID = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_LINES;
        }
    });

    private Notes() {}

    /** Prints a line, unless it is one of the last thousand that were printed. */
    public static void say(String line) {
        if (SAID.put(line, true) == null) {
            System.err.println(line);
        }
    }

    /** The last thousand lines that were printed, the oldest first. */
    public static List<String> said() {
        synchronized (SAID) {
            return List.copyOf(SAID.keySet());
        }
    }
}

package org.twoworlds.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user should know of a file though it stops nothing: how it was understood, and what of it was left out. One line
 * each, on standard error, once a process however often the file is opened. Thread-safe.
 */
public final class Notes {
    private static final int REMEMBERED = 1_000;

    private static final Map<String, Boolean> SAID = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private Notes() {}

    /** Says a line, unless it is one of the last thousand that were said. */
    public static void say(String line) {
        if (SAID.put(line, true) == null) {
            System.err.println(line);
        }
    }

    /** The last lines that were said, the oldest first. */
    public static List<String> said() {
        synchronized (SAID) {
            return List.copyOf(SAID.keySet());
        }
    }
}

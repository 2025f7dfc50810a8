package org.twoworlds.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The words that a daemon says to who started it: on standard error, and as a line of its log where that is JSON. */
public final class Said {
    private static final Logger LOG = LoggerFactory.getLogger(Said.class);

    private Said() {}

    /** Says something. */
    public static void say(String words) {
        if (LogLines.format() == LogFormat.JSON) {
            LOG.info(words);
        } else {
            System.err.println(words);
        }
    }
}

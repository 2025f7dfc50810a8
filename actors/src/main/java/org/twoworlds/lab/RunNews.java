package org.twoworlds.lab;

import org.twoworlds.stream.log.RunFolder;

/** The news that a lab tells a listener of its runs: which it keeps, and so whose logs grow. */
public sealed interface RunNews {
    /**
     * The run has a keeper from now on.
     *
     * @param from the index of the first entry that its log did not have when the lab read it last
     */
    record Kept(RunFolder folder, long from) implements RunNews {}

    /** The run has no keeper any more: it is over, was left, or waits for another place. */
    record Released(RunFolder folder) implements RunNews {}

    /** The lab has read its home: a run that it has not said it keeps, it does not keep. */
    record Begun() implements RunNews {}
}

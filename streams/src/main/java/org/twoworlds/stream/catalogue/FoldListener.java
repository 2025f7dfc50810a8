package org.twoworlds.stream.catalogue;

/** A listener to the folding of many runs. */
public interface FoldListener {
    /** The listener that ignores everything. */
    FoldListener NONE = (done, all) -> {};

    /** Takes the number of runs that are folded, and the number of all runs that had grown. */
    void folded(int done, int all);
}

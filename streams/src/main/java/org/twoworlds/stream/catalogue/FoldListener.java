package org.twoworlds.stream.catalogue;

/** A listener to the folding of many runs. */
public interface FoldListener {
    /** Nobody listens. */
    FoldListener NONE = (done, all) -> {};

    /** So many of the runs that had grown are folded. */
    void folded(int done, int all);
}

package org.twoworlds.cli;

import org.twoworlds.stream.bundle.References;

/** The words on what a run refers to and can be without. */
final class ReferenceWords {
    private ReferenceWords() {}

    /** Names a fork's parent and a file of initial weights. */
    static void tell(References references) {
        if (!references.parent().isEmpty()) {
            System.err.println("  It was forked from " + references.parent()
                    + ", of which it needs nothing: its beginning is its own.");
        }
        if (!references.init().isEmpty()) {
            System.err.println("  It begins with the weights of the file " + references.init()
                    + ", which a run that begins again needs at that place.");
        }
    }
}

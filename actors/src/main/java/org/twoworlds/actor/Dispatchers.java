package org.twoworlds.actor;

import akka.actor.typed.DispatcherSelector;

/** The dispatchers on which this program's actors run, beside Akka's default one. */
public final class Dispatchers {
    private Dispatchers() {}

    /** The dispatcher that gives an actor a thread of its own: for actors that train, score or write files. */
    public static DispatcherSelector pinned() {
        return DispatcherSelector.fromConfig("twoworlds.pinned");
    }
}

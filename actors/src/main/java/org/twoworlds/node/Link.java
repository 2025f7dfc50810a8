package org.twoworlds.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;

/**
 * A task's way to its lab: a connection, which may be cut, and another one after it. Those who need it wait for the next one
 * while there is none. Thread-safe.
 */
final class Link {
    /**
     * An open connection.
     *
     * @param system the actor system that is the connection: streams to and from the lab run in it
     * @param ledger the lab's end of the task, or the way to it
     */
    record Ends(ActorSystem<?> system, ActorRef<Ledger.Command> ledger) {}

    private Ends ends;
    private boolean isCut;
    private boolean isOver;

    /** A way that is open. */
    Link(Ends ends) {
        this.ends = ends;
    }

    /**
     * The open connection; waits for the next one where it is cut.
     *
     * @throws IllegalStateException once nobody waits for the lab any more
     */
    synchronized Ends await() {
        try {
            while (isCut && !isOver) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (isOver) {
            throw new IllegalStateException("The lab is not waited for any more");
        }
        return ends;
    }

    /** Whether a connection is the open one still. */
    synchronized boolean isOpen(Ends some) {
        return !isCut && ends.equals(some);
    }

    /** The connection is cut. */
    synchronized void cut() {
        isCut = true;
    }

    /** Another connection is there. */
    synchronized void open(Ends next) {
        ends = next;
        isCut = false;
        notifyAll();
    }

    /** Nobody waits for the lab any more. */
    synchronized void end() {
        isOver = true;
        notifyAll();
    }
}

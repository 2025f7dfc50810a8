package org.twoworlds.cli;

import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * SIGINT and SIGTERM as requests to end in order, and SIGUSR1, which a scheduler sends before the end of a job's time. They are
 * handled before the JVM's shutdown begins, since ONNX Runtime closes itself in a shutdown hook, and must not while a session is at
 * work. A second SIGINT or SIGTERM ends the process at once.
 */
final class Signals {
    private static final int BASE = 128;
    private static final String LEAVE = "USR1";

    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger urgent = new AtomicInteger();

    private Signals() {}

    /** Calls back once, on the first signal. */
    static Signals onFirst(Runnable action) {
        var signals = new Signals();
        for (var name : new String[] {"INT", "TERM", LEAVE}) {
            Signal.handle(new Signal(name), signal -> {
                var isFirst = signals.received.compareAndSet(0, BASE + signal.getNumber());
                if (isFirst) {
                    action.run();
                }
                if (!signal.getName().equals(LEAVE) && signals.urgent.getAndIncrement() > 0) {
                    Runtime.getRuntime().halt(BASE + signal.getNumber());
                }
            });
        }
        return signals;
    }

    /** Ends the process at once on a signal: for work that may be cut anywhere. */
    static void haltOnFirst() {
        for (var name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> Runtime.getRuntime().halt(BASE + signal.getNumber()));
        }
    }

    /** The exit code that the first signal asks for, for which SIGUSR1 was one to leave, which has been done. */
    int exitCodeAfterLeaving(int withoutSignal) {
        return received.get() == BASE + new Signal(LEAVE).getNumber() ? 0 : exitCodeOr(withoutSignal);
    }

    /** The exit code that the first signal asks for, or another one where there was none. */
    int exitCodeOr(int withoutSignal) {
        return received.get() == 0 ? withoutSignal : received.get();
    }
}

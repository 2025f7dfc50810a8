package org.twoworlds.remake;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells how a remaking gets on, in lines: what is trained again, and every ten seconds how far it is. */
public final class RemakingWords implements RemakingListener {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long begun;
    private long told;
    private long first;

    /**
     * A teller.
     *
     * @param nanoTime a clock that never steps
     */
    RemakingWords(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    /** Tells it on standard error. */
    public static RemakingWords onError() {
        return new RemakingWords(System.err, System::nanoTime);
    }

    @Override
    public void begins(TrainedWorld world, long from, long to) {
        begun = nanoTime.getAsLong();
        told = begun;
        first = from;
        out.println("Trains " + world + " again from step " + from + " to step " + to + ".");
    }

    @Override
    public void trained(long step, long to) {
        var now = nanoTime.getAsLong();
        if (now - told >= EVERY.toNanos() && step < to) {
            told = now;
            var rate = (step - first) * 1e9 / (now - begun);
            out.printf(Locale.ROOT, "Step %d, %.1f a second, %.0f s to go.%n", step, rate, (to - step) / rate);
        }
    }
}

package org.twoworlds.remake;

import java.util.ArrayDeque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.stream.world.WorldStream;

/**
 * The batches of consecutive updates, assembled in parallel, a bounded number ahead. It belongs to one thread, and is closed by its
 * maker.
 */
public final class BatchesAhead implements AutoCloseable {
    private final WorldStream stream;
    private final long last;
    private final int ahead;
    private final ExecutorService samplers;
    private final ArrayDeque<Future<Fed>> underWay = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<MiniBatch> pool = new ConcurrentLinkedQueue<>();
    private long next;

    /** A batch with the hash of its bytes. */
    public record Fed(MiniBatch batch, long hash) {}

    /**
     * The batches of the updates from one to another, both included.
     *
     * @param samplers batches that are assembled at the same time
     */
    public BatchesAhead(WorldStream stream, int samplers, long first, long last) {
        this.stream = stream;
        this.last = last;
        ahead = 2 * samplers;
        next = first;
        this.samplers = Executors.newFixedThreadPool(samplers, task -> {
            var thread = new Thread(task, "remake-sampler");
            thread.setDaemon(true);
            return thread;
        });
        for (var i = 0; i < ahead; i++) {
            begin();
        }
    }

    private void begin() {
        if (next <= last) {
            var step = next++;
            underWay.add(samplers.submit(() -> {
                var free = pool.poll();
                var batch = free == null ? stream.newBatch() : free;
                stream.fill(batch, step);
                return new Fed(batch, WorldStream.hash(batch));
            }));
        }
    }

    /** The next batch, which is given back once it is used. */
    public Fed take() {
        try {
            var fed = underWay.remove().get();
            begin();
            return fed;
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** Takes back a batch whose update is done. */
    public void giveBack(Fed fed) {
        pool.add(fed.batch());
    }

    @Override
    public void close() {
        samplers.shutdownNow();
    }
}

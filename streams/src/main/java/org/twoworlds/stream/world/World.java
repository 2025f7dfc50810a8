package org.twoworlds.stream.world;

import java.util.Optional;
import java.util.OptionalLong;
import org.twoworlds.config.Law;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.random.Draws;
import org.twoworlds.model.random.KeyedPermutation;

/**
 * A world as an index law (law 2): the index of the sample at every stream position k. Slot j of the batch that is drawn after t
 * updates is position k = t·B + j. The {@link Law} gives the index; the orders of epochs, and the draws for a position, follow
 * from a seed. Thread-safe.
 */
public final class World {
    private final WorldName name;
    private final Law law;
    private final Optional<Order> wrapped;
    private final Law.Chance chance;

    private World(WorldName name, Law law, OptionalLong pool, int batch, long seed) {
        this.name = name;
        this.law = law;
        wrapped = pool.isEmpty() ? Optional.empty() : Optional.of(new Order(seed, pool.getAsLong()));
        chance = new Drawn(batch, seed, new Order(seed, law.reused().orElse(1)), wrapped);
    }

    /**
     * A world of any law.
     *
     * @param name the name of the world
     * @param pool the number of fresh samples, where they start again when they are exhausted; empty where they do not
     * @param batch samples a step
     * @param seed the seed of the epochs' orders, and of the fresh slots of a mixed world
     */
    public static World of(WorldName name, Law law, OptionalLong pool, int batch, long seed) {
        return new World(name, law, pool, batch, seed);
    }

    /** The world that re-uses n samples, in the orders of a seed. */
    public static World real(long n, int batch, long seed) {
        return new World(WorldName.REAL, new Law.Replay(n), OptionalLong.empty(), batch, seed);
    }

    /** The world that never sees a sample twice. */
    public static World ideal(int batch) {
        return new World(WorldName.IDEAL, Law.Fresh.IDEAL, OptionalLong.empty(), batch, 0);
    }

    /** The name of the world. */
    public WorldName name() {
        return name;
    }

    /** The index law. */
    public Law law() {
        return law;
    }

    /** The number n of samples that are re-used; empty in an Ideal World, also where that is approximate. */
    public OptionalLong n() {
        return law.reused();
    }

    /** Whether this is an Ideal World that starts its pool again when the pool is exhausted. */
    public boolean approximate() {
        return wrapped.isPresent() && law.reused().isEmpty();
    }

    /** The index of the sample at stream position k. */
    public long indexAt(long k) {
        return law.index(k, chance);
    }

    /** Whether the law may give an index at stream position k: a fresh sample's, or a re-used one's. */
    boolean admits(long k, long index) {
        var first = law.first(k, chance.batch());
        return law.reused().isPresent()
                        && index >= first
                        && index < first + law.reused().getAsLong()
                || index == chance.fresh(k) && index < law.reach(k + 1, chance.batch());
    }

    /** The orders and draws of a seed. */
    private record Drawn(int batch, long seed, Order order, Optional<Order> wrapped) implements Law.Chance {
        @Override
        public long fresh(long k) {
            if (wrapped.isEmpty()) {
                return k;
            }
            var pool = wrapped.get();
            var samples = pool.n / batch * batch;
            return pool.at(k / samples, k % samples);
        }

        @Override
        public long shuffled(long epoch, long i, long n) {
            return order.at(epoch, i);
        }

        @Override
        public double uniform(long k) {
            return new Draws(seed, Draws.Purpose.LAW, k).nextDouble();
        }
    }

    /** The orders of n samples by epoch; the newest order is kept. */
    private static final class Order {
        private final long seed;
        private final long n;
        private KeyedPermutation order;
        private long orderEpoch;

        Order(long seed, long n) {
            this.seed = seed;
            this.n = n;
            order = KeyedPermutation.identity(n);
        }

        long at(long epoch, long i) {
            return order(epoch).at(i);
        }

        private synchronized KeyedPermutation order(long epoch) {
            if (epoch != orderEpoch) {
                order = epoch == 0 ? KeyedPermutation.identity(n) : KeyedPermutation.ofEpoch(seed, epoch, n);
                orderEpoch = epoch;
            }
            return order;
        }
    }
}

package org.twoworlds.stream.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.image.Picture;
import org.twoworlds.stream.world.KeyedPermutation;

/**
 * A data set read from files: a train pool, read through a permutation of each seed, and a test pool, read in an order
 * that may be its own.
 *
 * @param shape the images' form
 * @param classNames the classes' names, in order
 * @param trainPool what training streams read
 * @param testPool the test records
 * @param testOrder the order in which the test stream reads them: what is scored are its first
 * @param digest names the data
 */
record PooledData(
        ImageShape shape,
        List<String> classNames,
        Pool trainPool,
        Pool testPool,
        KeyedPermutation testOrder,
        String digest)
        implements DataSet {
    /** A data set whose test records are read as they lie. */
    static PooledData inOrder(ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest) {
        var order = KeyedPermutation.identity(testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest);
    }

    /** A data set whose test records may lie by class, so that they are shuffled by {@code data.seed}. */
    static PooledData shuffled(
            ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest, long dataSeed) {
        var order = KeyedPermutation.ofPool(dataSeed, testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest);
    }

    @Override
    public Distribution train(long seed) {
        return new Records(shape, trainPool, KeyedPermutation.ofPool(seed, trainPool.size()));
    }

    @Override
    public Distribution test() {
        return new Records(shape, testPool, testOrder);
    }

    private record Records(ImageShape shape, Pool pool, KeyedPermutation order) implements Distribution {
        @Override
        public long size() {
            return order.size();
        }

        @Override
        public int sample(long i, byte[] pixels) {
            return pool.read(order.at(i), pixels);
        }

        @Override
        public int label(long i) {
            return pool.label(order.at(i));
        }

        @Override
        public Optional<Picture> uncut(long i) {
            return pool.uncut(order.at(i));
        }

        @Override
        public long record(long i) {
            return order.at(i);
        }
    }

    /** Several pools one behind the other. */
    static Pool concatenated(List<? extends Pool> pools) {
        var parts = List.<Pool>copyOf(pools);
        List<Long> starts = new ArrayList<>();
        var total = 0L;
        for (var part : parts) {
            starts.add(total);
            total += part.size();
        }
        return new Concatenated(parts, starts.stream().mapToLong(s -> s).toArray(), total);
    }

    private record Concatenated(List<Pool> parts, long[] starts, long size) implements Pool {
        private int part(long record) {
            var found = java.util.Arrays.binarySearch(starts, record);
            return found >= 0 ? found : -found - 2;
        }

        @Override
        public int label(long record) {
            var part = part(record);
            return parts.get(part).label(record - starts[part]);
        }

        @Override
        public int read(long record, byte[] pixels) {
            var part = part(record);
            return parts.get(part).read(record - starts[part], pixels);
        }

        @Override
        public Optional<Picture> uncut(long record) {
            var part = part(record);
            return parts.get(part).uncut(record - starts[part]);
        }
    }
}

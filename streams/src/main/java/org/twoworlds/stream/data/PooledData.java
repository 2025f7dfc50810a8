package org.twoworlds.stream.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.random.KeyedPermutation;

/**
 * A data set read from files: a train pool, read through a permutation of each seed, and a test pool, read in an order
 * of its own.
 *
 * @param shape the form of the images
 * @param classNames the names of the classes, in order
 * @param trainPool the records that training streams read
 * @param testPool the test records
 * @param testOrder the order in which the test stream reads the test records, of which the first are scored
 * @param digest the digest of the data
 * @param before the data as version 0.1 named and read them
 */
record PooledData(
        ImageShape shape,
        List<String> classNames,
        Pool trainPool,
        Pool testPool,
        KeyedPermutation testOrder,
        String digest,
        Supplier<Earlier> before)
        implements DataSet {
    private static final int MOST_SHOWN = 5;

    PooledData {
        classNames = List.copyOf(classNames);
    }

    /** A data set whose test records are read in the order of their files. */
    static PooledData inOrder(ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest) {
        var order = KeyedPermutation.identity(testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest, named(digest));
    }

    private static Supplier<Earlier> named(String digest) {
        return () -> new Earlier(digest, Optional.empty());
    }

    /** A data set whose test records may be ordered by class, so that they are shuffled by {@code data.seed}. */
    static PooledData shuffled(
            ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest, long dataSeed) {
        var order = KeyedPermutation.ofPool(dataSeed, testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest, named(digest));
    }

    /** This data set, which version 0.1 named or read in another way. */
    PooledData before(Supplier<Earlier> earlier) {
        return new PooledData(shape, classNames, trainPool, testPool, testOrder, digest, earlier);
    }

    /** Notes the classes that have no train record, and returns this data set. */
    PooledData notingEmptyClasses(String path) {
        var seen = new BitSet();
        for (var i = 0L; i < trainPool.size(); i++) {
            seen.set(trainPool.label(i));
        }
        var empty =
                IntStream.range(0, shape.classes()).filter(c -> !seen.get(c)).toArray();
        if (empty.length > 0) {
            var names = IntStream.of(empty)
                    .limit(MOST_SHOWN)
                    .mapToObj(classNames::get)
                    .collect(Collectors.joining(", "));
            Notes.say(
                    "Data %s: no train record is of class %s%s (%d of %d classes); they count as classes all the same.%s"
                            .formatted(
                                    path,
                                    names,
                                    empty.length > MOST_SHOWN ? ", …" : "",
                                    empty.length,
                                    shape.classes(),
                                    seen.get(0) || !classNames.get(0).equals("0")
                                            ? ""
                                            : " Maybe the labels count from 1: subtract 1."));
        }
        return this;
    }

    @Override
    public Earlier earlier() {
        return before.get();
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

    /** One pool of several, one behind the other. */
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

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
 * that may be its own.
 *
 * @param shape the images' form
 * @param classNames the classes' names, in order
 * @param trainPool what training streams read
 * @param testPool the test records
 * @param testOrder the order in which the test stream reads them: what is scored are its first
 * @param digest names the data
 * @param before how version 0.1 named and read it
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
    private static final int SHOWN = 5;

    PooledData {
        classNames = List.copyOf(classNames);
    }

    /** A data set whose test records are read as they lie. */
    static PooledData inOrder(ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest) {
        var order = KeyedPermutation.identity(testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest, named(digest));
    }

    private static Supplier<Earlier> named(String digest) {
        return () -> new Earlier(digest, Optional.empty());
    }

    /** A data set whose test records may lie by class, so that they are shuffled by {@code data.seed}. */
    static PooledData shuffled(
            ImageShape shape, List<String> classNames, Pool trainPool, Pool testPool, String digest, long dataSeed) {
        var order = KeyedPermutation.ofPool(dataSeed, testPool.size());
        return new PooledData(shape, classNames, trainPool, testPool, order, digest, named(digest));
    }

    /** This data set, which version 0.1 named or read in another way. */
    PooledData before(Supplier<Earlier> earlier) {
        return new PooledData(shape, classNames, trainPool, testPool, testOrder, digest, earlier);
    }

    /** This data set, once it is said which classes no train record is of. */
    PooledData sayingWhichClassesAreEmpty(String path) {
        var seen = new BitSet();
        for (var i = 0L; i < trainPool.size(); i++) {
            seen.set(trainPool.label(i));
        }
        var empty =
                IntStream.range(0, shape.classes()).filter(c -> !seen.get(c)).toArray();
        if (empty.length > 0) {
            var names =
                    IntStream.of(empty).limit(SHOWN).mapToObj(classNames::get).collect(Collectors.joining(", "));
            Notes.say(
                    "Data %s: no train record is of class %s%s (%d of %d classes); they count as classes all the same.%s"
                            .formatted(
                                    path,
                                    names,
                                    empty.length > SHOWN ? ", …" : "",
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

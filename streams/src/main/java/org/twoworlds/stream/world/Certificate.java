package org.twoworlds.stream.world;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.twoworlds.config.Law;

/**
 * The certificate of a world: the uses of samples that its index law gives over its first positions.
 *
 * @param law the world's law
 * @param positions the number of slots that were filled
 * @param samples the number of samples that were used, each counted once
 * @param uses the number of samples by their number of uses; 0 uses counts those of the n re-used samples, as they are at the
 *     end, that were not used yet
 * @param distances the least, the median and the largest number of positions between two uses of a sample one after the
 *     other; empty where no sample was used twice
 * @param outside the first position whose index the law cannot give, or −1
 */
public record Certificate(
        Law law, long positions, long samples, SortedMap<Long, Long> uses, List<Long> distances, long outside) {
    public Certificate {
        uses = Collections.unmodifiableSortedMap(new TreeMap<>(uses));
        distances = List.copyOf(distances);
    }

    /**
     * The certificate of a world's first positions.
     *
     * @param positions the number of positions, from 0 on; all are held in memory
     * @param record gives the record of an index, as {@code Distribution.record} does
     */
    public static Certificate of(World world, int batch, long positions, LongUnaryOperator record) {
        var records = new long[Math.toIntExact(positions)];
        var outside = -1L;
        for (var k = 0; k < records.length; k++) {
            var index = world.indexAt(k);
            records[k] = record.applyAsLong(index);
            outside = outside < 0 && !world.admits(k, index) ? k : outside;
        }
        var distinct = Arrays.stream(records).sorted().distinct().toArray();
        var uses = new long[distinct.length];
        var last = new long[distinct.length];
        var distances = new long[records.length - distinct.length];
        var repeats = 0;
        for (var k = 0; k < records.length; k++) {
            var sample = Arrays.binarySearch(distinct, records[k]);
            if (uses[sample]++ > 0) {
                distances[repeats++] = k - last[sample];
            }
            last[sample] = k;
        }
        SortedMap<Long, Long> histogram = new TreeMap<>();
        for (var use : uses) {
            histogram.merge(use, 1L, Long::sum);
        }
        var unused = unused(world, batch, positions, record, distinct);
        if (unused > 0) {
            histogram.put(0L, unused);
        }
        return new Certificate(world.law(), positions, distinct.length, histogram, summary(distances), outside);
    }

    private static long unused(World world, int batch, long positions, LongUnaryOperator record, long[] distinct) {
        var first = world.law().first(Math.max(0, positions - 1), batch);
        var unused = 0L;
        for (var i = first; i < first + world.n().orElse(0); i++) {
            unused += Arrays.binarySearch(distinct, record.applyAsLong(i)) < 0 ? 1 : 0;
        }
        return unused;
    }

    private static List<Long> summary(long[] distances) {
        Arrays.sort(distances);
        return distances.length == 0
                ? List.of()
                : List.of(distances[0], distances[distances.length / 2], distances[distances.length - 1]);
    }

    /** The share of the slots whose sample had not been used before. */
    public double fresh() {
        return positions == 0 ? 1 : (double) samples / positions;
    }

    /** The certificate in words. */
    @Override
    public String toString() {
        var histogram = uses.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining(", "));
        var apart = distances.isEmpty()
                ? "no sample twice"
                : "two uses of a sample are %d to %d positions apart, median %d"
                        .formatted(distances.get(0), distances.get(2), distances.get(1));
        return "samples by number of uses {%s}; %s %% of the slots fresh; %s"
                .formatted(histogram, String.format(Locale.ROOT, "%.2f", 100 * fresh()), apart);
    }
}

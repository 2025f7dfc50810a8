package org.twoworlds.recheck;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.twoworlds.config.Precision;
import org.twoworlds.stream.results.RecordedResults;
import org.twoworlds.stream.results.RunRecord;

/**
 * What a recheck found.
 *
 * @param seed the seed that drew the order of the runs
 * @param results the record
 * @param worlds the worlds that were trained again, in that order
 * @param leftOut the runs that cannot be trained from the record alone, each with the reason
 * @param differences what decides on bits and differs between the machine of each run and this one; empty where nothing does
 */
public record RecheckReport(
        long seed,
        RecordedResults results,
        List<ComparedWorld> worlds,
        Map<String, String> leftOut,
        Map<String, String> differences) {
    /**
     * The largest relative difference of the first update's loss on a machine with other instructions: the weights and the batch
     * are the same there, and rounding alone differs.
     */
    static final double FIRST_LOSS = 1e-3;

    /** The same where the arithmetic has fewer bits than fp32. */
    static final double FIRST_LOSS_COARSE = 5e-2;

    /** Whether all that must be the same is the same, and something was compared. */
    public boolean isOk() {
        return !worlds.isEmpty() && worlds.stream().allMatch(this::isOk);
    }

    /** Whether a world is as it has to be on this machine: identical where the machine is equal, else near at its first update. */
    boolean isOk(ComparedWorld world) {
        var limit = isExact(world.run()) ? FIRST_LOSS : FIRST_LOSS_COARSE;
        return world.isIdentical() || !isComparable(world.run()) && world.firstRelative() <= limit;
    }

    /** Whether a run's arithmetic is in fp32: its losses are near each other on all machines. */
    private boolean isExact(String run) {
        return results.runs().stream()
                .filter(r -> r.id().equals(run))
                .allMatch(r -> r.started().choices().precision().equals(Precision.FP32.toString()));
    }

    /** Whether a run's bits can be had on this machine. */
    boolean isComparable(String run) {
        return differences.getOrDefault(run, "").isEmpty();
    }

    /** The number of worlds whose numbers are the same to the last bit. */
    public long identical() {
        return worlds.stream().filter(ComparedWorld::isIdentical).count();
    }

    /** The number of runs of which at least one world was trained again. */
    public long runs() {
        return worlds.stream().map(ComparedWorld::run).distinct().count();
    }

    /** A number, summed over the worlds that were trained again. */
    public long sum(ToLongFunction<ComparedWorld> number) {
        return worlds.stream().mapToLong(number).sum();
    }

    /** The updates of all worlds of the record. */
    public long allUpdates() {
        return results.runs().stream()
                .map(RunRecord::worlds)
                .flatMap(w -> w.values().stream())
                .mapToLong(w -> w.steps())
                .sum();
    }

    /** The part of all updates of the record that was trained again. */
    public double share() {
        return allUpdates() == 0 ? 0 : (double) sum(ComparedWorld::updates) / allUpdates();
    }

    /** The largest |difference| of a batch loss. */
    public double largestDifference() {
        return worlds.stream().mapToDouble(ComparedWorld::largest).max().orElse(0);
    }

    /** What decides on bits and differs between the machines of the runs and this one; empty where nothing does. */
    public String difference() {
        return new TreeSet<>(differences.values())
                .stream().filter(d -> !d.isEmpty()).collect(Collectors.joining("; "));
    }

    /** The versions of the program that trained the runs. */
    public String versions() {
        return results.runs().stream()
                .map(r -> r.started().machine().version())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

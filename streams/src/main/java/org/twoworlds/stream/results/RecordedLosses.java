package org.twoworlds.stream.results;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.twoworlds.config.Metric;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.export.Parquet;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * The batch losses of runs, by run, world and update. A loss that is not finite stands as NaN.
 *
 * @param byRun the losses of each run's worlds, by the update
 */
public record RecordedLosses(Map<String, Map<WorldName, TreeMap<Long, Float>>> byRun) {
    private static final List<String> COLUMNS = List.of("run", "world", "step", Metric.LOSS.toString());
    private static final List<String> TYPES = List.of("VARCHAR", "VARCHAR", "BIGINT", "FLOAT");

    /** The losses that logs have, of the updates of which the runs' worlds consist. */
    static RecordedLosses of(List<RunFolder> folders, List<RunRecord> runs) {
        Map<String, Map<WorldName, TreeMap<Long, Float>>> all = new HashMap<>();
        for (var i = 0; i < folders.size(); i++) {
            var run = runs.get(i);
            Map<WorldName, TreeMap<Long, Float>> losses = new EnumMap<>(WorldName.class);
            run.worlds().keySet().forEach(world -> losses.put(world, new TreeMap<>()));
            try (var log = new LogReader(folders.get(i).log(), 0)) {
                log.forEach(entry -> {
                    if (entry.event() instanceof Event.Step s
                            && s.step() <= run.worlds().get(s.world()).steps()) {
                        losses.get(s.world()).put(s.step(), finite(s.loss()));
                    }
                });
            }
            all.put(run.id(), losses);
        }
        return new RecordedLosses(all);
    }

    private static float finite(float loss) {
        return Float.isFinite(loss) ? loss : Float.NaN;
    }

    /** The losses of a world; none where there are none. */
    public TreeMap<Long, Float> of(String run, WorldName world) {
        return Optional.ofNullable(byRun.get(run))
                .map(worlds -> worlds.get(world))
                .orElseGet(TreeMap::new);
    }

    /**
     * Writes the losses as a Parquet file.
     *
     * @param every the first and the last update of a world are written, and of the others each of a multiple of this number
     */
    void write(List<RunRecord> runs, int every, Path file) throws IOException {
        var csv = Files.createTempFile(file.toAbsolutePath().getParent(), "losses", ".csv");
        try {
            try (var out = Files.newBufferedWriter(csv)) {
                out.write(String.join(",", COLUMNS) + "\n");
                for (var run : runs) {
                    for (var world : run.worlds().keySet()) {
                        rows(run.id(), world, every, out);
                    }
                }
            }
            Parquet.write(csv, file, COLUMNS, TYPES);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.delete(csv);
        }
    }

    private void rows(String run, WorldName world, int every, BufferedWriter out) {
        var losses = of(run, world);
        losses.forEach((step, loss) -> {
            if (step % every == 0 || step == 1 || step.equals(losses.lastKey())) {
                try {
                    out.write(run + "," + world + "," + step + "," + (loss.isNaN() ? "" : loss.toString()) + "\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** Reads the losses of a file that {@link #write} wrote. */
    static RecordedLosses read(Path file) {
        Map<String, Map<WorldName, TreeMap<Long, Float>>> all = new HashMap<>();
        Parquet.read(file, COLUMNS, row -> {
            var loss = row.getFloat(Metric.LOSS.toString());
            all.computeIfAbsent(row.getString("run"), r -> new EnumMap<>(WorldName.class))
                    .computeIfAbsent(WorldName.of(row.getString("world")), w -> new TreeMap<>())
                    .put(row.getLong("step"), row.wasNull() ? Float.NaN : loss);
        });
        return new RecordedLosses(all);
    }
}

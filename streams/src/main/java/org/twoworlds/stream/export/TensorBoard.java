package org.twoworlds.stream.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Summary;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.FurtherMetric;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.ScoreKey;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * TensorBoard's event files: a folder RUN/WORLD for each world, with the scalars {@code SET/METRIC}, and {@code batch/loss},
 * {@code batch/error}, {@code batch/softError} and {@code rate} of the updates.
 */
public final class TensorBoard implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final Path folder;
    private final Map<WorldName, OutputStream> worlds = new EnumMap<>(WorldName.class);

    private TensorBoard(Path folder) {
        this.folder = folder;
    }

    /** Writes the event files of some runs. */
    public static void write(List<RunFolder> runs, Path out) {
        for (var run : runs) {
            try (var files = new TensorBoard(out.resolve(run.id()))) {
                files.write(run);
            } catch (IOException e) {
                throw new FailureException("export's folder", out, "be writable", "choose another one");
            }
        }
    }

    private void write(RunFolder run) throws IOException {
        Map<WorldName, Long> newest = new EnumMap<>(WorldName.class);
        Set<ScoreKey> seen = new HashSet<>();
        try (var reader = new LogReader(run.log(), 0)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                var seconds = next.get().micros() / 1e6;
                if (next.get().event() instanceof Event.Step s && s.step() > newest.getOrDefault(s.world(), 0L)) {
                    newest.put(s.world(), s.step());
                    var values = Map.of(
                            "batch/loss", (double) s.loss(),
                            "batch/error", (double) s.error(),
                            "batch/softError", (double) s.softError(),
                            "rate", s.rate());
                    scalars(s.world(), s.step(), seconds, values);
                } else if (next.get().event() instanceof Event.Score s && seen.add(ScoreKey.of(s))) {
                    var set = s.evaluator().equals(RunView.OWN_EVALUATOR)
                            ? s.set().toString()
                            : s.evaluator() + "/" + s.set();
                    var calibration = FurtherMetric.CALIBRATION;
                    var values = Map.of(
                            set + "/softError",
                            s.softError(),
                            set + "/error",
                            s.error(),
                            set + "/loss",
                            s.loss(),
                            set + "/" + calibration.key(),
                            calibration.in(s).orElse(Double.NaN));
                    scalars(s.world(), s.step(), seconds, values);
                }
            }
        }
    }

    private void scalars(WorldName world, long step, double seconds, Map<String, Double> values) throws IOException {
        var summary = Summary.newBuilder();
        values.forEach((tag, value) -> {
            if (!Double.isNaN(value)) {
                summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(value.floatValue()));
            }
        });
        record(
                world,
                seconds,
                org.tensorflow.proto.Event.newBuilder()
                        .setWallTime(seconds)
                        .setStep(step)
                        .setSummary(summary)
                        .build());
    }

    private void record(WorldName world, double seconds, org.tensorflow.proto.Event event) throws IOException {
        var out = worlds.get(world);
        if (out == null) {
            var place = Files.createDirectories(folder.resolve(world.toString()));
            out = new BufferedOutputStream(Files.newOutputStream(
                    place.resolve("events.out.tfevents.%010d.twoworlds".formatted((long) seconds))));
            worlds.put(world, out);
            write(
                    out,
                    org.tensorflow.proto.Event.newBuilder()
                            .setWallTime(seconds)
                            .setFileVersion("brain.Event:2")
                            .build()
                            .toByteArray());
        }
        write(out, event.toByteArray());
    }

    /** A TFRecord: length, its masked CRC-32C, the bytes, their masked CRC-32C. */
    private static void write(OutputStream out, byte[] bytes) throws IOException {
        var length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .array();
        out.write(length);
        out.write(masked(length));
        out.write(bytes);
        out.write(masked(bytes));
    }

    private static byte[] masked(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        var value = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @Override
    public void close() throws IOException {
        for (var out : worlds.values()) {
            out.close();
        }
    }
}

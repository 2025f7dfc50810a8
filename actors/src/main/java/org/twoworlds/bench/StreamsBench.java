package org.twoworlds.bench;

import static org.twoworlds.bench.Timing.median;
import static org.twoworlds.bench.Timing.rate;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import javax.imageio.ImageIO;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.data.Npz;
import org.twoworlds.stream.data.ReplayBuffer;
import org.twoworlds.stream.experiment.Experiment;

/** The measurement of the rates at which samples come, each on one core. */
final class StreamsBench {
    private static final int ROUNDS = 7;
    private static final int BATCH_SAMPLES = 128;
    private static final int BUFFERED_SAMPLES = 10_000;
    private static final int SAMPLES_IN_FILE = 20_000;
    private static final int PICTURES = 400;
    private static final int PICTURE_SIDE = 224;

    private final List<Row> rows;
    private final Distribution shapes = DataSets.open(config().data()).train(1);
    private final byte[] pixels = new byte[shapes.shape().bytes()];

    StreamsBench(List<Row> rows) {
        this.rows = rows;
    }

    private static ExperimentConfig config(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings));
    }

    void measure(Path folder) {
        rows.add(Row.higher(
                "shapes, one core",
                median(ROUNDS, () -> rate(5_000, i -> shapes.sample(i, pixels))),
                "samples/s",
                20_000));
        var buffer = new ReplayBuffer(shapes, BUFFERED_SAMPLES);
        rows.add(Row.higher(
                "replay buffer gather, one core",
                median(ROUNDS, () -> rate(200_000, i -> buffer.sample(i * 7919L % BUFFERED_SAMPLES, pixels))),
                "samples/s",
                500_000));
        minibatches("none", 500_000);
        minibatches("crop+flip", 300_000);
        for (var augment :
                List.of("cutout", "mixup", "random-resized-crop", "colour-jitter", "randaugment", "crop+flip+cutout")) {
            minibatches(augment, Double.NaN);
        }
        generated();
        try {
            mappedFile(folder);
            pictures(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void minibatches(String augment, double goal) {
        var settings = new String[] {"batch=" + BATCH_SAMPLES, "world.n=" + BUFFERED_SAMPLES, "augment=" + augment};
        var stream = Experiment.open(config(settings)).stream(WorldName.REAL);
        var batch = stream.newBatch();
        var count = Double.isNaN(goal) ? 40 : 400;
        rows.add(Row.higher(
                "minibatches of the buffer, augment " + augment,
                median(ROUNDS, () -> BATCH_SAMPLES * rate(count, i -> stream.fill(batch, i + 1))),
                "samples/s",
                goal));
    }

    private void generated() {
        var chunk = 50;
        var made = DataSets.open(config("data.type=cifar-fresh", "data.generator.keep=0", "data.generator.threads=1")
                        .data())
                .train(1);
        var next = new long[1];
        rows.add(Row.higher(
                "cifar-fresh generated, one core",
                median(3, () -> chunk * rate(4, i -> made.sample(chunk * next[0]++, pixels))),
                "samples/s",
                Double.NaN));
    }

    private void mappedFile(Path folder) throws IOException {
        var shape = shapes.shape();
        var x = new byte[SAMPLES_IN_FILE * shape.bytes()];
        var y = new long[SAMPLES_IN_FILE];
        for (var i = 0; i < SAMPLES_IN_FILE; i++) {
            y[i] = shapes.sample(i, pixels);
            System.arraycopy(pixels, 0, x, i * pixels.length, pixels.length);
        }
        for (var name : List.of("train", "test")) {
            try (var npz = new Npz(folder.resolve(name + ".npz"))) {
                npz.bytes("X", x, SAMPLES_IN_FILE, shape.height(), shape.width(), shape.channels());
                npz.longs("Y", y);
            }
        }
        var mapped = DataSets.open(
                        config("data.type=npz", "data.path=" + folder).data())
                .train(1);
        rows.add(Row.higher(
                "npz mapped, warm, in a permuted order",
                median(ROUNDS, () -> rate(100_000, i -> mapped.sample(i % SAMPLES_IN_FILE, pixels))),
                "samples/s",
                300_000));
    }

    private void pictures(Path folder) throws IOException {
        for (var split : List.of("train", "test")) {
            for (var i = 0; i < PICTURES; i++) {
                var file = Files.createDirectories(folder.resolve(split).resolve("class" + i % 2))
                        .resolve(i + ".jpg");
                ImageIO.write(enlarged(i), "jpeg", file.toFile());
            }
        }
        var alone = new ForkJoinPool(1); // the conversion is parallel; here it is given one thread
        try {
            var round = new int[1];
            var rate = median(3, () -> {
                var settings = new String[] {
                    "data.type=images",
                    "data.path=" + folder,
                    "data.cache=" + folder.resolve("cache" + round[0]++),
                    "data.resize=" + PICTURE_SIDE,
                    "data.size=" + PICTURE_SIDE
                };
                return 2
                        * PICTURES
                        * rate(1, i -> alone.submit(
                                        () -> DataSets.open(config(settings).data()))
                                .join());
            });
            rows.add(Row.higher("JPEG tree converted, 224×224, one thread", rate, "pictures/s", 1_500));
        } finally {
            alone.shutdown();
        }
    }

    /** Enlarges a sample seven times, by bilinear interpolation. */
    private BufferedImage enlarged(int i) {
        shapes.sample(i, pixels);
        var side = shapes.shape().width();
        var small = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (var p = 0; p < side * side; p++) {
            var colour = (pixels[3 * p] & 0xff) << 16 | (pixels[3 * p + 1] & 0xff) << 8 | pixels[3 * p + 2] & 0xff;
            small.setRGB(p % side, p / side, colour);
        }
        var large = new BufferedImage(PICTURE_SIDE, PICTURE_SIDE, BufferedImage.TYPE_INT_RGB);
        var graphics = large.createGraphics();
        graphics.setRenderingHint(
                java.awt.RenderingHints.KEY_INTERPOLATION, java.awt.RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(small, 0, 0, PICTURE_SIDE, PICTURE_SIDE, null);
        graphics.dispose();
        return large;
    }
}

package org.twoworlds.stream.data;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.GenerativeModel;
import org.twoworlds.model.onnx.ImageClassifier;
import org.twoworlds.model.onnx.ImageGenerator;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Sampler;
import org.twoworlds.model.random.Draws;

/**
 * Images without end from a generative network. Sample i's noise and class are draws keyed by (seed, i); images are made in
 * chunks of a fixed size, and kept in {@code data.cache} under the network's digest, so that a second run does not wait.
 */
final class Generated implements DataSet {
    private static final int MOST_NUMBERS = 1 << 26;
    private static final String BUILT_IN = "/twoworlds/cifar-fresh.onnx";

    private final ImageGenerator generator;
    private final Optional<ImageClassifier> labeller;
    private final List<String> classNames;
    private final String digest;
    private final int chunk;
    private final long dataSeed;
    private final Path cache;
    private final long keep;
    private final Map<Long, Distribution> streams = new ConcurrentHashMap<>();

    private Generated(ExperimentConfig.Data data, OnnxFile file, String name) {
        var settings = new Settings(data.raw());
        var placement = settings.placement();
        var model = new GenerativeModel(file, name, placement);
        var labels = settings.labeller(model, name);
        var labelling = labels.map(path -> OnnxFile.read(path, "data.generator.labels"));
        labeller = labelling.map(read -> labeller(read, labels.get(), model, placement));
        classNames = settings.classNames(model, labeller, name);
        generator = new ImageGenerator(model, name, settings.sampler(model), classNames.size());
        chunk = model.batch().orElse(settings.batch());
        settings.checkRoom(
                chunk, Math.max(generator.noiseSize(), generator.shape().numbers()));
        dataSeed = data.seed();
        cache = RawCache.folder(data);
        keep = data.raw().getBytes("generator.keep");
        var text = "generated/1 %s %s %s %d %d"
                        .formatted(
                                file.digest(),
                                settings.sampler(model),
                                labelling.map(OnnxFile::digest).orElse(""),
                                chunk,
                                dataSeed)
                + (placement.device().isGpu() ? " gpu" : "");
        digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The file that {@code data.generator.file} names. */
    static DataSet open(ExperimentConfig.Data data) {
        var file = data.raw().getString("generator.file");
        return new Generated(data, OnnxFile.read(file, "data.generator.file"), file);
    }

    /** The generator that comes with the program, trained on CIFAR-10. */
    static DataSet openCifarFresh(ExperimentConfig.Data data) {
        try (var in = Objects.requireNonNull(Generated.class.getResourceAsStream(BUILT_IN))) {
            return new Generated(data, OnnxFile.of(in.readAllBytes()), "cifar-fresh.onnx");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ImageClassifier labeller(OnnxFile file, String name, GenerativeModel model, Placement placement) {
        var size = model.outputSize();
        var shape = model.givesPixels()
                ? new ImageShape(size[0], size[1], size[2], 0)
                : new ImageShape(size[1], size[2], size[0], 0);
        return new ImageClassifier(file, name, shape, placement);
    }

    /** The block {@code data.generator}. */
    private record Settings(Config raw) {
        String text(String key) {
            return raw.getString("generator." + key);
        }

        /** The processor, or the GPU that is asked for. */
        Placement placement() {
            var key = "data.generator.device";
            var asked = Device.parse(text("device"))
                    .orElseThrow(() -> new RequestException(
                            "key " + key, text("device"), "be auto, cpu or a GPU such as gpu:0", "leave it out"));
            return new Placement(
                    Choice.of(key, asked, new CudaProbe()::onnxRuntime).device(), threads(), 0);
        }

        private int whole(String key, int otherwise, int most) {
            var text = text(key);
            if (text.equals("auto")) {
                return otherwise;
            }
            if (!text.matches("[1-9][0-9]{0,6}") || Integer.parseInt(text) > most) {
                throw new RequestException(
                        "key data.generator." + key, text, "be auto or a whole number from 1 to " + most, "");
            }
            return Integer.parseInt(text);
        }

        int threads() {
            return whole("threads", Runtime.getRuntime().availableProcessors(), 4096);
        }

        /** Refuses more images at a time than fit into memory. */
        void checkRoom(int chunk, int numbers) {
            if ((long) chunk * numbers > MOST_NUMBERS) {
                throw new RequestException(
                        "key data.generator.batch",
                        chunk,
                        "be at most " + MOST_NUMBERS / numbers + " for images of " + numbers + " numbers",
                        "lower it");
            }
        }

        int batch() {
            return whole("batch", 50, 4096);
        }

        Sampler sampler(GenerativeModel model) {
            var stated = model.metadata();
            var name = text("sampler").equals("auto")
                    ? stated.getOrDefault("twoworlds.sampler", model.hasTime() ? "heun" : "direct")
                    : text("sampler");
            var steps = whole("steps", number(stated.getOrDefault("twoworlds.steps", "10")), 1000);
            return Sampler.of(name, steps)
                    .orElseThrow(() -> new RequestException(
                            "key data.generator.sampler",
                            name,
                            "be auto or one of " + String.join(", ", Sampler.NAMES),
                            ""));
        }

        private static int number(String text) {
            return text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : 10;
        }

        /** The classifier that labels the images, where the network itself takes no class. */
        Optional<String> labeller(GenerativeModel model, String name) {
            var labels = text("labels");
            if (!labels.equals("condition")) {
                return Optional.of(labels);
            }
            if (!model.isConditional()) {
                throw new RequestException(
                        "key data.generator.labels",
                        labels,
                        "be the file of a classifier: " + name + " takes no class",
                        "export one by: twoworlds export RUN --onnx F.onnx");
            }
            return Optional.empty();
        }

        List<String> classNames(GenerativeModel model, Optional<ImageClassifier> labeller, String name) {
            var stated = labeller.map(ImageClassifier::metadata).orElse(model.metadata());
            var names = Arrays.stream(stated.getOrDefault("classes", "").split(","))
                    .filter(s -> !s.isBlank())
                    .toList();
            var count = labeller.map(l -> l.shape().classes()).orElseGet(() -> whole("classes", names.size(), 1 << 20));
            if (count < 2) {
                throw new RequestException(
                        "key data.generator.classes",
                        text("classes"),
                        "say how many classes there are: " + name + " does not name them",
                        "add --set data.generator.classes=10");
            }
            return names.size() == count ? names : ClassNames.numbered(count);
        }
    }

    @Override
    public ImageShape shape() {
        return generator.shape();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public Distribution train(long seed) {
        return streams.computeIfAbsent(
                seed, s -> new Stream(Draws.deriveSeed(dataSeed, s), Draws.Purpose.TRAIN_SAMPLE, "train-" + s));
    }

    @Override
    public Distribution test() {
        return streams.computeIfAbsent(-1L, s -> new Stream(dataSeed, Draws.Purpose.TEST_SAMPLE, "test"));
    }

    @Override
    public String digest() {
        return digest;
    }

    private final class Stream implements Distribution {
        private final long seed;
        private final Draws.Purpose purpose;
        private final Chunks chunks;

        private Stream(long seed, Draws.Purpose purpose, String name) {
            this.seed = seed;
            this.purpose = purpose;
            var file = cache.resolve("generated-" + digest.substring(0, 24) + "-" + name + ".raw");
            chunks = new Chunks(chunk, shape().bytes(), Optional.of(new ChunkFile(file, keep)), this::make);
        }

        private int classOf(Draws draws) {
            return draws.nextInt(classNames.size());
        }

        private void make(long number, byte[] pixels, int[] labels) {
            var size = generator.noiseSize();
            var noise = new float[chunk * size];
            for (var j = 0; j < chunk; j++) {
                var draws = new Draws(seed, purpose, number * chunk + j);
                labels[j] = classOf(draws);
                for (var k = 0; k < size; k++) {
                    noise[j * size + k] = (float) draws.nextGaussian();
                }
            }
            var images = generator.images(noise, labels);
            System.arraycopy(images, 0, pixels, 0, pixels.length);
            if (labeller.isPresent()) {
                var logits = labeller.get().logits(pixels, chunk);
                for (var j = 0; j < chunk; j++) {
                    labels[j] = largest(logits, j * classNames.size(), classNames.size());
                }
            }
        }

        @Override
        public ImageShape shape() {
            return generator.shape();
        }

        @Override
        public long size() {
            return UNBOUNDED;
        }

        @Override
        public int sample(long i, byte[] pixels) {
            return chunks.sample(i, pixels);
        }

        @Override
        public int label(long i) {
            return labeller.isPresent() ? chunks.label(i) : classOf(new Draws(seed, purpose, i));
        }
    }

    /** Where the largest of some numbers stands, counted from the first. */
    static int largest(float[] numbers, int from, int count) {
        var best = 0;
        for (var i = 1; i < count; i++) {
            best = numbers[from + i] > numbers[from + best] ? i : best;
        }
        return best;
    }
}

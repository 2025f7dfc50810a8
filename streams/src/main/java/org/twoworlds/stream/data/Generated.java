package org.twoworlds.stream.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.onnx.GenerativeModel;
import org.twoworlds.model.onnx.ImageClassifier;
import org.twoworlds.model.onnx.ImageGenerator;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.random.Draws;

/**
 * Images without end from a generative network. Sample i's noise and class are draws keyed by (seed, i); images are made in
 * chunks of a fixed size, and kept in {@code data.cache} under the network's digest, so that a second run does not wait for them.
 */
final class Generated implements DataSet {
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
        var all = SourceSettings.of(data);
        var choice = new GeneratorChoice(all.generator());
        var placement = choice.placement();
        var model = new GenerativeModel(file, name, placement);
        var labels = choice.labeller(model, name);
        var labelling = labels.map(path -> OnnxFile.read(path, "data.generator.labels"));
        labeller = labelling.map(read -> labeller(read, labels.get(), model, placement));
        classNames = choice.classNames(model, labeller, name);
        var sampler = choice.sampler(model);
        generator = new ImageGenerator(model, name, sampler, classNames.size());
        chunk = model.batch().orElse(choice.batch());
        GeneratorChoice.checkRoom(
                chunk, Math.max(generator.noiseSize(), generator.shape().numbers()));
        dataSeed = data.seed();
        cache = RawCache.folder(data);
        keep = all.generator().keepBytes();
        var text = "generated/1 %s %s %s %d %d"
                        .formatted(
                                file.digest(),
                                sampler,
                                labelling.map(OnnxFile::digest).orElse(""),
                                chunk,
                                dataSeed)
                + (placement.device().isGpu() ? " gpu" : "");
        digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Opens the generator whose file {@code data.generator.file} names. */
    static DataSet open(ExperimentConfig.Data data) {
        var file = SourceSettings.of(data).generator().file();
        return new Generated(data, OnnxFile.read(file, "data.generator.file"), file);
    }

    /** Opens the generator that comes with the program, trained on CIFAR-10. */
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

    /** The place of the largest of some numbers, counted from the first. */
    static int largest(float[] numbers, int from, int count) {
        var best = 0;
        for (var i = 1; i < count; i++) {
            best = numbers[from + i] > numbers[from + best] ? i : best;
        }
        return best;
    }
}

package org.twoworlds.stream.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ImageClassifier;
import org.twoworlds.model.onnx.OnnxFile;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.model.random.Draws;

/**
 * The images of another source, labelled by a network: by its largest logit, or by a draw from its softmax, which is then the
 * true p(y | x). The draw is keyed by the record, so that every world and every epoch sees the same label.
 */
final class Teacher implements DataSet {
    /** The number of images that are labelled together, always the same ones. */
    private static final int IMAGES_A_CALL = 16;

    private static final long TEST_OFFSET = 1L << 62;

    private final DataSet base;
    private final ImageClassifier network;
    private final boolean samples;
    private final long dataSeed;
    private final List<String> classNames;
    private final String file;
    private final Map<Long, Distribution> streams = new ConcurrentHashMap<>();

    private Teacher(DataSet base, OnnxFile file, String name, boolean samples, long dataSeed) {
        this.base = base;
        this.samples = samples;
        this.dataSeed = dataSeed;
        network = new ImageClassifier(file, name, base.shape(), Placement.cpu(1));
        var classes = network.shape().classes();
        var stated = Arrays.stream(
                        network.metadata().getOrDefault("classes", "").split(","))
                .filter(s -> !s.isBlank())
                .toList();
        classNames = stated.size() == classes
                ? stated
                : base.shape().classes() == classes ? base.classNames() : ClassNames.numbered(classes);
        if (samples && network.givesProbabilities()) {
            throw new RequestException(
                    "classifier file",
                    name,
                    "give logits where labels are drawn from their softmax; it gives probabilities",
                    "export it without its softmax, or use data.teacher.labels=argmax");
        }
        this.file = file.digest();
    }

    /** Opens the teacher of a configuration; {@code open} opens the source that it labels. */
    static DataSet open(ExperimentConfig.Data data, Function<ExperimentConfig.Data, DataSet> open) {
        var settings = SourceSettings.of(data).teacher();
        var source = settings.source();
        if (source.equals("teacher")) {
            throw new RequestException("key data.teacher.source", source, "be another source", "use cifar10 or shapes");
        }
        var base = open.apply(data.withType(source));
        if (!base.shape().isImage()) {
            throw new RequestException("key data.teacher.source", source, "be a source of images", "use shapes");
        }
        var weights = settings.weights();
        var file = weights.endsWith(".onnx")
                ? OnnxFile.read(weights, "data.teacher.weights")
                : fromWeights(settings, base.shape());
        return new Teacher(base, file, weights, settings.samples(), data.seed());
    }

    private static OnnxFile fromWeights(SourceSettings.TeacherSettings settings, ImageShape images) {
        var weights = settings.weights();
        if (weights.isEmpty() || !Files.isRegularFile(Path.of(weights))) {
            throw new RequestException(
                    "key data.teacher.weights", weights, "be a file that can be read", "check the path");
        }
        var spec = Spec.parse(settings.model())
                .orElseThrow(() -> new RequestException(
                        "key data.teacher.model",
                        settings.model(),
                        "name the network of " + weights + ", such as mcnn{width=16}",
                        "see: twoworlds models"));
        var classes = settings.classes() == 0 ? images.classes() : settings.classes();
        if (classes < 2) {
            throw new RequestException(
                    "key data.teacher.classes", "auto", "say how many classes there are: the source has one", "");
        }
        var shape = images.withClasses(classes);
        var outline = Outline.of(spec, shape);
        var file = Path.of(weights);
        return OnnxFile.of(
                ScoringModel.network(outline, outline.fit(SafeTensors.read(file).weights(), file), Map.of()));
    }

    @Override
    public ImageShape shape() {
        return network.shape();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public Distribution train(long seed) {
        return streams.computeIfAbsent(seed, s -> {
            var stream = base.train(s);
            var isPool = stream.size() != Distribution.UNBOUNDED;
            return new Labelled(stream, isPool ? dataSeed : Draws.deriveSeed(dataSeed, s), 0);
        });
    }

    @Override
    public Distribution test() {
        return streams.computeIfAbsent(-1L, s -> new Labelled(base.test(), dataSeed, TEST_OFFSET));
    }

    @Override
    public String digest() {
        return digest(base.digest());
    }

    @Override
    public Earlier earlier() {
        var earlier = base.earlier();
        return earlier.as(digest(earlier.digest()));
    }

    private String digest(String ofBase) {
        var text = "teacher/1 %s %s %s %d".formatted(ofBase, file, samples, dataSeed);
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private final class Labelled implements Distribution {
        private final Distribution images;
        private final long seed;
        private final long offset;
        private final Chunks chunks;

        private Labelled(Distribution images, long seed, long offset) {
            this.images = images;
            this.seed = seed;
            this.offset = offset;
            chunks = new Chunks(IMAGES_A_CALL, shape().bytes(), Optional.empty(), this::make);
        }

        private void make(long chunk, byte[] pixels, int[] labels) {
            var bytes = shape().bytes();
            var image = new byte[bytes];
            var first = chunk * IMAGES_A_CALL;
            var count = (int) Math.min(IMAGES_A_CALL, images.size() - first);
            for (var j = 0; j < count; j++) {
                images.sample(first + j, image);
                System.arraycopy(image, 0, pixels, j * bytes, bytes);
            }
            var classes = shape().classes();
            var logits = network.logits(pixels, IMAGES_A_CALL);
            for (var j = 0; j < count; j++) {
                labels[j] = samples
                        ? drawn(logits, j * classes, images.record(first + j))
                        : Generated.largest(logits, j * classes, classes);
            }
        }

        /** The first class whose cumulative probability passes a uniform number. */
        private int drawn(float[] logits, int from, long record) {
            var classes = shape().classes();
            var largest = (double) logits[from + Generated.largest(logits, from, classes)];
            var shares = new double[classes];
            var total = 0.0;
            for (var c = 0; c < classes; c++) {
                shares[c] = StrictMath.exp(logits[from + c] - largest);
                total += shares[c];
            }
            var left = new Draws(seed, Draws.Purpose.TEACHER, offset + record).nextDouble() * total;
            for (var c = 0; c < classes; c++) {
                left -= shares[c];
                if (left < 0) {
                    return c;
                }
            }
            return classes - 1;
        }

        @Override
        public ImageShape shape() {
            return network.shape();
        }

        @Override
        public long size() {
            return images.size();
        }

        @Override
        public int sample(long i, byte[] pixels) {
            return chunks.sample(i, pixels);
        }

        @Override
        public int label(long i) {
            return chunks.label(i);
        }

        @Override
        public Optional<Picture> uncut(long i) {
            return images.uncut(i);
        }

        @Override
        public long record(long i) {
            return images.record(i);
        }
    }
}

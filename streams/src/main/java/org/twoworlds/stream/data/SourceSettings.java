package org.twoworlds.stream.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Keys;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.onnx.Sampler;

/**
 * The keys of the block {@code data} that belong to single sources, read for every source alike: a wrong value is found whatever
 * the type is. {@code reference.conf} has the meaning of each key.
 *
 * @param size pixels of a picture's side
 * @param resize pixels of a picture's shorter side before a square is cut from it
 * @param downscale pixels of a side that become one
 * @param skipsBadFiles whether pictures that cannot be decoded are left out instead of refused
 * @param cache the folder of files that are written out once, or empty
 * @param difficulty variation of {@code shapes}, from 0 to 1
 * @param separation distance of the means of {@code mixture}, in standard deviations
 * @param labels the kept classes, the balance of classes, and the wrong labels
 */
public record SourceSettings(
        int size,
        int resize,
        int downscale,
        boolean skipsBadFiles,
        String cache,
        double difficulty,
        double separation,
        GeneratorSettings generator,
        TeacherSettings teacher,
        GaussianSettings gaussian,
        LabelSettings labels) {

    /**
     * The block {@code data.generator}.
     *
     * @param file an ONNX file
     * @param sampler {@code auto} or a sampler's name
     * @param steps steps of the sampler, 0 for {@code auto}
     * @param labels {@code condition} or a classifier's file
     * @param classes the number of classes, 0 for {@code auto}
     * @param batch images that are made at a time, 0 for {@code auto}
     * @param threads threads of ONNX Runtime, 0 for {@code auto}
     * @param keepBytes the most bytes of one stream's images in the cache
     */
    public record GeneratorSettings(
            String file,
            String sampler,
            int steps,
            String labels,
            int classes,
            int batch,
            Device device,
            int threads,
            long keepBytes) {
        private static GeneratorSettings of(Keys keys) {
            return new GeneratorSettings(
                    keys.text("file"),
                    keys.choice(
                            "sampler",
                            Stream.concat(Stream.of("auto"), Sampler.NAMES.stream())
                                    .toList()),
                    keys.autoOr("steps", 1000),
                    keys.text("labels"),
                    keys.autoOr("classes", 1 << 20),
                    keys.autoOr("batch", 4096),
                    keys.device("device"),
                    keys.autoOr("threads", 4096),
                    keys.bytes("keep"));
        }

        /** Whether the class is drawn and given to the network. */
        boolean isConditional() {
            return labels.equals("condition");
        }

        /** The file of the classifier that labels the images, or empty. */
        public String labeller() {
            return isConditional() ? "" : labels;
        }
    }

    /**
     * The block {@code data.teacher}.
     *
     * @param source the source that is labelled
     * @param weights a safetensors file or an ONNX file
     * @param model the network of a safetensors file
     * @param classes the number of classes, 0 for {@code auto}
     * @param samples whether a label is drawn from the softmax
     */
    public record TeacherSettings(String source, String weights, String model, int classes, boolean samples) {
        private static TeacherSettings of(Keys keys) {
            return new TeacherSettings(
                    keys.text("source"),
                    keys.text("weights"),
                    keys.text("model"),
                    keys.autoOr("classes", 2, 999_999),
                    keys.choice("labels", List.of("argmax", "sample")).equals("sample"));
        }
    }

    /**
     * The block {@code data.gaussian}.
     *
     * @param dimensions numbers of a sample
     * @param strong dimensions of variance 1
     * @param weak variance of all other dimensions
     * @param labels {@code sign}, {@code logistic}, {@code linear} or {@code signed}
     * @param sharpness slope of the logistic function
     */
    public record GaussianSettings(int dimensions, int strong, double weak, String labels, double sharpness) {
        private static GaussianSettings of(Keys keys) {
            return new GaussianSettings(
                    keys.number("dimensions", 1, Gaussian.MOST_DIMENSIONS),
                    keys.number("strong", 1, Gaussian.MOST_DIMENSIONS),
                    keys.real("weak", 0, 1),
                    keys.choice("labels", List.of("sign", "logistic", "linear", "signed")),
                    keys.real("sharpness", Double.MIN_VALUE, 1e6));
        }
    }

    /**
     * The keys {@code data.classes}, {@code data.balance} and {@code data.labelNoise}.
     *
     * @param classes the classes that are kept, in order, each with the source's classes that it merges; empty for all
     * @param balance whether every C samples in a row hold one of each class
     * @param random whether labels are random
     * @param noise probability of a wrong label where they are not random
     */
    public record LabelSettings(Map<String, List<String>> classes, boolean balance, boolean random, double noise) {
        private static LabelSettings of(Keys keys) {
            var noise = keys.realUnless("labelNoise", "random", 0, 1);
            return new LabelSettings(keys.groups("classes"), keys.truth("balance"), noise.isEmpty(), noise.orElse(0));
        }

        /** The probability of a wrong label among so many classes. */
        double noiseOf(int classCount) {
            return random ? 1 - 1.0 / classCount : noise;
        }
    }

    /** The settings of a configuration, with a problem added for each key that is wrong. */
    public static SourceSettings of(ExperimentConfig.Data data, List<Problem> problems) {
        var keys = data.keys(problems);
        return new SourceSettings(
                keys.number("size", 1, 1024),
                keys.number("resize", 1, 4096),
                keys.number("downscale", 1, 64),
                keys.choice("badFiles", List.of("refuse", "skip")).equals("skip"),
                keys.text("cache"),
                keys.real("difficulty", 0, 1),
                keys.real("separation", 0, 20),
                GeneratorSettings.of(keys.block("generator")),
                TeacherSettings.of(keys.block("teacher")),
                GaussianSettings.of(keys.block("gaussian")),
                LabelSettings.of(keys));
    }

    /**
     * The settings of a configuration.
     *
     * @throws RequestException with the problems of all keys
     */
    public static SourceSettings of(ExperimentConfig.Data data) {
        List<Problem> problems = new ArrayList<>();
        var settings = of(data, problems);
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        return settings;
    }
}

package org.twoworlds.stream.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.GenerativeModel;
import org.twoworlds.model.onnx.ImageClassifier;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Sampler;

/**
 * The form in which a generative network makes images: by the configuration, and by the network's file for each key that is
 * {@code auto}.
 */
record GeneratorChoice(SourceSettings.GeneratorSettings settings) {
    private static final int MOST_NUMBERS = 1 << 26;
    private static final int BATCH_DEFAULT = 50;
    private static final int STEPS_DEFAULT = 10;

    /** The placement on the processor, or on the GPU that is asked for. */
    Placement placement() {
        var threads = settings.threads() == 0 ? Runtime.getRuntime().availableProcessors() : settings.threads();
        return new Placement(
                Choice.of("data.generator.device", settings.device(), new CudaProbe()::onnxRuntime)
                        .device(),
                threads,
                0);
    }

    /** Refuses chunks of more images than fit into memory. */
    static void checkRoom(int chunk, int numbers) {
        if ((long) chunk * numbers > MOST_NUMBERS) {
            throw new RequestException(
                    "key data.generator.batch",
                    chunk,
                    "be at most " + MOST_NUMBERS / numbers + " for images of " + numbers + " numbers",
                    "lower it");
        }
    }

    int batch() {
        return settings.batch() == 0 ? BATCH_DEFAULT : settings.batch();
    }

    Sampler sampler(GenerativeModel model) {
        var stated = model.metadata();
        var name = settings.sampler().equals("auto")
                ? stated.getOrDefault("twoworlds.sampler", model.hasTime() ? "heun" : "direct")
                : settings.sampler();
        var steps = settings.steps() == 0 ? number(stated.getOrDefault("twoworlds.steps", "")) : settings.steps();
        return Sampler.of(name, steps)
                .orElseThrow(() -> new RequestException(
                        "key data.generator.sampler",
                        name,
                        "be auto or one of " + String.join(", ", Sampler.NAMES),
                        "set it: the network's file names one that is not known"));
    }

    private static int number(String text) {
        return text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : STEPS_DEFAULT;
    }

    /** The file of the classifier that labels the images; empty where the network itself takes a class. */
    Optional<String> labeller(GenerativeModel model, String name) {
        if (!settings.isConditional()) {
            return Optional.of(settings.labels());
        }
        if (!model.isConditional()) {
            throw new RequestException(
                    "key data.generator.labels",
                    settings.labels(),
                    "be the file of a classifier: " + name + " takes no class",
                    "export one by: twoworlds export RUN --onnx F.onnx");
        }
        return Optional.empty();
    }

    /** The names of the classes, numbers where the file has none. */
    List<String> classNames(GenerativeModel model, Optional<ImageClassifier> labeller, String name) {
        var stated = labeller.map(ImageClassifier::metadata).orElse(model.metadata());
        var names = Arrays.stream(stated.getOrDefault("classes", "").split(","))
                .filter(s -> !s.isBlank())
                .toList();
        var count = labeller.map(l -> l.shape().classes())
                .orElse(settings.classes() == 0 ? names.size() : settings.classes());
        if (count < 2) {
            throw new RequestException(
                    "key data.generator.classes",
                    settings.classes() == 0 ? "auto" : settings.classes(),
                    "say how many classes there are: " + name + " does not name them",
                    "add --set data.generator.classes=10");
        }
        return names.size() == count ? names : ClassNames.numbered(count);
    }
}

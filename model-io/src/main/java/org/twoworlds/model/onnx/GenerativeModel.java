package org.twoworlds.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.Notes;

/**
 * A generative network in an ONNX file: from noise to an image, or one step of the way. Its inputs are told apart by their
 * names and types: {@code t}, {@code time} or {@code timestep}; {@code y}, {@code label} or {@code class}; and one of floats, the
 * noise or the noisy image. A note says for what each is taken. Floats may be of any precision. Thread-safe. The session is
 * closed when nothing refers to this object any more.
 */
public final class GenerativeModel {
    private static final Set<String> TIMES = Set.of("t", "time", "times", "timestep", "timesteps");
    private static final Set<String> LABELS = Set.of("y", "label", "labels", "class", "classes", "class_labels");
    private static final Set<String> IMAGES = Set.of("image", "images", "sample", "samples", "output", "velocity");
    private static final Set<OnnxJavaType> WHOLE = Set.of(OnnxJavaType.INT64, OnnxJavaType.INT32);

    /** The most numbers that an image, or the noise of one, may have. */
    private static final long MOST_NUMBERS = 1 << 24;

    private static final int MOST_IMAGES = 4096;

    private final OrtSession session;
    private final Object name;
    private final Map<String, String> metadata;
    private final String noise;
    private final Optional<String> time;
    private final Optional<String> label;
    private final Map<String, TensorInfo> inputs;
    private final String image;
    private final TensorInfo output;

    /**
     * Opens a file.
     *
     * @param name the name of the file in messages
     * @throws RequestException where the file is not an ONNX file, or not of this form
     */
    public GenerativeModel(OnnxFile file, Object name, Placement placement) {
        this.name = name;
        Map<String, TensorInfo> outputs;
        try {
            session = OnnxRuntime.sessionOf(this, file.bytes(), placement);
            metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
            inputs = Tensors.of(session.getInputInfo(), name);
            outputs = Tensors.of(session.getOutputInfo(), name);
        } catch (OrtException e) {
            throw new RequestException("file", name, "be an ONNX file that ONNX Runtime can open", Tensors.oneLine(e));
        }
        time = named(TIMES);
        label = named(LABELS);
        var others = inputs.keySet().stream()
                .filter(n -> !time.equals(Optional.of(n)) && !label.equals(Optional.of(n)))
                .toList();
        if (others.size() != 1 || !Tensors.FLOATS.contains(inputs.get(others.get(0)).type)) {
            throw refused(
                    "take floats, and perhaps a time (" + sorted(TIMES) + ") and a class (" + sorted(LABELS) + "), not "
                            + inputs.keySet(),
                    "rename its inputs");
        }
        noise = others.get(0);
        time.ifPresent(t -> checkNumber(t, Tensors.FLOATS.contains(inputs.get(t).type)));
        label.ifPresent(l -> checkNumber(l, false));
        image = image(outputs);
        output = outputs.get(image);
        checkSizes();
        Notes.say("Generator %s: %s is taken for noise%s%s, and %s for images %s"
                .formatted(
                        name,
                        Tensors.words(noise, inputs.get(noise)),
                        time.map(t -> ", " + t + " for a time").orElse(""),
                        label.map(l -> ", " + l + " for a class").orElse(""),
                        Tensors.words(image, output),
                        givesPixels() ? "of bytes" : time.isPresent() ? "on their way to [-1, 1]" : "in [-1, 1]"));
    }

    private RequestException refused(String rule, String hint) {
        return new RequestException("generative file", name, rule, hint);
    }

    /** Refuses a time or a class that is not one number for each image, or one for all. */
    private void checkNumber(String input, boolean mayBeFloat) {
        var shape = inputs.get(input).getShape();
        var one = Arrays.stream(shape).skip(1).allMatch(n -> n == 1 || n < 0);
        if (!one || !mayBeFloat && !WHOLE.contains(inputs.get(input).type)) {
            throw refused(
                    "take as " + input + " one whole number for each image, not "
                            + Tensors.words(input, inputs.get(input)),
                    "export it that way");
        }
    }

    /** The output of images; where several outputs can be images, the one of such a name. */
    private String image(Map<String, TensorInfo> outputs) {
        var can = outputs.keySet().stream()
                .filter(n -> outputs.get(n).type == OnnxJavaType.UINT8 || Tensors.FLOATS.contains(outputs.get(n).type))
                .filter(n -> outputs.size() == 1 || outputs.get(n).getShape().length == 4)
                .toList();
        var called = can.stream()
                .filter(n -> IMAGES.contains(n.toLowerCase(Locale.ROOT)))
                .toList();
        if (can.size() != 1 && called.size() != 1) {
            throw refused(
                    "give one output of images, not "
                            + outputs.entrySet().stream()
                                    .map(e -> Tensors.words(e.getKey(), e.getValue()))
                                    .collect(Collectors.joining(", ")),
                    "call it image, or export it alone");
        }
        return can.size() == 1 ? can.get(0) : called.get(0);
    }

    private void checkSizes() {
        for (var shape : new long[][] {inputs.get(noise).getShape(), output.getShape()}) {
            if (shape.length < 2 || Arrays.stream(shape).skip(1).anyMatch(n -> n < 1)) {
                throw refused(
                        "have fixed sizes after the batch, not " + Arrays.toString(shape),
                        "export it for one size of image");
            }
            var numbers = 1L;
            for (var i = 1; i < shape.length; i++) {
                numbers = shape[i] > MOST_NUMBERS || numbers > MOST_NUMBERS ? Long.MAX_VALUE : numbers * shape[i];
            }
            if (numbers > MOST_NUMBERS || shape[0] > MOST_IMAGES) {
                throw refused(
                        "have at most 2^24 numbers an image and 4096 images at a time, not " + Arrays.toString(shape),
                        "export it for smaller images");
            }
        }
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private Optional<String> named(Set<String> names) {
        return inputs.keySet().stream()
                .filter(n -> names.contains(n.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** The texts that the file carries. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Whether the network takes a time, and so is one step of several. */
    public boolean hasTime() {
        return time.isPresent();
    }

    /** Whether the network takes a class. */
    public boolean isConditional() {
        return label.isPresent();
    }

    /** The number of images that the network makes at a time; empty where the file allows any number. */
    public Optional<Integer> batch() {
        var first = inputs.get(noise).getShape()[0];
        return first > 0 ? Optional.of((int) first) : Optional.empty();
    }

    /** The count of numbers of an image's noise. */
    public int noiseSize() {
        return Math.toIntExact(
                Arrays.stream(inputs.get(noise).getShape()).skip(1).reduce(1, Math::multiplyExact));
    }

    /** The size of the output for a sample: {@code [C, H, W]} floats, or {@code [H, W, C]} uint8. */
    public int[] outputSize() {
        return Arrays.stream(output.getShape())
                .skip(1)
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** Whether the network gives pixels rather than floats. */
    public boolean givesPixels() {
        return output.type == OnnxJavaType.UINT8;
    }

    /**
     * Calls the network.
     *
     * @param x the noise or the noisy images, row by row
     * @param at the time, where the network takes one
     * @param labels the classes, where the network takes them
     * @return the output, row by row; pixels as whole numbers
     */
    float[] call(float[] x, double at, int[] labels) {
        var count = x.length / noiseSize();
        var shape = inputs.get(noise).getShape().clone();
        shape[0] = count;
        Map<String, OnnxTensor> fed = new HashMap<>();
        try {
            fed.put(noise, Tensors.floats(inputs.get(noise).type, x, shape));
            if (time.isPresent()) {
                fed.put(time.get(), filled(time.get(), count, at));
            }
            if (label.isPresent()) {
                var longs = Arrays.stream(labels).asLongStream().toArray();
                fed.put(label.get(), numbers(label.get(), longs));
            }
            try (var result = session.run(fed, Set.of(image))) {
                var given = numbers((OnnxTensor) result.get(0));
                var wanted = count * Arrays.stream(outputSize()).reduce(1, Math::multiplyExact);
                if (given.length != wanted) {
                    throw new FailureException(
                            "output of generative file",
                            name,
                            "be " + wanted + " numbers for " + count + " images, not " + given.length,
                            "export it for any number of images");
                }
                return given;
            }
        } catch (OrtException e) {
            throw Tensors.failed(name, e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    private float[] numbers(OnnxTensor out) {
        if (!givesPixels()) {
            return Tensors.floats(out);
        }
        var bytes = out.getByteBuffer();
        var floats = new float[bytes.remaining()];
        for (var i = 0; i < floats.length; i++) {
            floats[i] = bytes.get(i) & 0xff;
        }
        return floats;
    }

    private OnnxTensor filled(String input, int count, double value) throws OrtException {
        if (WHOLE.contains(inputs.get(input).type)) {
            var longs = new long[count];
            Arrays.fill(longs, Math.round(value));
            return numbers(input, longs);
        }
        var shape = inputs.get(input).getShape();
        var numbers = new float[shape.length == 0 ? 1 : count];
        Arrays.fill(numbers, (float) value);
        return Tensors.floats(inputs.get(input).type, numbers, shapeOf(shape, numbers.length));
    }

    private OnnxTensor numbers(String input, long[] longs) throws OrtException {
        var shape = inputs.get(input).getShape();
        var used = shape.length == 0 ? Arrays.copyOf(longs, 1) : longs;
        var form = shapeOf(shape, used.length);
        if (inputs.get(input).type == OnnxJavaType.INT32) {
            var ints = Arrays.stream(used).mapToInt(Math::toIntExact).toArray();
            return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, IntBuffer.wrap(ints), form);
        }
        return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, LongBuffer.wrap(used), form);
    }

    /** The shape of a time or a class as an input wants it: {@code []}, {@code [B]} or {@code [B, 1]}. */
    private static long[] shapeOf(long[] stated, int count) {
        var shape = new long[stated.length];
        Arrays.fill(shape, 1);
        if (shape.length > 0) {
            shape[0] = count;
        }
        return shape;
    }
}

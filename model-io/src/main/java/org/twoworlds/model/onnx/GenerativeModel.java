package org.twoworlds.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.config.RequestException;

/**
 * A generative network in an ONNX file: from noise to an image, or one step of the way. Its inputs are told by their names
 * and types: {@code t}, {@code time} or {@code timestep}; {@code y}, {@code label} or {@code class}; and one of floats, the
 * noise or the noisy image. Thread-safe. The session is closed when nothing refers to this object any more.
 */
public final class GenerativeModel {
    private static final Set<String> TIMES = Set.of("t", "time", "times", "timestep", "timesteps");
    private static final Set<String> LABELS = Set.of("y", "label", "labels", "class", "classes", "class_labels");

    private final OrtSession session;
    private final Map<String, String> metadata;
    private final String noise;
    private final Optional<String> time;
    private final Optional<String> label;
    private final Map<String, TensorInfo> inputs;
    private final TensorInfo output;

    /**
     * Opens a file's bytes.
     *
     * @param name what to call it in a message
     * @throws RequestException where it is no ONNX file, or not of this form
     */
    public GenerativeModel(byte[] model, Object name, Placement placement) {
        try {
            session = OnnxRuntime.sessionOf(this, model, placement);
            metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
            inputs = tensors(session.getInputInfo());
            output = tensors(session.getOutputInfo()).values().iterator().next();
        } catch (OrtException e) {
            throw new RequestException(
                    "file", name, "be an ONNX file that ONNX Runtime can open", String.valueOf(e.getMessage()));
        }
        time = named(TIMES);
        label = named(LABELS);
        var others = inputs.keySet().stream()
                .filter(n -> !time.equals(Optional.of(n)) && !label.equals(Optional.of(n)))
                .toList();
        if (others.size() != 1 || inputs.get(others.get(0)).type != OnnxJavaType.FLOAT) {
            throw new RequestException(
                    "generative file",
                    name,
                    "take floats, and perhaps a time (" + sorted(TIMES) + ") and a class (" + sorted(LABELS) + "), not "
                            + inputs.keySet(),
                    "rename its inputs");
        }
        noise = others.get(0);
        for (var shape : new long[][] {inputs.get(noise).getShape(), output.getShape()}) {
            if (shape.length < 2 || Arrays.stream(shape).skip(1).anyMatch(n -> n < 1)) {
                throw new RequestException(
                        "generative file",
                        name,
                        "have fixed sizes after the batch, not " + Arrays.toString(shape),
                        "export it for one size of image");
            }
        }
    }

    private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
        Map<String, TensorInfo> tensors = new HashMap<>();
        nodes.forEach((name, node) -> tensors.put(name, (TensorInfo) node.getInfo()));
        return tensors;
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

    /** Whether it takes a time, and so is one step of several. */
    public boolean hasTime() {
        return time.isPresent();
    }

    /** Whether it takes a class. */
    public boolean isConditional() {
        return label.isPresent();
    }

    /** How many images it makes at a time, where the file says so. */
    public Optional<Integer> batch() {
        var first = inputs.get(noise).getShape()[0];
        return first > 0 ? Optional.of((int) first) : Optional.empty();
    }

    /** How many numbers of noise an image takes. */
    public int noiseSize() {
        return Math.toIntExact(
                Arrays.stream(inputs.get(noise).getShape()).skip(1).reduce(1, Math::multiplyExact));
    }

    /** What it gives for a sample: {@code [C, H, W]} floats, or {@code [H, W, C]} uint8. */
    public int[] outputSize() {
        return Arrays.stream(output.getShape())
                .skip(1)
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** Whether it gives pixels rather than floats. */
    public boolean givesPixels() {
        return output.type == OnnxJavaType.UINT8;
    }

    /**
     * Calls it.
     *
     * @param x noise or noisy images, row by row
     * @param at the time, where it takes one
     * @param labels the classes, where it takes them
     * @return its output, row by row; pixels as whole numbers
     */
    float[] call(float[] x, double at, int[] labels) {
        var count = x.length / noiseSize();
        var shape = inputs.get(noise).getShape().clone();
        shape[0] = count;
        Map<String, OnnxTensor> fed = new HashMap<>();
        try {
            fed.put(noise, OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, FloatBuffer.wrap(x), shape));
            if (time.isPresent()) {
                fed.put(time.get(), filled(time.get(), count, at));
            }
            if (label.isPresent()) {
                var longs = Arrays.stream(labels).asLongStream().toArray();
                fed.put(label.get(), numbers(label.get(), longs));
            }
            try (var result = session.run(fed)) {
                var out = (OnnxTensor) result.get(0);
                if (givesPixels()) {
                    var bytes = out.getByteBuffer();
                    var floats = new float[bytes.remaining()];
                    for (var i = 0; i < floats.length; i++) {
                        floats[i] = bytes.get(i) & 0xff;
                    }
                    return floats;
                }
                var floats = new float[count * Arrays.stream(outputSize()).reduce(1, Math::multiplyExact)];
                out.getFloatBuffer().get(floats);
                return floats;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor filled(String input, int count, double value) throws OrtException {
        if (inputs.get(input).type == OnnxJavaType.INT64) {
            var longs = new long[count];
            Arrays.fill(longs, Math.round(value));
            return numbers(input, longs);
        }
        var shape = inputs.get(input).getShape();
        var numbers = new float[shape.length == 0 ? 1 : count];
        Arrays.fill(numbers, (float) value);
        return OnnxTensor.createTensor(
                OnnxRuntime.ENVIRONMENT, FloatBuffer.wrap(numbers), shapeOf(shape, numbers.length));
    }

    private OnnxTensor numbers(String input, long[] longs) throws OrtException {
        var shape = inputs.get(input).getShape();
        var used = shape.length == 0 ? Arrays.copyOf(longs, 1) : longs;
        return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, LongBuffer.wrap(used), shapeOf(shape, used.length));
    }

    /** {@code []}, {@code [B]} or {@code [B, 1]}, as an input has it. */
    private static long[] shapeOf(long[] stated, int count) {
        var shape = new long[stated.length];
        Arrays.fill(shape, 1);
        if (shape.length > 0) {
            shape[0] = count;
        }
        return shape;
    }
}

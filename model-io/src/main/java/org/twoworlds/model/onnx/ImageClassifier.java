package org.twoworlds.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;

/**
 * A classifier in an ONNX file: {@code [B, H, W, C]} uint8, as {@code export} writes it, or {@code [B, C, H, W]} floats in
 * [−1, 1] in, logits {@code [B, classes]} out; floats of any precision, and any number of images at a time. A note says
 * for what its input and output are taken. Thread-safe. The session is closed when nothing refers to this object any more.
 */
public final class ImageClassifier {
    private static final int MOST_IMAGES = 4096;
    private static final long MOST_BYTES = 1L << 28;
    private static final int MOST_CLASSES = 1 << 20;

    private final OrtSession session;
    private final Object name;
    private final ImageShape shape;
    private final String input;
    private final String output;
    private final TensorInfo in;
    private final boolean takesPixels;
    private final boolean softmax;

    /** The number of images that the network takes at a time; 0 for any number. */
    private final int atATime;

    /**
     * Opens a file.
     *
     * @param name the name of the file in messages
     * @param images the form of the images to label; the network's may differ in the number of classes alone
     * @throws RequestException where the file is not an ONNX file, or not for such images
     */
    public ImageClassifier(OnnxFile file, Object name, ImageShape images, Placement placement) {
        this.name = name;
        Map<String, TensorInfo> outputs;
        try {
            session = OnnxRuntime.sessionOf(this, file.bytes(), placement);
            var inputs = Tensors.of(session.getInputInfo(), name);
            if (inputs.size() != 1) {
                throw refused("take images alone, not " + inputs.keySet(), "export it with one input");
            }
            input = inputs.keySet().iterator().next();
            in = inputs.get(input);
            outputs = Tensors.of(session.getOutputInfo(), name);
        } catch (OrtException e) {
            throw new RequestException("file", name, "be an ONNX file that ONNX Runtime can open", Tensors.oneLine(e));
        }
        takesPixels = in.type == OnnxJavaType.UINT8;
        checkInput(images);
        output = logits(outputs);
        softmax = file.operatorOf(output).equals("Softmax");
        var stated = in.getShape()[0];
        atATime = stated > 0 ? (int) stated : 0;
        shape = images.withClasses(classes(images));
        Notes.say("Classifier %s: %s is taken for images %s, and %s for %s of %d classes"
                .formatted(
                        name,
                        Tensors.words(input, in),
                        takesPixels ? "of bytes, channels last" : "in [-1, 1], channels first",
                        Tensors.words(output, outputs.get(output)),
                        softmax ? "probabilities" : "logits",
                        shape.classes()));
    }

    private RequestException refused(String rule, String hint) {
        return new RequestException("classifier file", name, rule, hint);
    }

    private void checkInput(ImageShape images) {
        var first = new long[] {images.channels(), images.height(), images.width()};
        var last = new long[] {images.height(), images.width(), images.channels()};
        var wanted = takesPixels ? last : first;
        if (!takesPixels && !Tensors.FLOATS.contains(in.type) || !fits(wanted)) {
            var other = fits(takesPixels ? first : last);
            throw refused(
                    "take images %s of %s and give logits [B, classes], not %s"
                            .formatted(
                                    Arrays.toString(wanted),
                                    takesPixels ? "bytes" : "floats",
                                    Tensors.words(input, in)),
                    other
                            ? (takesPixels ? "put the channels of bytes last" : "put the channels of floats first")
                            : "use one for images of this size");
        }
        var stated = in.getShape()[0];
        if (stated > MOST_IMAGES || stated * images.bytes() > MOST_BYTES) {
            throw refused("take fewer images at a time than " + stated, "export it for any number of images");
        }
    }

    private boolean fits(long[] wanted) {
        var given = in.getShape();
        var fits = given.length == 4;
        for (var i = 0; fits && i < 3; i++) {
            fits = given[i + 1] < 0 || given[i + 1] == wanted[i];
        }
        return fits;
    }

    /** The output of logits; where several outputs can be logits, the one of that name. */
    private String logits(Map<String, TensorInfo> outputs) {
        var can = outputs.keySet().stream()
                .filter(n -> Tensors.FLOATS.contains(outputs.get(n).type))
                .filter(n ->
                        outputs.get(n).getShape().length == 2 && outputs.get(n).getShape()[1] != 1)
                .toList();
        var called = can.stream()
                .filter(n -> n.toLowerCase(Locale.ROOT).matches("logits?"))
                .toList();
        if (can.size() != 1 && called.size() != 1) {
            var all = outputs.entrySet().stream()
                    .map(e -> Tensors.words(e.getKey(), e.getValue()))
                    .collect(Collectors.joining(", "));
            throw refused(
                    (can.isEmpty() ? "give logits [B, classes]" : "give one output that can be logits [B, classes]")
                            + " of floats, not " + all,
                    can.isEmpty() ? "use another network" : "call it logits, or export it alone");
        }
        return can.size() == 1 ? can.get(0) : called.get(0);
    }

    /** The number of logits of an image; found by a call, which also shows that the network computes at all. */
    private int classes(ImageShape images) {
        var count = Math.max(1, atATime);
        try {
            var numbers = call(new byte[count * images.bytes()], images, count);
            if (numbers.length % count != 0 || numbers.length / count < 2 || numbers.length / count > MOST_CLASSES) {
                throw refused(
                        "give logits [B, classes], not " + numbers.length + " numbers for " + count + " images",
                        "use another network");
            }
            return numbers.length / count;
        } catch (FailureException e) {
            throw refused("take images of %d × %d pixels".formatted(images.width(), images.height()), e.getMessage());
        }
    }

    /** The form of the images that the network takes, and the number of its classes. */
    public ImageShape shape() {
        return shape;
    }

    /** Whether the file ends in a softmax, so that its output are probabilities and not logits. */
    public boolean givesProbabilities() {
        return softmax;
    }

    /** The texts that the file carries. */
    public Map<String, String> metadata() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw Tensors.failed(name, e);
        }
    }

    /**
     * The logits of images, {@code [count, classes]} row-major.
     *
     * @param pixels {@code [count, H, W, C]} uint8
     * @throws FailureException where a logit is not finite
     */
    public float[] logits(byte[] pixels, int count) {
        var together = atATime > 0 ? atATime : count;
        var classes = shape.classes();
        var logits = new float[count * classes];
        for (var from = 0; from < count; from += together) {
            var part = Math.min(together, count - from);
            var images = new byte[together * shape.bytes()]; // the images behind the last one are black
            System.arraycopy(pixels, from * shape.bytes(), images, 0, part * shape.bytes());
            var given = call(images, shape, together);
            if (given.length != together * classes) {
                throw new FailureException(
                        "output of classifier file",
                        name,
                        "be " + together + " × " + classes + " logits, not " + given.length,
                        "use another network");
            }
            System.arraycopy(given, 0, logits, from * classes, part * classes);
        }
        for (var logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new FailureException(
                        "output of classifier file", name, "be finite, not " + logit, "use another network");
            }
        }
        return logits;
    }

    private float[] call(byte[] pixels, ImageShape images, int count) {
        try (var fed = takesPixels ? pixels(pixels, images, count) : floats(pixels, images, count);
                var result = session.run(Map.of(input, fed), Set.of(output))) {
            return Tensors.floats((OnnxTensor) result.get(0));
        } catch (OrtException e) {
            throw Tensors.failed(name, e);
        }
    }

    private static OnnxTensor pixels(byte[] pixels, ImageShape images, int count) throws OrtException {
        var direct = ByteBuffer.allocateDirect(count * images.bytes())
                .put(pixels, 0, count * images.bytes())
                .flip();
        return OnnxTensor.createTensor(
                OnnxRuntime.ENVIRONMENT,
                direct,
                new long[] {count, images.height(), images.width(), images.channels()},
                OnnxJavaType.UINT8);
    }

    private OnnxTensor floats(byte[] pixels, ImageShape images, int count) throws OrtException {
        var area = images.height() * images.width();
        var floats = new float[count * images.bytes()];
        for (var i = 0; i < floats.length; i++) {
            var image = i / images.bytes();
            var channel = i / area % images.channels();
            floats[i] = (pixels[(image * area + i % area) * images.channels() + channel] & 0xff) / 127.5f - 1;
        }
        return Tensors.floats(in.type, floats, new long[] {count, images.channels(), images.height(), images.width()});
    }
}

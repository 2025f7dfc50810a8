package org.twoworlds.model.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;

/**
 * A classifier in an ONNX file: {@code [B, H, W, C]} uint8, as {@code export} writes it, or {@code [B, C, H, W]} floats in
 * [−1, 1] in, logits {@code [B, classes]} out. Thread-safe. The session is closed when nothing refers to this object any more.
 */
public final class ImageClassifier {

    private final OrtSession session;
    private final ImageShape shape;
    private final String input;
    private final boolean takesPixels;

    /**
     * Opens a file's bytes.
     *
     * @param name what to call it in a message
     * @param images the images it is to label; of them, only the number of classes may be another
     * @throws RequestException where it is no ONNX file, or not for such images
     */
    public ImageClassifier(byte[] model, Object name, ImageShape images, Placement placement) {
        TensorInfo in;
        TensorInfo out;
        try {
            session = OnnxRuntime.sessionOf(this, model, placement);
            input = session.getInputNames().iterator().next();
            in = (TensorInfo) session.getInputInfo().get(input).getInfo();
            out = (TensorInfo)
                    session.getOutputInfo().values().iterator().next().getInfo();
        } catch (OrtException e) {
            throw new RequestException(
                    "file", name, "be an ONNX file that ONNX Runtime can open", String.valueOf(e.getMessage()));
        }
        takesPixels = in.type == OnnxJavaType.UINT8;
        var wanted = takesPixels
                ? new long[] {images.height(), images.width(), images.channels()}
                : new long[] {images.channels(), images.height(), images.width()};
        var given = in.getShape();
        var fits = given.length == 4 && out.getShape().length == 2 && out.getShape()[1] > 1;
        for (var i = 0; fits && i < 3; i++) {
            fits = given[i + 1] < 0 || given[i + 1] == wanted[i];
        }
        if (!fits || session.getInputNames().size() != 1) {
            throw new RequestException(
                    "classifier file",
                    name,
                    "take images %s and give logits [B, classes], not %s and %s"
                            .formatted(
                                    Arrays.toString(wanted), Arrays.toString(given), Arrays.toString(out.getShape())),
                    "use one for images of this size");
        }
        shape = images.withClasses((int) out.getShape()[1]);
    }

    /** The images it takes, and how many classes it knows. */
    public ImageShape shape() {
        return shape;
    }

    /** The texts that the file carries. */
    public Map<String, String> metadata() {
        try {
            return session.getMetadata().getCustomMetadata();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The logits of images, {@code [count, classes]} row-major.
     *
     * @param pixels {@code [count, H, W, C]} uint8
     */
    public float[] logits(byte[] pixels, int count) {
        var logits = new float[count * shape.classes()];
        try (var fed = takesPixels ? pixels(pixels, count) : floats(pixels, count);
                var result = session.run(Map.of(input, fed))) {
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(logits);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        return logits;
    }

    private OnnxTensor pixels(byte[] pixels, int count) throws OrtException {
        var direct = ByteBuffer.allocateDirect(count * shape.bytes())
                .put(pixels, 0, count * shape.bytes())
                .flip();
        return OnnxTensor.createTensor(
                OnnxRuntime.ENVIRONMENT,
                direct,
                new long[] {count, shape.height(), shape.width(), shape.channels()},
                OnnxJavaType.UINT8);
    }

    private OnnxTensor floats(byte[] pixels, int count) throws OrtException {
        var area = shape.height() * shape.width();
        var floats = new float[count * shape.bytes()];
        for (var i = 0; i < floats.length; i++) {
            var image = i / shape.bytes();
            var channel = i / area % shape.channels();
            floats[i] = (pixels[(image * area + i % area) * shape.channels() + channel] & 0xff) / 127.5f - 1;
        }
        return OnnxTensor.createTensor(OnnxRuntime.ENVIRONMENT, FloatBuffer.wrap(floats), new long[] {
            count, shape.channels(), shape.height(), shape.width()
        });
    }
}

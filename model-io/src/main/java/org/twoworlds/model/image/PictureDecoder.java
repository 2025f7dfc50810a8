package org.twoworlds.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.twoworlds.model.tensorflow.Quiet;

/**
 * The decoder of JPEG, by TensorFlow with the accurate transform, and of PNG: each as Pillow does it, to red, green and blue; the
 * orientation that a camera noted is ignored. Thread-safe. A decoder is closed by its maker.
 */
public final class PictureDecoder implements AutoCloseable {
    /** The most pixels that a picture may have: twice the number up to which Pillow decodes without a warning. */
    public static final long MOST_PIXELS = 2L * (1 << 30) / 4 / 3;

    private final Graph graph = new Graph();
    private final Placeholder<TString> file;
    private final Operand<TUint8> decoded;
    private final Session session;

    /** Opens a session that decodes in the caller's thread. */
    public PictureDecoder() {
        Quiet.tensorFlow();
        var tf = Ops.create(graph);
        file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
        decoded = tf.image.decodeJpeg(file, DecodeJpeg.channels(3L), DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
        session = new Session(
                graph,
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(1)
                        .setInterOpParallelismThreads(1)
                        .setUsePerSessionThreads(true)
                        .putDeviceCount("GPU", 0)
                        .build());
    }

    /**
     * The number of pixels to which a file's bytes are decoded, from its headers.
     *
     * @throws IOException where the bytes do not begin as a picture, or state more pixels than they can hold or may have
     */
    public static long pixels(byte[] bytes) throws IOException {
        long pixels;
        if (Jpeg.begins(bytes)) {
            var jpeg = Jpeg.of(bytes);
            pixels = (long) jpeg.width() * jpeg.height();
        } else if (Png.begins(bytes)) {
            var png = Png.form(bytes);
            pixels = (long) png.width() * png.height();
        } else {
            throw new IOException("it begins neither as JPEG nor as PNG");
        }
        if (pixels > MOST_PIXELS) {
            throw new IOException("its " + pixels + " pixels are more than " + MOST_PIXELS);
        }
        return pixels;
    }

    /**
     * Decodes a file's bytes.
     *
     * @throws IOException where the bytes are not a whole JPEG or PNG picture
     */
    public Picture decode(byte[] bytes) throws IOException {
        pixels(bytes);
        return Jpeg.begins(bytes) ? jpeg(bytes) : Png.decode(bytes);
    }

    /**
     * Whether version 0.1 made other pixels of a file's bytes: of a PNG, by ImageIO's colours, and of a JPEG of four inks that
     * are not marked as Adobe's.
     */
    public static boolean differsFrom01(byte[] bytes) {
        if (Jpeg.begins(bytes)) {
            try {
                return Jpeg.of(bytes).marked(bytes) != bytes;
            } catch (IOException e) {
                return false; // neither version reads the file
            }
        }
        var image = byImageIo(bytes);
        try {
            var pixels = Png.decode(bytes).pixels();
            for (var i = 0; image.isPresent() && i < pixels.length / 3; i++) {
                var width = image.get().getWidth();
                var colour = image.get().getRGB(i % width, i / width);
                var now = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | pixels[3 * i + 2] & 0xff;
                if ((colour & 0xffffff) != now) {
                    return true;
                }
            }
            return image.isEmpty();
        } catch (IOException e) {
            return image.isPresent();
        }
    }

    private static Optional<BufferedImage> byImageIo(byte[] bytes) {
        try {
            return Optional.ofNullable(ImageIO.read(new ByteArrayInputStream(bytes)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Picture jpeg(byte[] bytes) throws IOException {
        var known = Jpeg.of(bytes);
        try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(known.marked(bytes)));
                var result = session.runner().feed(file, fed).fetch(decoded).run()) {
            var tensor = result.get(0);
            var pixels = new byte[Math.toIntExact(tensor.size())];
            tensor.asRawTensor().data().read(pixels);
            return new Picture((int) tensor.shape().get(0), (int) tensor.shape().get(1), pixels);
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw new IOException("it is no whole JPEG picture", e);
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}

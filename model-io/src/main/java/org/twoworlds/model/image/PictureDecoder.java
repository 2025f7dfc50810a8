package org.twoworlds.model.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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

/**
 * Decodes JPEG by TensorFlow, with the accurate transform, and PNG by ImageIO. Thread-safe; whoever makes it closes it.
 */
public final class PictureDecoder implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Placeholder<TString> file;
    private final Operand<TUint8> decoded;
    private final Session session;

    /** Opens a session that decodes in the caller's thread. */
    public PictureDecoder() {
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
     * Decodes a file's bytes.
     *
     * @throws IOException where they are no whole JPEG or PNG picture
     */
    public Picture decode(byte[] bytes) throws IOException {
        if (bytes.length > 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8) {
            return jpeg(bytes);
        }
        if (bytes.length > 8 && (bytes[0] & 0xff) == 0x89 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G') {
            return png(bytes);
        }
        throw new IOException("it begins neither as JPEG nor as PNG");
    }

    private Picture jpeg(byte[] bytes) throws IOException {
        try (var fed = TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
                var result = session.runner().feed(file, fed).fetch(decoded).run()) {
            var tensor = result.get(0);
            var pixels = new byte[Math.toIntExact(tensor.size())];
            tensor.asRawTensor().data().read(pixels);
            return new Picture((int) tensor.shape().get(0), (int) tensor.shape().get(1), pixels);
        } catch (TensorFlowException e) {
            throw new IOException("it is no whole JPEG picture", e);
        }
    }

    private static Picture png(byte[] bytes) throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(bytes));
        if (image == null) {
            throw new IOException("it is no PNG picture that can be read");
        }
        var pixels = new byte[image.getHeight() * image.getWidth() * 3];
        var row = new int[image.getWidth()];
        var at = 0;
        for (var y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (var colour : row) {
                pixels[at++] = (byte) (colour >> 16);
                pixels[at++] = (byte) (colour >> 8);
                pixels[at++] = (byte) colour;
            }
        }
        return new Picture(image.getHeight(), image.getWidth(), pixels);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}

package org.twoworlds.stream.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that goes into a bundle, held open from the moment at which its digest was taken: whoever removes it then, its bytes
 * stay readable. Closed by its maker.
 */
final class HeldFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final Manifest.Item item;

    private HeldFile(FileChannel channel, Manifest.Item item) {
        this.channel = channel;
        this.item = item;
    }

    /**
     * Opens a file and takes its digest.
     *
     * @param path its path in the run's folder
     */
    static HeldFile open(Path file, String path) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            var digest = new DigestStream(OutputStream.nullOutputStream());
            copy(channel, digest);
            return new HeldFile(channel, new Manifest.Item(path, digest.bytes(), digest.sha256()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Manifest.Item item() {
        return item;
    }

    /** Copies the file, which must have the bytes that it had. */
    void copy(OutputStream out) throws IOException {
        var digest = new DigestStream(out);
        copy(channel, digest);
        if (digest.bytes() != item.bytes() || !digest.sha256().equals(item.sha256())) {
            throw new IOException(item.path() + " has changed meanwhile");
        }
    }

    private static void copy(FileChannel channel, OutputStream out) throws IOException {
        var buffer = ByteBuffer.allocate(BUFFER);
        var at = 0L;
        for (var read = channel.read(buffer, at); read >= 0; read = channel.read(buffer, at)) {
            out.write(buffer.array(), 0, read);
            at += read;
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

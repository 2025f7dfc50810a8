package org.twoworlds.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients that listen to a run of a lab: some read the events that they are sent, in turns by one thread, and some never
 * read; these have a small buffer, so that the lab feels it at once.
 */
final class Audience implements AutoCloseable {
    private static final int BUFFER_BYTES_OF_SILENT = 4096;
    private static final Duration TURN_TIME = Duration.ofMillis(100);

    private final List<SocketChannel> all = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private long bytes;

    /**
     * Connects the clients.
     *
     * @param events the address of a run's events
     */
    Audience(URI events, int readers, int silent) throws IOException {
        var request = "GET " + events.getRawPath() + "?" + events.getRawQuery() + " HTTP/1.1\r\nHost: "
                + events.getHost() + ":" + events.getPort() + "\r\nAccept: text/event-stream\r\n\r\n";
        for (var i = 0; i < readers + silent; i++) {
            var channel = SocketChannel.open();
            all.add(channel);
            if (i >= readers) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES_OF_SILENT);
            }
            channel.connect(new InetSocketAddress(events.getHost(), events.getPort()));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            if (i < readers) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
        }
    }

    /** Reads the events for some time. */
    void attend(Duration time) throws IOException, InterruptedException {
        var end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            selector.selectNow(key -> read((SocketChannel) key.channel()));
            Thread.sleep(TURN_TIME.toMillis());
        }
    }

    private void read(SocketChannel channel) {
        try {
            buffer.clear();
            var read = channel.read(buffer);
            if (read < 0) {
                throw new IOException("the lab let go of a client that reads");
            }
            bytes += read;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of bytes that were read so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        for (var channel : all) {
            channel.close();
        }
        selector.close();
    }
}

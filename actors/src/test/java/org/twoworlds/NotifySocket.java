package org.twoworlds;

import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The end of a service manager: a datagram socket, which Java itself cannot open. */
public final class NotifySocket implements AutoCloseable {
    private static final int UNIX = 1;
    private static final int DATAGRAM = 2;
    private static final int SOCKET_LEVEL = 1;
    private static final int RECEIVE_TIMEOUT = 20;

    private final NativeLibrary c = NativeLibrary.getProcess();
    private final int descriptor;

    /** Binds it. */
    public NotifySocket(Path path) {
        descriptor = call("socket", UNIX, DATAGRAM, 0);
        var name = path.toString().getBytes(StandardCharsets.UTF_8);
        var address = ByteBuffer.allocate(Short.BYTES + name.length + 1)
                .order(ByteOrder.nativeOrder())
                .putShort((short) UNIX)
                .put(name)
                .array();
        if (descriptor < 0 || call("bind", descriptor, address, address.length) != 0) {
            throw new IllegalStateException("no socket at " + path);
        }
    }

    /** The next datagram; empty where none comes in time. */
    public Optional<String> next(Duration patience) {
        var time = ByteBuffer.allocate(2 * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(patience.toSeconds())
                .putLong(patience.toNanosPart() / 1_000)
                .array();
        call("setsockopt", descriptor, SOCKET_LEVEL, RECEIVE_TIMEOUT, time, time.length);
        var bytes = new byte[1024];
        var count = call("recv", descriptor, bytes, (long) bytes.length, 0);
        return count < 0 ? Optional.empty() : Optional.of(new String(bytes, 0, count, StandardCharsets.UTF_8));
    }

    private int call(String function, Object... arguments) {
        return c.getFunction(function).invokeInt(arguments);
    }

    @Override
    public void close() {
        call("close", descriptor);
    }
}

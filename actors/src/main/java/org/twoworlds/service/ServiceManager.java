package org.twoworlds.service;

import com.sun.jna.NativeLibrary;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The service manager that started this process and waits for notices of it, as sd_notify(3) describes: one datagram a notice.
 * Thread-safe. A notice that cannot be sent is lost: the manager then goes by its time limits.
 *
 * @param socket the socket at which the manager listens: a path, or an abstract name behind {@code @}
 * @param watchdog the silence after which the manager takes this process for hung; empty where it does not watch
 */
public record ServiceManager(String socket, Optional<Duration> watchdog) {
    private static final int UNIX = 1;
    private static final int DATAGRAM = 2;
    private static final int NO_SIGPIPE = 0x4000;
    private static final int MOST_PATH_BYTES = 107;

    /**
     * The service manager that an environment names; empty where it names none.
     *
     * @param environment the environment, with {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     * @param pid the id of this process, to which another process's watchdog does not apply
     */
    public static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
        var socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!socket.startsWith("/") && !socket.startsWith("@")) {
            return Optional.empty();
        }
        var micros = environment.getOrDefault("WATCHDOG_USEC", "");
        var isOurs =
                environment.getOrDefault("WATCHDOG_PID", Long.toString(pid)).equals(Long.toString(pid));
        return Optional.of(new ServiceManager(
                socket,
                isOurs && micros.matches("[1-9][0-9]{0,17}")
                        ? Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000)))
                        : Optional.empty()));
    }

    /** Tells the manager that the lab listens at an address. */
    public void ready(String address) {
        tell("READY=1\nSTATUS=Listens at " + address);
    }

    /** Tells the manager that the lab still answers. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    /** Tells the manager that the lab ends, as it was asked to. */
    public void stopping() {
        tell("STOPPING=1\nSTATUS=Runs write resume points");
    }

    private void tell(String words) {
        var c = NativeLibrary.getProcess();
        var descriptor = c.getFunction("socket").invokeInt(new Object[] {UNIX, DATAGRAM, 0});
        if (descriptor < 0) {
            return;
        }
        try {
            var bytes = words.getBytes(StandardCharsets.UTF_8);
            var address = address();
            c.getFunction("sendto")
                    .invokeInt(
                            new Object[] {descriptor, bytes, (long) bytes.length, NO_SIGPIPE, address, address.length});
        } finally {
            c.getFunction("close").invokeInt(new Object[] {descriptor});
        }
    }

    /**
     * The address of the socket, a {@code sockaddr_un}: two bytes of family, then the path; an abstract name begins with a
     * zero.
     */
    private byte[] address() {
        var name = socket.getBytes(StandardCharsets.UTF_8);
        var length = Math.min(name.length, MOST_PATH_BYTES);
        var isAbstract = name[0] == '@';
        var address = ByteBuffer.allocate(Short.BYTES + length + (isAbstract ? 0 : 1))
                .order(ByteOrder.nativeOrder())
                .putShort((short) UNIX)
                .put(name, 0, length)
                .array();
        if (isAbstract) {
            address[Short.BYTES] = 0;
        }
        return address;
    }
}

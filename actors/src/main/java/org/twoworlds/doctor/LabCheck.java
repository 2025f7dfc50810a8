package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Problem;

/**
 * The check of a home's lab: whether it listens at the address that it states, and whether a new lab could start.
 *
 * @param home the home, which need not be there yet
 * @param address the http or https address at which the home's lab listens; empty where no lab is known to run
 * @param port the port at which a lab listens by default
 */
public record LabCheck(Path home, Optional<String> address, int port) implements Check {
    private static final int MOST_WAIT_MILLIS = 5_000;

    @Override
    public String name() {
        return "lab";
    }

    @Override
    public List<Finding> look() {
        if (address.isPresent()) {
            return List.of(
                    listens(target(address.get()))
                            ? Finding.ok(name(), "The lab of " + home + " listens at " + address.get() + ".")
                            : Finding.fault(
                                    name(),
                                    Problem.of(
                                            "lab of " + home,
                                            address.get(),
                                            "listen where it says",
                                            "end its process and start it again: runs go on")));
        }
        if (isLocked()) {
            return List.of(Finding.fault(
                    name(),
                    Problem.of(
                            "home",
                            home,
                            "not be held by a lab that tells no address",
                            "wait if it just starts, else see which process has it: fuser "
                                    + home.resolve("lab.lock"))));
        }
        if (listens(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return List.of(Finding.warning(
                    name(),
                    Problem.of(
                            "port",
                            port,
                            "be free for the lab of " + home + ", and something listens there",
                            "start the lab with another --port")));
        }
        return List.of(
                Files.exists(home.resolve("lab.json"))
                        ? Finding.note(
                                name(), "The last lab of " + home + " was killed.", "start it again: its runs go on")
                        : Finding.ok(name(), "No lab runs, and port " + port + " is free."));
    }

    private static InetSocketAddress target(String address) {
        try {
            var uri = new URI(address);
            var port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
            return new InetSocketAddress(uri.getHost(), port);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static boolean listens(InetSocketAddress target) {
        try (var socket = new Socket()) {
            socket.connect(target, MOST_WAIT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a lab holds the home's lock. The file is opened only to read, since the caller may be another account. */
    private boolean isLocked() {
        var file = home.resolve("lab.lock");
        if (Files.notExists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

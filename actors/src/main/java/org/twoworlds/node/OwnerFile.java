package org.twoworlds.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.twoworlds.config.RequestException;

/** Files that hold a token, a password or a key: their owner alone may use them. */
public final class OwnerFile {
    private OwnerFile() {}

    /**
     * Checks that nobody else may use a file.
     *
     * @param what it is, for the message
     * @throws RequestException where others may, or where it cannot be read
     */
    public static void check(String what, Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream()
                    .anyMatch(p -> !p.name().startsWith("OWNER"))) {
                throw new RequestException(what, file, "be a file that you alone may use", "chmod 600 " + file);
            }
        } catch (IOException e) {
            throw unreadable(what, file);
        }
    }

    /**
     * A secret from a file's first line.
     *
     * @param what it is, for the message
     * @throws RequestException where there is none, or where others may read it
     */
    public static String secret(String what, Path file) {
        check(what, file);
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .orElseThrow(() -> new RequestException(what, file, "hold a secret in its first line", ""));
        } catch (IOException e) {
            throw unreadable(what, file);
        }
    }

    /** Writes a file that is never another's to read, and whole or not there. */
    static void write(Path file, byte[] bytes) throws IOException {
        var part = Files.createTempFile(file.toAbsolutePath().getParent(), ".secret", ".part"); // for its owner alone
        try {
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                var left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static void write(Path file, String line) throws IOException {
        write(file, (line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static RequestException unreadable(String what, Path file) {
        return new RequestException(what, file, "be a file that can be read", "check the path");
    }
}

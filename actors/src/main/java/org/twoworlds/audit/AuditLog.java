package org.twoworlds.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.twoworlds.api.Json;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.stream.log.Home;

/**
 * The file of a home in which each change that somebody asked for is a line of JSON, on the disk before it is answered. A file
 * that has grown large is kept as {@code lab-log.jsonl.1}, and those before it as {@code .2} and so on. Processes and threads
 * may write it at a time.
 *
 * @param home the folder
 */
public record AuditLog(Path home) {
    static final String NAME = "lab-log.jsonl";

    /** The most entries that may be asked for at once. */
    public static final int MOST_ASKED = 10_000;

    /** How many bytes a file has before the next entry begins a new one. */
    static final long LARGE = 4 << 20;

    /** How many earlier files are kept: with the newest one about 100,000 entries. */
    static final int KEPT = 4;

    /** One writer at a time in this process: a file's lock is a process's. */
    private static final Object WRITING = new Object();

    /** The audit of a home. */
    public static AuditLog of(Home home) {
        return new AuditLog(home.path());
    }

    /**
     * The newest entries.
     *
     * @param entries the oldest of them first
     * @param damaged how many lines on the way to them are none
     */
    public record Newest(List<AuditEntry> entries, int damaged) {}

    private Path file() {
        return home.resolve(NAME);
    }

    private Path earlier(int number) {
        return number == 0 ? file() : home.resolve(NAME + "." + number);
    }

    /**
     * Writes entries, and forces them to the disk.
     *
     * @throws IOException where the disk does not take them
     */
    public void append(List<AuditEntry> entries) throws IOException {
        var lines = entries.stream().map(e -> Json.text(e.document()) + "\n").collect(Collectors.joining());
        synchronized (WRITING) {
            try (var other = FileChannel.open(
                            home.resolve("lab-log.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = other.lock()) {
                if (lock.isValid() && Files.isRegularFile(file()) && Files.size(file()) >= LARGE) {
                    roll();
                }
                write(lines);
            }
        }
    }

    private void roll() throws IOException {
        for (var i = KEPT - 1; i >= 0; i--) {
            if (Files.exists(earlier(i))) {
                Files.move(earlier(i), earlier(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Durable.forceFolder(file());
    }

    private void write(String lines) throws IOException {
        var isNew = !Files.exists(file());
        var text = isNew || endsALine() ? lines : "\n" + lines;
        try (var channel = FileChannel.open(file(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        if (isNew) {
            Durable.forceFolder(file());
        }
    }

    /** Whether the last entry is whole: a power cut or a full disk may have left a part of one. */
    private boolean endsALine() throws IOException {
        try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            var last = ByteBuffer.allocate(1);
            return channel.size() == 0 || channel.read(last, channel.size() - 1) == 1 && last.get(0) == '\n';
        }
    }

    /**
     * Reads the newest entries, also while others write.
     *
     * @param limit the most of them
     */
    public Newest newest(int limit) throws IOException {
        var entries = new LinkedList<AuditEntry>();
        var damaged = 0;
        for (var i = 0; i <= KEPT && entries.size() < limit; i++) {
            var lines = lines(earlier(i));
            for (var j = lines.size() - 1; j >= 0 && entries.size() < limit; j--) {
                var entry = entry(lines.get(j));
                entry.ifPresent(entries::addFirst);
                damaged += entry.isEmpty() ? 1 : 0;
            }
        }
        return new Newest(List.copyOf(entries), damaged);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            // Bytes that are no text are a damaged line, and not the end of the file.
            var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isEmpty()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<AuditEntry> entry(String line) {
        try {
            return AuditEntry.of(Json.MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}

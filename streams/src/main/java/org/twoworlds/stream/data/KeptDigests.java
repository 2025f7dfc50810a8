package org.twoworlds.stream.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.twoworlds.model.Notes;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * The digests of a folder's files that are kept in the cache, each with the stamp under which it holds. The digest of a file that
 * changed within two seconds before it was read is not kept, since the file could change again at the same time; a file of
 * digests that is damaged is ignored.
 */
final class KeptDigests {
    private static final String FORM = "twoworlds digests 1";
    private static final long YOUNG_NANOS = 2_000_000_000L;

    private final Path cache;
    private final Path folder;
    private final Path file;
    private final Map<String, Entry> entries = new HashMap<>();
    private Optional<Path> temporary = Optional.empty();
    private long begun;

    private record Entry(FileStamp stamp, String digest) {}

    private KeptDigests(Path cache, Path folder) {
        this.cache = cache;
        this.folder = folder.toAbsolutePath().normalize();
        var name = Sha256.of(this.folder.toString().getBytes(StandardCharsets.UTF_8));
        file = cache.resolve("digests-" + name.substring(0, 24));
    }

    /** Loads the kept digests of a folder: none where they are absent or damaged. */
    static KeptDigests load(Path cache, Path folder) {
        var kept = new KeptDigests(cache, folder);
        if (Files.isRegularFile(kept.file)) {
            try {
                kept.read();
            } catch (IOException | RuntimeException e) {
                kept.entries.clear(); // the digests are made again
            }
        }
        return kept;
    }

    private void read() throws IOException {
        var crc = new CRC32();
        try (var raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            var in = new DataInputStream(new CheckedInputStream(raw, crc));
            if (!in.readUTF().equals(FORM)) {
                throw new IOException("another form");
            }
            for (var left = in.readInt(); left > 0; left--) {
                var name = in.readUTF();
                var stamp = new FileStamp(in.readLong(), in.readLong(), in.readLong());
                entries.put(name, new Entry(stamp, in.readUTF()));
            }
            var sum = crc.getValue();
            if (in.readLong() != sum) {
                throw new IOException("damaged");
            }
        }
    }

    private String name(Path of) {
        return folder.relativize(of.toAbsolutePath().normalize()).toString();
    }

    /** The digest of a file with this stamp; empty where none is kept. */
    Optional<String> find(Path of, FileStamp stamp) {
        return Optional.ofNullable(entries.get(name(of)))
                .filter(e -> e.stamp().equals(stamp))
                .map(Entry::digest);
    }

    /** Notes that files are going to be read: only digests of files that changed well before are kept. */
    void begin() {
        try {
            Files.createDirectories(cache);
            temporary = Optional.of(Files.createFile(FileNames.temporary(file)));
            begun = FileStamp.of(temporary.get()).latest();
        } catch (IOException e) {
            Notes.say("Digests of the files in " + folder + " are not kept, and so made every time: " + cache
                    + " cannot be written (" + FileFaults.reason(e) + ")");
        }
    }

    /**
     * Keeps a digest, unless its file changed too lately to be told from a later state; {@code made} files cannot change
     * again.
     */
    void put(Path of, FileStamp stamp, String digest, boolean made) {
        if (made || stamp.latest() < begun - YOUNG_NANOS) {
            entries.put(name(of), new Entry(stamp, digest));
        } else {
            entries.remove(name(of));
        }
    }

    /** Writes the kept digests, without those of files that are gone. */
    void save() {
        if (temporary.isEmpty()) {
            return;
        }
        try {
            entries.keySet().removeIf(name -> !Files.exists(folder.resolve(name)));
            var crc = new CRC32();
            try (var raw = new BufferedOutputStream(Files.newOutputStream(temporary.get()), 1 << 16)) {
                var out = new DataOutputStream(new CheckedOutputStream(raw, crc));
                out.writeUTF(FORM);
                out.writeInt(entries.size());
                for (var entry : entries.entrySet()) {
                    out.writeUTF(entry.getKey());
                    var stamp = entry.getValue().stamp();
                    out.writeLong(stamp.bytes());
                    out.writeLong(stamp.modified());
                    out.writeLong(stamp.changed());
                    out.writeUTF(entry.getValue().digest());
                }
                out.writeLong(crc.getValue());
            }
            Files.move(temporary.get(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Notes.say("Digests of the files in " + folder + " are not kept: " + FileFaults.reason(e));
        } finally {
            deleteTemporary();
        }
    }

    private void deleteTemporary() {
        try {
            Files.deleteIfExists(temporary.orElseThrow());
        } catch (IOException e) {
            Notes.say("A temporary file stays behind: " + temporary.orElseThrow());
        }
    }
}

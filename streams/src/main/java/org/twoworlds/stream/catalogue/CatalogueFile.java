package org.twoworlds.stream.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code catalogue.db} of a catalogue: it is opened, checked, and made anew where it is damaged, of another version
 * or gone. Beside it lie SQLite's own two files; {@code catalogue.lock}, held by the process that makes or settles the file;
 * and {@code catalogue.facts}: the file's size and times when a process of this program wrote it last. SQLite has no
 * checksums over its pages; so where the facts have changed, everything in the file is checked once against the sums that it
 * holds.
 */
final class CatalogueFile {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFile.class);
    private static final Object HERE = new Object();

    private final Path file;
    private String identity = "";

    CatalogueFile(Path home) {
        file = home.resolve("catalogue.db");
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private Path facts() {
        return file.resolveSibling("catalogue.facts");
    }

    /** Opens the catalogue's database. */
    Database open() {
        return alone(() -> {
            if (Files.notExists(file)) {
                return anew();
            }
            try {
                var database = Database.at(file.toString());
                if (isRight(database)) {
                    identity = factsOf("unix:ino");
                    return database;
                }
                database.close();
            } catch (DatabaseException e) {
                if (e.kind() != DatabaseException.Cause.DAMAGE) {
                    throw e;
                }
            }
            LOG.info("The catalogue {} is damaged or of another version: it is made anew from the logs.", file);
            return anew();
        });
    }

    private boolean isRight(Database database) {
        if (!database.isOfThisVersion()) {
            return false;
        }
        if (written().equals(known())) {
            return true;
        }
        if (!database.isSound() || !Sums.areRight(database)) {
            return false;
        }
        remember();
        return true;
    }

    /**
     * Removes the file and makes an empty one; other processes that have the old file open go on with it until they look
     * again.
     */
    Database makeAnew() {
        return alone(this::anew);
    }

    private Database anew() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(beside("-wal"));
            Files.deleteIfExists(beside("-shm"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        var database = Database.at(file.toString());
        database.makeTables();
        database.checkpoint();
        remember();
        identity = factsOf("unix:ino");
        return database;
    }

    /** Writes the contents of SQLite's log into the file, and notes the facts of the file after that. */
    void settle(Database database) {
        alone(() -> {
            var isOurs = written().equals(known());
            database.checkpoint();
            if (isOurs) {
                remember();
            }
            return isOurs;
        });
    }

    /** Whether the file is still the one that was opened. */
    boolean isStill() {
        return identity.equals(factsOf("unix:ino"));
    }

    private String written() {
        return factsOf("unix:ino,size,lastModifiedTime,ctime");
    }

    private String known() {
        try {
            return Files.readString(facts()).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private void remember() {
        try {
            Files.writeString(facts(), written() + "\n");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String factsOf(String names) {
        try {
            return new java.util.TreeMap<>(Files.readAttributes(file, names, new LinkOption[0])).toString();
        } catch (NoSuchFileException e) {
            return "gone";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Does work while no other process or thread makes or settles the file. */
    private <T> T alone(Supplier<T> work) {
        synchronized (HERE) {
            try (var channel = FileChannel.open(
                            file.resolveSibling("catalogue.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    var held = channel.lock()) {
                return work.get();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}

package org.twoworlds.stream.bundle;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Home;

/**
 * The reading of a bundle into a home. Nothing in it is believed: a name that no run's file has, a link, a digest or a size
 * that is not the manifest's, an event that is damaged or names a file elsewhere, more bytes than were promised. Each run is there
 * whole or not at all, and none is there before all were read.
 */
public final class BundleReader {
    private static final long LARGEST_MANIFEST = 64L << 20;
    private static final long SLACK = 1L << 20;
    private static final long HEADERS = 16L << 10;

    /** A home's log takes some room that a bundle's does not. */
    private static final long ROOM_OF_RUN = 2L << 20;

    private BundleReader() {}

    /**
     * A run of a bundle that is in the home now.
     *
     * @param isNew whether the run came now; it was there already, with the same log, otherwise
     * @param events the number of events of the bundle's log
     * @param files the number of files beside the log
     * @param leftOut the number of checkpoints that did not come along, as its log says now; of a run that was there, the number
     *     of the bundle's checkpoints that it lacks
     * @param bytes of its events and files
     * @param isPaused whether it was under way, and waits here to be resumed
     * @param references what it refers to; empty of a run that was there
     */
    public record Arrived(
            String run,
            boolean isNew,
            long events,
            int files,
            int leftOut,
            long bytes,
            boolean isPaused,
            Optional<References> references) {}

    /**
     * Reads a bundle into a home.
     *
     * @throws FailureException where the bundle is damaged or holds what it must not, where a run is there already that is not the
     *     bundle's, or the disk refuses; nothing of it is in the home then
     */
    public static List<Arrived> read(Path file, Home home, InstantSource clock) {
        if (!Files.isRegularFile(file)) {
            throw new RequestException("bundle", file, "be a file", "check the path");
        }
        Map<String, ArrivingRun> arriving = new LinkedHashMap<>();
        try (var packed = new BufferedInputStream(Files.newInputStream(file));
                var unpacked = new BoundedStream(new ZstdInputStream(packed));
                var tar = new TarArchiveInputStream(unpacked, StandardCharsets.UTF_8.name())) {
            unpacked.allow(LARGEST_MANIFEST + SLACK);
            var manifest = manifest(tar);
            unpacked.allow(manifest.bytes() + manifest.files() * HEADERS + SLACK);
            ArrivingRun.removeLeft(home);
            checkRoom(home, manifest);
            var present = begin(home, manifest, arriving);
            for (var part : manifest.runs()) {
                take(part, Optional.ofNullable(arriving.get(part.run())), tar);
            }
            if (next(tar).isPresent()) {
                throw new IOException("it holds more than its manifest says");
            }
            unpacked.transferTo(OutputStream.nullOutputStream());
            for (var run : arriving.values()) {
                run.settle(clock);
            }
            return name(home, manifest, arriving, present);
        } catch (IOException e) {
            throw damaged(file, e);
        } catch (UncheckedIOException e) {
            throw damaged(file, e.getCause());
        } finally {
            arriving.values().forEach(ArrivingRun::close);
        }
    }

    private static FailureException damaged(Path file, IOException e) {
        return new FailureException(
                Problem.of(
                        "bundle",
                        file,
                        "be whole and made by export --bundle (" + e.getMessage() + ")",
                        "copy it or export it again; nothing of it was taken in"),
                e);
    }

    private static Manifest manifest(TarArchiveInputStream tar) throws IOException {
        var entry = next(tar).filter(e -> e.getName().equals(Manifest.ENTRY));
        if (entry.isEmpty() || !isPlain(entry.get()) || entry.get().getSize() > LARGEST_MANIFEST) {
            throw new IOException("it does not begin with a manifest");
        }
        return Manifest.decode(tar.readNBytes((int) entry.get().getSize()));
    }

    /** The next entry. What its library throws at damaged headers is an {@link IOException}. */
    private static Optional<TarArchiveEntry> next(TarArchiveInputStream tar) throws IOException {
        try {
            return Optional.ofNullable(tar.getNextEntry());
        } catch (RuntimeException e) {
            throw new IOException("its entries are damaged", e);
        }
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        var kind = entry.getLinkFlag();
        return (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM) && !entry.isSparse();
    }

    private static void checkRoom(Home home, Manifest manifest) throws IOException {
        var there = home.path().toAbsolutePath();
        while (Files.notExists(there)) {
            there = there.getParent();
        }
        var room = Files.getFileStore(there).getUsableSpace();
        var wanted = manifest.bytes() + manifest.runs().size() * ROOM_OF_RUN;
        if (wanted > room) {
            throw new FailureException(
                    "room on the disk of " + home.path(),
                    room + " bytes",
                    "hold what the bundle promises, " + wanted + " bytes",
                    "make room, or choose another one by --home");
        }
    }

    /** Begins the runs that are not here; returns those that are. */
    private static Map<String, PresentRun> begin(Home home, Manifest manifest, Map<String, ArrivingRun> arriving)
            throws IOException {
        Map<String, PresentRun> present = new LinkedHashMap<>();
        for (var part : manifest.runs()) {
            var here = home.find(part.run()).map(folder -> new PresentRun(folder, part));
            if (here.isPresent()) {
                here.get().check();
                present.put(part.run(), here.get());
            }
        }
        for (var part : manifest.runs()) {
            if (!present.containsKey(part.run())) {
                arriving.put(part.run(), ArrivingRun.begin(home, part));
            }
        }
        return present;
    }

    private static void take(Manifest.Part part, Optional<ArrivingRun> run, TarArchiveInputStream tar)
            throws IOException {
        for (var item : part.files()) {
            var entry = next(tar).orElseThrow(() -> new EOFException("it ends before " + part.entry(item)));
            if (!entry.getName().equals(part.entry(item)) || !isPlain(entry) || entry.getSize() != item.bytes()) {
                throw new IOException("its entry " + Manifest.shown(entry.getName()) + " is not the plain file "
                        + part.entry(item) + " of its manifest");
            }
            if (run.isPresent()) {
                run.get().take(item, tar);
            }
        }
    }

    private static List<Arrived> name(
            Home home, Manifest manifest, Map<String, ArrivingRun> arriving, Map<String, PresentRun> present)
            throws IOException {
        List<Arrived> all = new ArrayList<>();
        for (var part : manifest.runs()) {
            var run = Optional.ofNullable(arriving.get(part.run()));
            if (run.isPresent() && run.get().move(home)) {
                var here = run.get();
                all.add(told(part, true, here.leftOut(), here.isPaused(), Optional.of(References.of(here.view()))));
            } else {
                var here = Optional.ofNullable(present.get(part.run()))
                        .orElseGet(() -> new PresentRun(home.run(part.run()), part));
                here.check();
                all.add(told(part, false, here.lacking(), false, Optional.empty()));
            }
        }
        return all;
    }

    private static Arrived told(
            Manifest.Part part, boolean isNew, int leftOut, boolean isPaused, Optional<References> references) {
        return new Arrived(
                part.run(), isNew, part.events(), part.files().size() - 1, leftOut, part.bytes(), isPaused, references);
    }
}

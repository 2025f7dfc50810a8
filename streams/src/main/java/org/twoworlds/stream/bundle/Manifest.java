package org.twoworlds.stream.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.twoworlds.stream.log.SweepPlan;

/**
 * The manifest of a bundle, which is its first entry: what runs are in it, and which files. A later version may add fields, and
 * another number is a form that this version cannot read.
 *
 * @param format {@link #FORMAT}
 * @param version of the form, 1
 * @param runs the runs, such that one on which another depends comes before it
 */
record Manifest(String format, int version, List<Part> runs) {
    static final String FORMAT = "twoworlds-bundle";
    static final int VERSION = 1;

    /** The name of the manifest's entry. */
    static final String ENTRY = "manifest.json";

    /** The path of the file that holds a log's events. */
    static final String EVENTS = "log/events";

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");
    private static final Pattern FILE =
            Pattern.compile("(checkpoints|resume|scores|inbox)/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * A run of a bundle.
     *
     * @param run its id
     * @param name its name when it was exported
     * @param events the number of its log's events
     * @param files the files, of which the first holds the events
     */
    record Part(String run, String name, long events, List<Item> files) {
        /** The entry's name of one of the run's files. */
        String entry(Item item) {
            return run + "/" + item.path();
        }

        Item log() {
            return files.get(0);
        }

        /** The bytes of the files together. */
        long bytes() {
            return files.stream().mapToLong(Item::bytes).sum();
        }
    }

    /**
     * A file of a bundle.
     *
     * @param path relative to the run's folder
     * @param sha256 of its bytes, in hex
     */
    record Item(String path, long bytes, String sha256) {}

    /** The manifest of some runs, in the form of this version. */
    static Manifest of(List<Part> runs) {
        return new Manifest(FORMAT, VERSION, runs);
    }

    /** Whether a path, relative to a run's folder, is that of a file which may be in a bundle, the log aside. */
    static boolean isFile(String path) {
        return FILE.matcher(path).matches();
    }

    /** The bytes of all files together. */
    long bytes() {
        return runs.stream().mapToLong(Part::bytes).sum();
    }

    /** The number of files. */
    long files() {
        return runs.stream().mapToLong(r -> r.files().size()).sum();
    }

    byte[] encode() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a manifest. Every name in one that is returned is harmless.
     *
     * @throws IOException naming what is wrong with it
     */
    static Manifest decode(byte[] bytes) throws IOException {
        Manifest manifest;
        try {
            manifest = JSON.readValue(new String(bytes, StandardCharsets.UTF_8), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException("its manifest is no JSON document of this kind", e);
        }
        if (manifest == null || !FORMAT.equals(manifest.format())) {
            throw new IOException("its manifest is another program's");
        }
        if (manifest.version() != VERSION) {
            throw new IOException(
                    "its form is version " + manifest.version() + ", and this program reads version " + VERSION);
        }
        manifest.check();
        return manifest;
    }

    private void check() throws IOException {
        if (runs == null || runs.isEmpty()) {
            throw new IOException("its manifest names no run");
        }
        Set<String> names = new HashSet<>();
        var sum = 0L;
        for (var part : runs) {
            if (part == null
                    || part.run() == null
                    || !ID.matcher(part.run()).matches()
                    || SweepPlan.isPlan(Path.of(part.run()))) {
                throw new IOException("its manifest has a run whose id is none");
            }
            if (part.events() < 1 || part.files() == null || part.files().isEmpty()) {
                throw new IOException("its manifest has a run without a log");
            }
            for (var item : part.files()) {
                check(part, item);
                if (!names.add(part.entry(item))) {
                    throw new IOException("its manifest names a file twice");
                }
                sum = sum + item.bytes();
                if (sum < 0) {
                    throw new IOException("its manifest promises more bytes than there can be");
                }
            }
        }
    }

    private static void check(Part part, Item item) throws IOException {
        if (item == null || item.path() == null || item.sha256() == null) {
            throw new IOException("its manifest has a file without a name or a digest");
        }
        var isLog = item == part.log();
        if (isLog ? !EVENTS.equals(item.path()) : !isFile(item.path())) {
            throw new IOException("its manifest names a file that no run has: " + shown(item.path()));
        }
        if (item.bytes() < 0 || !SHA256.matcher(item.sha256()).matches()) {
            throw new IOException("its manifest has a file without a size or a digest");
        }
    }

    /** A name of somebody else's, fit to be shown. */
    static String shown(String name) {
        var plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
    }
}

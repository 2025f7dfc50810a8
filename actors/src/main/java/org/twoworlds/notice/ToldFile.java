package org.twoworlds.notice;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.twoworlds.api.Json;
import org.twoworlds.model.checkpoint.Durable;

/**
 * The file that says how far a lab's runs were told, so that the next lab tells the rest and nothing twice: of each run that is
 * not over, the index of the first entry that was not. What is noted survives a power cut before anybody is told; where the disk
 * takes no more, it is told all the same. Not thread-safe.
 */
final class ToldFile {
    private static final Logger LOG = LoggerFactory.getLogger(ToldFile.class);

    /** As many as may be under way or wait; of more, the oldest are forgotten. */
    private static final int MOST_RUNS = 10_000;

    private static final String RUNS = "runs";
    private static final String DISK = "diskLow";

    private final Path file;
    private final Map<String, Long> runs = new LinkedHashMap<>();
    private boolean isDiskLow;

    private ToldFile(Path file) {
        this.file = file;
    }

    private static Path of(Path home) {
        return home.resolve("on-event.json");
    }

    /** The file of a home: an empty one, where there is none or it cannot be read. */
    static ToldFile open(Path home) {
        var told = new ToldFile(of(home));
        try {
            if (Files.exists(told.file)) {
                told.read(Json.MAPPER.readTree(Files.readString(told.file)));
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}): what happened while no lab ran is not told.", told.file, words(e));
        }
        return told;
    }

    private void read(JsonNode document) {
        document.path(RUNS)
                .fields()
                .forEachRemaining(e -> runs.put(e.getKey(), e.getValue().asLong()));
        isDiskLow = document.path(DISK).asBoolean();
    }

    /** Removes the file: what happens while nobody is to be told is not told later. */
    static void remove(Path home) throws IOException {
        Files.deleteIfExists(of(home));
    }

    /** The runs that are not over, as far as was told. */
    List<String> runs() {
        return List.copyOf(runs.keySet());
    }

    /** The index of the first entry of a run that was not told; empty where the run is not known. */
    OptionalLong next(String run) {
        return runs.containsKey(run) ? OptionalLong.of(runs.get(run)) : OptionalLong.empty();
    }

    /** Notes a run, and that all before an index is told or too old to be. */
    void note(String run, long next) {
        runs.put(run, next);
        while (runs.size() > MOST_RUNS) {
            runs.remove(runs.keySet().iterator().next());
        }
        write();
    }

    /** Forgets a run that is over and told. */
    void forget(String run) {
        if (runs.remove(run) != null) {
            write();
        }
    }

    /** Whether it was told that the disk has little room, which it still has. */
    boolean isDiskLow() {
        return isDiskLow;
    }

    /** Notes whether the disk has little room. */
    void noteDisk(boolean isLow) {
        if (isDiskLow != isLow) {
            isDiskLow = isLow;
            write();
        }
    }

    private static String words(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void write() {
        try {
            var document = Json.ordered(RUNS, runs, DISK, isDiskLow);
            Durable.write(file, Json.text(document).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.warn("{} cannot be written ({}): an event may be told again by the next lab.", file, words(e));
        }
    }
}

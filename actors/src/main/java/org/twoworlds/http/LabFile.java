package org.twoworlds.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.twoworlds.actor.KnownProcess;
import org.twoworlds.api.Json;

/**
 * The file that a lab writes in its home, so that commands find it. It holds no secret, and names the process that wrote it: of
 * a lab that is gone nothing is believed.
 *
 * @param url where it listens
 * @param nodes where machines may join, as {@code HOST:PORT}; empty where none may
 * @param tokenFile the file with the tokens, one of which requests must bring; empty where none is needed
 * @param certificate by which an https lab is known, a PEM file; empty for http
 * @param process that wrote it
 */
public record LabFile(String url, String nodes, String tokenFile, String certificate, KnownProcess process) {
    /** The place of the file in a home. */
    public static Path of(Path home) {
        return home.resolve("lab.json");
    }

    /** The file of a home's lab; empty where there is none, or where the lab is gone. */
    public static Optional<LabFile> read(Path home) {
        try {
            var json = Json.MAPPER.readTree(Files.readString(of(home)));
            var file = new LabFile(
                    text(json, "url"),
                    text(json, "nodes"),
                    text(json, "tokenFile"),
                    text(json, "certificate"),
                    new KnownProcess(
                            json.path("pid").asLong(),
                            Instant.ofEpochMilli(json.path("started").asLong()),
                            ""));
            return Optional.of(file).filter(LabFile::isKnown);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode json, String key) {
        return json.path(key).asText();
    }

    /** An https lab is known by its certificate, wherever it runs; another one is a process of this machine. */
    private boolean isKnown() {
        return url.startsWith("https:") && !certificate.isEmpty() || process.lives();
    }

    /** Writes the file whole, or not at all. */
    public void write(Path home) throws IOException {
        var document = Json.ordered(
                "url",
                url,
                "nodes",
                nodes,
                "tokenFile",
                tokenFile,
                "certificate",
                certificate,
                "pid",
                process.pid(),
                "started",
                process.started().toEpochMilli());
        var part = of(home).resolveSibling("lab.json.part");
        Files.writeString(part, Json.text(document));
        Files.move(part, of(home), StandardCopyOption.ATOMIC_MOVE);
    }
}

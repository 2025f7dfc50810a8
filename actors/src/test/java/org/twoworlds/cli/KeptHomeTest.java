package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.api.EventDocument;
import org.twoworlds.api.Json;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;

/**
 * The home of six small experiments that a commit of version 0.1 trained, and the documents that its commands printed then:
 * the same commands print the same today, but for what is new. {@code .ci/same-digests --keep} makes such a file.
 */
class KeptHomeTest {
    @TempDir
    static Path place;

    private static Path home;
    private static Path documents;

    @BeforeAll
    static void unpack() throws IOException {
        try (var zip = new ZipInputStream(KeptHomeTest.class.getResourceAsStream("/kept-home-0.1.zip"))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = place.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        home = place.resolve("home");
        documents = place.resolve("documents");
    }

    @TestFactory
    Stream<DynamicTest> everyJsonDocumentHoldsWhatItHeldThen() throws IOException {
        var files = files(".json").stream().filter(f -> !isOfClaims(f)).toList();
        assertThat(files).hasSizeGreaterThan(20);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    var then = Json.MAPPER.readTree(file.toFile());
                    var now = Json.MAPPER.readTree(printed(words(file)));
                    assertHolds(now, then, "");
                }));
    }

    /** What 0.1 concluded of one seed is concluded no more, so that the claims of then are asked anew and not compared. */
    @TestFactory
    Stream<DynamicTest> everyClaimIsAnsweredWithAVerdict() throws IOException {
        var files = files(".json").stream().filter(KeptHomeTest::isOfClaims).toList();
        assertThat(files).hasSizeGreaterThan(5);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    var claims = Json.MAPPER.readTree(printed(words(file)));
                    claims.forEach(claim -> {
                        assertThat(claim.path("verdict").asText()).isIn("HOLDS", "FAILS", "OPEN");
                        assertThat(claim.has("figures")).isTrue();
                    });
                    assertThat(claims.size() > 0)
                            .isEqualTo(Json.MAPPER.readTree(file.toFile()).size() > 0);
                }));
    }

    private static boolean isOfClaims(Path file) {
        return file.getFileName().toString().startsWith("claims ");
    }

    /** The words of the command that printed a document. */
    private static List<String> words(Path file) {
        var words = new ArrayList<>(List.of(file.getFileName().toString().split("[ ]|\\.json$")));
        words.addAll(List.of("--json", "--home", home.toString()));
        return words;
    }

    @TestFactory
    Stream<DynamicTest> everyEventReadsAsItDidThen() throws IOException {
        var files = files(".jsonl");
        assertThat(files).hasSize(10);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    var then = Files.readAllLines(file);
                    var run =
                            file.getFileName().toString().replace("replay ", "").replace(".jsonl", "");
                    List<String> now = new ArrayList<>();
                    try (var reader = new LogReader(folder(run).log(), 0)) {
                        reader.forEach(entry -> now.add(Json.text(EventDocument.of(entry))));
                    }
                    assertThat(now).hasSameSizeAs(then);
                    for (var i = 0; i < then.size(); i++) {
                        assertHolds(Json.MAPPER.readTree(now.get(i)), Json.MAPPER.readTree(then.get(i)), "line " + i);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyTableOfAReportIsTheSame() throws IOException {
        var files = files(".csv");
        assertThat(files).hasSize(10);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    var run =
                            file.getFileName().toString().replace("report ", "").split(" ")[0];
                    var table = file.getFileName().toString().split(" ")[2];
                    var out = place.resolve("reports").resolve(run);
                    if (!Files.exists(out)) {
                        printed(List.of("report", run, "--out", out.toString(), "--home", home.toString()));
                    }
                    assertThat(Files.readString(out.resolve(table))).isEqualTo(Files.readString(file));
                }));
    }

    private static RunFolder folder(String run) {
        return new Home(home)
                .all().stream().filter(f -> f.id().equals(run)).findFirst().orElseThrow();
    }

    private static List<Path> files(String ending) throws IOException {
        try (var all = Files.list(documents)) {
            return all.filter(f -> f.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static String printed(List<String> words) {
        var bytes = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.execute(words.toArray(String[]::new)))
                    .as(String.join(" ", words))
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Whatever a document held then it holds now; more may stand beside it. */
    private static void assertHolds(JsonNode now, JsonNode then, String at) {
        if (then.isObject()) {
            for (Iterator<String> keys = then.fieldNames(); keys.hasNext(); ) {
                var key = keys.next();
                if (key.equals("detail")) {
                    continue; // Words for people may improve.
                }
                assertThat(now.has(key)).as("%s/%s is there", at, key).isTrue();
                assertHolds(now.get(key), then.get(key), at + "/" + key);
            }
        } else if (then.isArray()) {
            assertThat(now.size()).as("%s has as many", at).isEqualTo(then.size());
            for (var i = 0; i < then.size(); i++) {
                assertHolds(now.get(i), then.get(i), at + "/" + i);
            }
        } else {
            assertThat(now).as(at).isEqualTo(then);
        }
    }
}

package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of the runs whose logs were opened to be written. */
class OpeningsTest {
    @TempDir
    Path path;

    private Home home() {
        return new Home(path);
    }

    private void open(String run) {
        var folder = home().run(run);
        folder.create();
        EventLog.append(folder, 1, InstantSource.system(), List.of());
    }

    private Openings.News since(Openings.Place place) {
        return Openings.since(home(), place);
    }

    @Test
    void eachOpeningIsToldOnce() {
        assertThat(since(Openings.Place.NONE).runs()).contains(Set.of());
        open("a");
        var first = since(Openings.Place.NONE);
        assertThat(first.runs())
                .as("a list that was begun tells nothing of before")
                .isEmpty();
        open("b");
        open("b");
        open("c");
        var news = since(first.place());
        assertThat(news.runs()).contains(Set.of("b", "c"));
        assertThat(since(news.place())).isEqualTo(new Openings.News(news.place(), Optional.of(Set.of())));
    }

    @Test
    void aListThatWasBegunAnewSaysSo() throws IOException {
        open("a");
        var place = since(Openings.Place.NONE).place();
        Files.writeString(path.resolve("openings"), "x".repeat(2 << 20));
        open("b");
        assertThat(Files.size(path.resolve("openings"))).isLessThan(1000);
        assertThat(since(place).runs()).isEmpty();
        Files.delete(path.resolve("openings"));
        assertThat(since(place).runs()).isEmpty();
    }

    @Test
    void aLineThatIsNotWholeIsReadLater() throws IOException {
        open("a");
        var place = since(Openings.Place.NONE).place();
        var file = path.resolve("openings");
        Files.writeString(file, Files.readString(file) + "b\nhal");
        var news = since(place);
        assertThat(news.runs()).contains(Set.of("b"));
        Files.writeString(file, Files.readString(file) + "f\n");
        assertThat(since(news.place()).runs()).contains(Set.of("half"));
    }

    @Test
    void aLogThatIsInNoHomeIsInNoList() throws IOException {
        EventLog.append(new RunFolder(path.resolve("elsewhere")), 1, InstantSource.system(), List.of());
        try (var files = Files.list(path)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("elsewhere");
        }
    }

    @Test
    void aListThatCannotBeWrittenHoldsNoWriterUp() throws IOException {
        Files.createDirectories(path.resolve("openings"));
        open("a");
        assertThat(LogReader.isMade(home().run("a"))).isFalse();
        assertThat(home().all()).hasSize(1);
    }
}

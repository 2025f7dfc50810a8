package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.Query;
import akka.japi.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.config.WorldName;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.RunBook;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

/** Lists in pages, what is under way, and what is said of changes. */
class ListRequestsTest {
    private static final LabProtocol.Status IDLE =
            new LabProtocol.Status(2, List.of(), List.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of());

    @TempDir
    Path path;

    private RunBook book;
    private ListRequests lists;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(path.resolve("runs"));
        book = new RunBook(new Home(path));
        lists = new ListRequests(book);
    }

    @AfterEach
    void end() {
        book.close();
    }

    private RunFolder run(String id, Event... events) {
        var folder = book.home().run(id);
        folder.create();
        TestEvents.write(folder, TestEvents.started().named(id, id));
        TestEvents.write(folder, events);
        book.grown();
        return folder;
    }

    @SafeVarargs
    private static Optional<Paging> paging(Pair<String, String>... query) {
        return Paging.of(Query.create(query));
    }

    private JsonNode json(Object document) throws Exception {
        return Json.MAPPER.readTree(Json.text(document));
    }

    @Test
    void withoutAWordToTheContraryThereIsNoPage() {
        assertThat(paging()).isEmpty();
        assertThat(paging(Pair.create("other", "1"))).isEmpty();
        assertThat(paging(Pair.create("where", "")).orElseThrow().limit()).isEqualTo(50);
    }

    @Test
    void aPageTellsTheNewestFirstAndWhereTheNextOneBegins() throws Exception {
        for (var i = 1; i <= 3; i++) {
            run("run" + i, new Event.RunEnded(RunState.COMPLETED, ""));
        }
        var first = json(lists.runs(paging(Pair.create("limit", "2")).orElseThrow()));
        assertThat(first.path("runs").findValuesAsText("run")).containsExactly("run3", "run2");
        assertThat(first.path("count").asInt()).isEqualTo(3);
        assertThat(first.path("next").asText()).isEqualTo("run2");
        var second = json(lists.runs(
                paging(Pair.create("limit", "2"), Pair.create("after", "run2")).orElseThrow()));
        assertThat(second.path("runs").findValuesAsText("run")).containsExactly("run1");
        assertThat(second.path("next").asText()).isEmpty();
    }

    @Test
    void wordsThatAreNoneAreRefusedAsOnTheCommandLine() {
        assertThatThrownBy(() -> paging(Pair.create("where", "modl=x")))
                .isInstanceOf(RequestException.class)
                .hasMessage(org.assertj.core.api.Assertions.catchThrowable(() -> RunsAsked.parse("modl=x", ""))
                        .getMessage());
        for (var limit : List.of("0", "-1", "x", "1001", "99999999999")) {
            assertThatThrownBy(() -> paging(Pair.create("limit", limit)))
                    .hasMessageContaining("The limit (" + limit + ") must be at least 1");
        }
        assertThatThrownBy(() -> paging(Pair.create("where", "n=1 ".repeat(31))))
                .hasMessageContaining("at most 30 conditions");
    }

    @Test
    void theOverviewTellsWhatFailedAndWhyAndWhatWaits() throws Exception {
        run("bad", new Event.RunEnded(RunState.FAILED, "no such file"));
        var status = new LabProtocol.Status(
                2, List.of("a"), List.of("b", "c"), Map.of("c", "no gpu"), Map.of(), Map.of(), List.of(), Map.of());
        var overview = json(lists.overview(status));
        assertThat(overview.at("/failed/0/message").asText()).isEqualTo("no such file");
        assertThat(overview.at("/states/failed").asInt()).isEqualTo(1);
        assertThat(overview.path("queued").asInt()).isEqualTo(2);
        assertThat(overview.at("/waiting/0/reason").asText()).contains("slot");
        assertThat(overview.at("/waiting/1/reason").asText()).isEqualTo("no gpu");
        assertThat(overview.path("freeBytes").asLong()).isPositive();
    }

    @Test
    void changesAreToldOnceAndOnlyWhatChanged() throws Exception {
        var folder = run("run1");
        run("run2");
        var changes = new ListChanges(lists);
        assertThat(changes.look(IDLE).utf8String()).contains("event:many").contains("event:overview");
        assertThat(changes.look(IDLE).utf8String()).doesNotContain("event:run").doesNotContain("event:many");
        TestEvents.write(folder, TestEvents.step(WorldName.REAL, 7, 0.5));
        book.grown();
        var told = changes.look(IDLE).utf8String();
        assertThat(told)
                .contains("event:run\ndata:{\"run\":\"run1\"")
                .contains("\"real\":7")
                .doesNotContain("run2\"");
        try (var files = Files.walk(folder.path())) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(f -> f.toFile().delete());
        }
        book.grown();
        assertThat(changes.look(IDLE).utf8String()).contains("event:gone\ndata:{\"run\":\"run1\"}");
    }
}

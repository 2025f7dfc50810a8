package org.twoworlds.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.TestEvents;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.LogEntry;
import org.twoworlds.stream.log.RunFolder;

/** The JSON document of a run. */
class RunDocumentTest {
    @TempDir
    Path path;

    private Map<?, ?> world(String config, String world) {
        var view = new RunView();
        view.apply(new LogEntry(0, 0, 0, TestEvents.started(config)));
        var worlds = (Map<?, ?>) RunDocument.of(new RunFolder(path), view).get("worlds");
        return (Map<?, ?>) worlds.get(world);
    }

    private static String law(String law) {
        return "{\"batch\":10,\"world\":{\"law\":\"" + law + "\"}}";
    }

    @Test
    void eachWorldSaysItsLawAndHowManySamplesItReuses() {
        var mixed = world(law("mix{n=50,fresh=0.1}"), "real");
        assertThat(mixed.get("law")).isEqualTo("mix{n=50,fresh=0.1}");
        assertThat(mixed.get("n")).isEqualTo(50L);
        var ideal = world(law("mix{n=50,fresh=0.1}"), "ideal");
        assertThat(ideal.get("law")).isEqualTo("fresh");
        assertThat(ideal.get("n")).isNull();
        assertThat(world(law("fresh{stream=2}"), "real").get("n")).isNull();
    }

    @Test
    void aRunOfBeforeThereWereLawsIsReplayAndFresh() {
        var old = "{\"batch\":10,\"world\":{\"n\":70}}";
        assertThat(world(old, "real").get("law")).isEqualTo("replay{n=70}");
        assertThat(world(old, "real").get("n")).isEqualTo(70L);
        assertThat(world(old, "ideal").get("law")).isEqualTo("fresh");
    }
}

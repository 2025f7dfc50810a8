package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.twoworlds.stream.report.Ink;

/** The colours of the lab's page, which are those of the report. */
class PageColoursTest {
    @Test
    void thePageHasTheColoursOfTheReportLightAndDark() throws IOException {
        String css;
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/twoworlds/page/page.css"))) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var dark = css.indexOf("prefers-color-scheme: dark");
        assertThat(dark).isPositive();
        var end = css.indexOf("* {", dark);
        for (var ink : Ink.values()) {
            assertThat(css.substring(0, dark)).contains("--" + ink.css() + ": " + ink.light() + ";");
            assertThat(css.substring(dark, end)).contains("--" + ink.css() + ": " + ink.dark() + ";");
        }
    }
}

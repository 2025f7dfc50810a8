package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.ConfigLoader;

class SamplesTest {
    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "\"/etc\"", "[x]", "{a = 1}", " /a ", "a\"b", "${PATH}", "a\\b"})
    void aRunsDataAreFoundWhereTheRunHasThemHoweverThePathIsWritten(String path) {
        var run = new ConfigLoader()
                .load(
                        "quickstart",
                        Optional.of("smoke"),
                        List.of("data.type=npz", "data.path=" + ConfigUtil.quoteString(path)));
        assertThat(run.data().path()).isEqualTo(path);
        assertThat(Samples.parse("npz").config(run, List.of()).data().path()).isEqualTo(path);
    }
}

package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptConfigsTest {
    private static ExperimentConfig read(int seed) {
        return new ConfigLoader().load("quickstart", Optional.empty(), List.of("seed=" + seed));
    }

    @Test
    void aConfigurationReadAgainFromRecord0IsTheOneThatWasReadBefore() {
        var config = read(901);

        assertThat(new ConfigLoader().fromJson("quickstart", config.toJson())).isSameAs(config);
        assertThat(new ConfigLoader().fromJson("other", config.toJson()).name()).isEqualTo("other");
    }

    @Test
    void aConfigurationThatWasForgottenIsReadFromItsTextToTheSameValues() {
        var config = read(902);
        for (var seed = 10_000; seed < 12_100; seed++) {
            read(seed);
        }

        assertThat(KeptConfigs.find("quickstart", config.toJson())).isEmpty();
        assertThat(new ConfigLoader().fromJson("quickstart", config.toJson())).isEqualTo(config);
    }

    @Test
    void aLoaderWithChecksChecksAlsoWhatWasReadBefore() {
        var json = read(903).toJson();
        var strict = new ConfigLoader()
                .check((config, problems) ->
                        problems.add(Problem.of("key steps", config.steps(), "be more", "raise it")));

        assertThatThrownBy(() -> strict.fromJson("quickstart", json))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("be more");
        assertThat(KeptConfigs.find("quickstart", json)).isPresent();
    }
}

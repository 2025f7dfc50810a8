package org.twoworlds.stream;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;

/** Small experiments for tests. */
public final class TestConfigs {
    private TestConfigs() {}

    public static ExperimentConfig of(String... settings) {
        return new ConfigLoader().load("quickstart", Optional.of("smoke"), List.of(settings));
    }
}

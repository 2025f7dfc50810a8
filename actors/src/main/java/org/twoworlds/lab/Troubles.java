package org.twoworlds.lab;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.twoworlds.logging.LogLines;

/** The newest trouble that each run's keeper told of. */
final class Troubles {
    private static final Counter DEATHS = Counter.builder("twoworlds.run.deaths")
            .description("attempts at runs that died")
            .register(Metrics.globalRegistry);

    private final Logger log;
    private final Map<String, RunKeeper.Trouble> newest = new HashMap<>();

    /** No troubles yet: each is a line of a log. */
    Troubles(Logger log) {
        this.log = log;
    }

    void note(RunKeeper.Trouble trouble) {
        newest.put(trouble.run(), trouble);
        if (trouble.deaths() > 0) {
            DEATHS.increment();
        }
        try (var run = LogLines.of(trouble.run())) {
            log.warn("Run {} died ({}): {}", trouble.run(), trouble.deaths(), trouble.reason());
        }
    }

    void forget(String run) {
        newest.remove(run);
    }

    /** The newest trouble of each run that has one, by the run's id. */
    Map<String, RunKeeper.Trouble> all() {
        return Map.copyOf(newest);
    }
}

package org.twoworlds.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The configurations that this process read last, by the JSON that record 0 holds of each: a sweep's runs are read once as a
 * sweep, once as plans and once as rows, within seconds.
 */
final class KeptConfigs {
    /** The most configurations that are kept; each takes some 10 KB. */
    private static final int MOST_KEPT = 2048;

    private static final Map<Key, ExperimentConfig> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ExperimentConfig> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private KeptConfigs() {}

    private record Key(String name, String json) {}

    /** A configuration that was read without a problem; empty where none was read, or too long ago. */
    static Optional<ExperimentConfig> find(String name, String json) {
        synchronized (KEPT) {
            return Optional.ofNullable(KEPT.get(new Key(name, json)));
        }
    }

    /** Keeps a configuration that was read without a problem. */
    static void keep(String json, ExperimentConfig config) {
        synchronized (KEPT) {
            KEPT.put(new Key(config.name(), json), config);
        }
    }
}

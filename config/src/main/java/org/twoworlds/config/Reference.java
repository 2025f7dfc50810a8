package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The texts that come with the program: {@code reference.conf}, which has every key and its default, and the recipes. */
final class Reference {
    static final ConfigResolveOptions OWN_KEYS = ConfigResolveOptions.noSystem();

    /** The defaults, unresolved, since a key may be another's default. */
    static final Config DEFAULTS = parse("reference.conf");

    /** The defaults, resolved. */
    static final Config RESOLVED = DEFAULTS.resolve(OWN_KEYS);

    private Reference() {}

    /** Reads a file of the program's own as HOCON, unresolved. */
    static Config parse(String resource) {
        return Hocon.trusted(resource, text(resource));
    }

    /** Reads a file of the program's own as text. */
    static String text(String resource) {
        try (var in = Reference.class.getResourceAsStream("/twoworlds/" + resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

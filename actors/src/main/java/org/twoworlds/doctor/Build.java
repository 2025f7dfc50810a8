package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The build of this program.
 *
 * @param version the version of the parent POM
 * @param commit the commit of the sources, with {@code -dirty} where they were changed since; {@code unknown} outside a
 *     repository
 */
public record Build(String version, String commit) {
    private static final String RESOURCE = "/twoworlds/build.properties";

    /** The build of this program, from the properties that the build wrote. */
    public static Build current() {
        var properties = new Properties();
        try (var in = Build.class.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                properties.load(new java.io.InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(
                properties.getProperty("version", "(development)"), properties.getProperty("commit", "unknown"));
    }

    /** The program with its version and commit in words. */
    public String words() {
        return "twoworlds " + version;
    }

    /** The program, its parts, and the processor and GPU that they use here: a line each. */
    public List<String> withParts() {
        List<String> lines = new ArrayList<>(List.of(words(), "commit " + commit));
        lines.addAll(Computing.libraries());
        lines.add("Java " + System.getProperty("java.runtime.version") + " of " + System.getProperty("java.vendor"));
        lines.add("processor: " + Computing.processor());
        lines.add("GPU: " + Computing.gpu());
        return lines;
    }
}

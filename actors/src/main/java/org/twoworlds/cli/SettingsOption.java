package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that sets keys of a configuration. */
final class SettingsOption {
    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "sets a key of the configuration, such as data.path; repeatable")
    private List<String> settings = new ArrayList<>();

    /** The settings in the order in which they were given. */
    List<String> all() {
        return settings;
    }
}

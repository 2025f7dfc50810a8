package org.twoworlds.cli;

import picocli.CommandLine.Option;

/** The option by which a command prints JSON in place of text. */
final class JsonOption {
    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    /** Whether JSON is to be printed. */
    boolean isSet() {
        return json;
    }
}

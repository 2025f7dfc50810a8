package org.twoworlds.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that describe an evaluator: its set, its name, its metrics, and where it begins. */
final class EvaluatorOptions {
    @Option(
            names = "--on",
            required = true,
            paramLabel = "SOURCE[:SPLIT]",
            description = "a data type, and test (the default) or train")
    private String on = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "the evaluator's name in the log (default: the source's, with further metrics)")
    private String as = "";

    @Option(
            names = "--metrics",
            split = ",",
            paramLabel = "METRIC",
            description = "also calibration, perClass or confusion: SoftError, error and loss always are")
    private List<String> metrics = new ArrayList<>();

    @Option(names = "--from", paramLabel = "WHEN", description = "start (the default) or now")
    private String from = "start";

    @Option(
            names = "--remake",
            description = "make checkpoints again that were let go, by training on from what is kept")
    private boolean remake;

    @Mixin
    private SettingsOption settings = new SettingsOption();

    String on() {
        return on;
    }

    /** The name that was given, or empty. */
    String as() {
        return as;
    }

    List<String> metrics() {
        return metrics;
    }

    String from() {
        return from;
    }

    boolean remake() {
        return remake;
    }

    List<String> settings() {
        return settings.all();
    }
}

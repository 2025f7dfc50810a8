package org.twoworlds.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.twoworlds.api.EventDocument;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.LogReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: a run's events as JSON lines. */
@Command(name = "replay", description = "Prints a run's events, one JSON object a line.")
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run;

    @Option(names = "--from", paramLabel = "I", description = "the first index (default: 0)")
    private long from;

    @Option(names = "--json", description = "the same: the output is JSON lines in any case")
    private boolean json;

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (from < 0) {
            throw new RequestException("option --from", from, "be 0 or more", "");
        }
        var out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        try (var reader = new LogReader(home.find(run).log(), from)) {
            for (var entry = reader.next(); entry.isPresent() && !out.checkError(); entry = reader.next()) {
                out.println(Json.text(EventDocument.of(entry.get())));
            }
        }
        out.flush();
        return 0;
    }
}

package org.twoworlds.cli;

import java.util.List;
import org.twoworlds.config.RequestException;
import org.twoworlds.logging.LogFormat;
import org.twoworlds.logging.LogLines;
import picocli.CommandLine.Option;

/** The option {@code --log-format} of the commands that stay. */
final class LogOption {
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text, or json: what is said on standard error is then a JSON object a line (default: text)")
    private String format = LogFormat.TEXT.toString();

    /** Has this process say all that follows in the form that was chosen. */
    void use() {
        LogLines.use(LogFormat.parse(format)
                .orElseThrow(() -> new RequestException("option --log-format", format, "be text or json", "")));
    }

    /** The same choice for another process. */
    List<String> arguments() {
        return List.of("--log-format", format);
    }
}

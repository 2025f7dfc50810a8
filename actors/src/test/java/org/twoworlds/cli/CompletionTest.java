package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script, in a real bash. */
class CompletionTest {
    @TempDir
    Path folder;

    /** The script as the command prints it. */
    private static byte[] script() {
        var bytes = new ByteArrayOutputStream();
        var out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.execute("completion")).isZero();
        } finally {
            System.setOut(out);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"ru, run runs", "comple, completion", "run --res, --resume", "evaluate --met, --metrics"})
    void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
        var file = Files.write(folder.resolve("completion"), script());
        var words = "twoworlds " + typed;
        var bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + file + "; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                                + " COMP_LINE='" + words + "'; COMP_POINT=${#COMP_LINE}; _complete_twoworlds;"
                                + " echo ${COMPREPLY[@]}")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        assertThat(said.strip()).isEqualTo(completed);
    }
}

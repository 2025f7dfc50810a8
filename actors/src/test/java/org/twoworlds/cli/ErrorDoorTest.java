package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.twoworlds.Thrown;
import picocli.CommandLine.Command;

/** The door of the command line, and so of a worker's process, which is a command. */
class ErrorDoorTest {
    @Command(name = "throwing")
    record Throwing(Thrown thrown) implements Callable<Integer> {
        @Override
        public Integer call() {
            throw thrown.sneaky();
        }
    }

    private static Cli.Result result(Thrown thrown) {
        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Cli.Result(Main.execute(new Throwing(thrown)), "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @ParameterizedTest
    @MethodSource("org.twoworlds.Thrown#all")
    void whatACommandThrowsIsOneMessage(Thrown thrown) {
        var result = result(thrown);
        assertThat(result.exit()).isEqualTo(thrown.exit());
        assertThat(result.err()).contains(thrown.says()).doesNotContain("\tat ");
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void aBugOfOursShowsWhereItIs() {
        var result = result(new Thrown(new IllegalStateException("no"), 1, ""));
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("report it").contains("\tat ");
    }
}

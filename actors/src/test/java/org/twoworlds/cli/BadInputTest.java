package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
    @TempDir
    Path home;

    static Stream<Arguments> requests() {
        return Stream.of(
                of("key optimiser.rate", "you mean optimizer.rate", "run", "quickstart", "--set", "optimiser.rate=1"),
                of("key steps (many)", "be a whole number", "run", "quickstart", "--set", "steps=many"),
                of("key steps (0)", "be a whole number from 1", "run", "quickstart", "--set", "steps=0"),
                of("key world.n (100)", "be at least the batch (128)", "run", "cifar10", "--set", "world.n=100"),
                of("data.path", "cifar-10-batches-bin", "run", "cifar10"),
                of("key optimizer", "be a block of keys", "run", "quickstart", "--set", "optimizer=3"),
                of(
                        "key optimizer.nesterov",
                        "momentum above 0",
                        "run",
                        "quickstart",
                        "--set",
                        "optimizer.nesterov=true"),
                of("key augment (flop)", "you mean flip", "run", "quickstart", "--set", "augment=flop"),
                of("network (mcmm)", "you mean mcnn", "run", "quickstart", "--set", "model=mcmm"),
                of(
                        "network",
                        "fit into memory",
                        "run",
                        "quickstart",
                        "--set",
                        "model=mlp[14000,14000,14000]",
                        "--set",
                        "batch=1000000",
                        "--set",
                        "world.n=1000000"),
                of("data.type (shape)", "you mean shapes", "run", "quickstart", "--set", "data.type=shape"),
                of("key data.difficulty (3)", "from 0 to 1", "run", "quickstart", "--set", "data.difficulty=3"),
                of("key checkpoints", "be paper", "run", "quickstart", "--set", "checkpoints=often"),
                of("setting (steps)", "key=value", "run", "quickstart", "--set", "steps"),
                of("recipe (quickstrat)", "you mean quickstart", "run", "quickstrat"),
                of("recipe file", "exist", "run", "none/such.conf"),
                of("recipe ()", "be given", "run"),
                of("size (huge)", "one that the recipe has", "run", "quickstart", "--size", "huge"),
                of("key init", "be a safetensors file", "run", "quickstart", "--set", "init=/none"),
                of("run (nobody)", "be an id or a name", "show", "nobody"),
                of("run (nobody)", "be an id or a name", "run", "--resume", "nobody"),
                of("Unknown option", "--help", "show", "quick", "--what"),
                of("key init", "be a safetensors file", "run", "quickstart", "--set", "model.init=/none"),
                of("key precision (fp8)", "fp32, tf32, bf16", "run", "quickstart", "--set", "precision=fp8"),
                of("key microBatches (3)", "divide batch (64)", "run", "quickstart", "--set", "microBatches=3"),
                of("key optimizer.type (lion)", "sgd, adam", "run", "quickstart", "--set", "optimizer.type=lion"),
                of(
                        "key optimizer.momentum (0.9)",
                        "be 0 for adam",
                        "run",
                        "quickstart",
                        "--set",
                        "optimizer.type=adam",
                        "--set",
                        "optimizer.momentum=0.9"),
                of("conv2.weight", "2 GB", "run", "quickstart", "--set", "model=dfc{base=32}"),
                of("heads", "divide its width", "run", "quickstart", "--set", "model=vit{dim=10,heads=3}"),
                of("option --input", "height, width", "models", "mcnn", "--input", "0,1,3"),
                of("network", "have a form", "models", "mcnn{"),
                of("option --slots (gpu)", "cpu=1,gpu:0=2", "lab", "--slots", "gpu"),
                of("option --slots (cpu=0)", "at least 1", "lab", "--slots", "cpu=0"),
                of("option --slots (0)", "at least 1", "join", "127.0.0.1:1", "--as", "trainer", "--slots", "0"),
                of("option --as (cook)", "trainer or evaluator", "join", "127.0.0.1:1", "--as", "cook"),
                of("option --device (tpu)", "gpu:NUMBER", "join", "127.0.0.1:1", "--as", "trainer", "--device", "tpu"),
                of("option --node-grace (soon)", "90s", "lab", "--nodes", "0", "--node-grace", "soon"),
                of("option --node-grace (90)", "unit", "lab", "--nodes", "0", "--node-grace", "90"),
                of("option --node-grace (2d)", "a day", "lab", "--nodes", "0", "--node-grace", "2d"),
                of("option --data (cifar9)", "cifar10", "join", "a:1", "--as", "trainer", "--data", "cifar9=/"),
                of(
                        "option --data (cifar10=/none)",
                        "there",
                        "join",
                        "a:1",
                        "--as",
                        "trainer",
                        "--data",
                        "cifar10=/none"),
                of("--data", "SOURCE=DIR", "join", "a:1", "--as", "trainer", "--data", "cifar10"),
                of("lab's address (nowhere)", "HOST:PORT", "join", "nowhere", "--as", "trainer"));
    }

    private static Arguments of(String names, String says, String... args) {
        return Arguments.of(names, says, args);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aWrongRequestIsOneClearMessageAndExitCodeTwo(String names, String says, String[] args) {
        var result = execute(args);
        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(names).contains(says).doesNotContain("\tat ");
        assertThat(home.resolve("runs")).doesNotExist();
    }

    @Test
    void allProblemsOfAFileAreReportedTogetherWithTheirLines() throws IOException {
        var file = Files.writeString(
                home.resolve("mine.conf"), "stepz = 3\nbatch = no\noptimizer { rate = fast\n  momentm = 1 }\n");
        var result = execute("run", file.toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("mine.conf:1: The key stepz (3)", "you mean steps")
                .contains("mine.conf:2: The key batch (no)")
                .contains("mine.conf:3: The key optimizer.rate (fast)")
                .contains("mine.conf:4: The key optimizer.momentm (1)", "you mean optimizer.momentum");
    }

    @Test
    void aFileThatIsNotHoconIsNamed() throws IOException {
        var file = Files.writeString(home.resolve("mine.conf"), "steps = {\n");
        assertThat(execute("run", file.toString()).err()).contains("mine.conf", "be HOCON");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var port = Integer.toString(taken.getLocalPort());
            for (var result : List.of(
                    execute("join", "127.0.0.1:1", "--as", "trainer", "--port", port),
                    execute("lab", "--port", "0", "--nodes", port))) {
                assertThat(result.exit()).as(result.err()).isEqualTo(1);
                assertThat(result.err())
                        .contains("127.0.0.1:" + port)
                        .contains("free")
                        .doesNotContain("\tat ");
            }
        }
    }

    private Cli.Result execute(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--home", home.toString()));
        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var exit = Main.execute(all.toArray(String[]::new));
            return new Cli.Result(exit, "", err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}

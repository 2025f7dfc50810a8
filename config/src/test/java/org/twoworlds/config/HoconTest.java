package org.twoworlds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoconTest {
    @Test
    void anExponentialScheduleEndsAtAThousandthOfItsRateUnlessAnotherEndIsGiven() {
        var loader = new ConfigLoader();
        var settings = List.of("optimizer.schedule=exponential", "optimizer.rate=0.25");
        assertThat(loader.load("quickstart", Optional.empty(), settings)
                        .optimizer()
                        .finalRate())
                .isEqualTo(0.00025);
        var given = List.of("optimizer.schedule=exponential", "optimizer.rate=0.25", "optimizer.finalRate=1e-3");
        assertThat(loader.load("quickstart", Optional.empty(), given)
                        .optimizer()
                        .finalRate())
                .isEqualTo(0.001);
    }

    @TempDir
    Path folder;

    private static ExperimentConfig text(String text, String... settings) {
        return new ConfigLoader()
                .loadText("test", text, Optional.empty(), List.of(settings))
                .single();
    }

    private Path write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.writeString(folder.resolve(name), text);
    }

    private static ExperimentConfig file(Path file, String... settings) {
        return new ConfigLoader().load(file.toString(), Optional.empty(), List.of(settings));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"secret\"",
                "include \"secret.conf\"",
                "include file(\"%s/secret.conf\")",
                "include url(\"file:%s/secret.conf\")",
                "include \"file:%s/secret.conf\"",
                "include classpath(\"twoworlds/reference.conf\")",
                "include required(file(\"%s/secret.conf\"))",
                "include required(\"%s/secret.conf\")",
                "include required(classpath(\"application.conf\"))",
                "include package(\"p\", \"secret.conf\")",
                "data { include file(\"%s/secret.conf\") }",
                "data.path = ${HOME}",
                "data.path = ${PATH}",
                "data.path = ${java.io.tmpdir}",
                "data.path = ${user.home}",
                "data.path = ${?HOME}${PATH}",
                "data.path = \"x\"${PATH}",
                "evaluator.on = [${PATH}]",
                "sizes.lab { data.path = ${PATH} }"
            })
    void aTextKnowsNothingButItsOwnKeys(String text) throws IOException {
        write("secret.conf", "data.path = SECRET");
        assertThatThrownBy(() -> text(text.replace("%s", folder.toString())))
                .isInstanceOf(RequestException.class)
                .hasMessageNotContaining("SECRET")
                .hasMessageNotContaining(System.getenv("PATH"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluator.on=[${PATH}]",
                "data={include file(\"%s/secret.conf\")}",
                "data={include \"%s/secret.conf\"}",
                "data=\"\"${PATH}",
                "data.path=\"a\"\nseed=3"
            })
    void aSettingKnowsNothingElseEither(String setting) throws IOException {
        write("secret.conf", "path = SECRET");
        assertThatThrownBy(() -> text("", setting.replace("%s", folder.toString())))
                .isInstanceOf(RequestException.class)
                .hasMessageNotContaining("SECRET")
                .hasMessageNotContaining(System.getenv("PATH"));
    }

    /** A chain of settings, each of which names the one before it ten times. */
    private static String[] chain(String first, String open, String separator, String close, int levels) {
        return IntStream.rangeClosed(0, levels)
                .mapToObj(i -> "pretrain.a" + i + "="
                        + (i == 0
                                ? first
                                : open
                                        + String.join(
                                                separator, Collections.nCopies(10, "${pretrain.a" + (i - 1) + "}"))
                                        + close))
                .toArray(String[]::new);
    }

    @Test
    void settingsThatReferToEachOtherAreBoundedTogether() {
        for (var settings : List.of(chain("\"0123456789\"", "\"\"", "", "", 8), chain("[1,1,1,1]", "[", ",", "]", 8))) {
            assertThatThrownBy(() -> text("", settings))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("refer to other keys less often");
            assertThatThrownBy(() -> new ConfigLoader().load("quickstart", Optional.empty(), List.of(settings)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("refer to other keys less often");
        }
        var half = chain("\"0123456789\"", "\"\"", "", "", 2);
        var more =
                "pretrain { b1 = ${pretrain.a2}${pretrain.a2}, b2 = ${pretrain.b1}${pretrain.b1}${pretrain.b1}, b3 = "
                        + "${pretrain.b2}${pretrain.b2}${pretrain.b2} }";
        assertThatThrownBy(() -> text(more, half))
                .as("a text's references count with those of the settings")
                .hasMessageContaining("refer to other keys less often");
    }

    @Test
    void whatARunsRecordHasNoRoomForIsRefused() {
        var text = "pretrain { a = \"" + "x".repeat(20_000)
                + "\", b = ${pretrain.a}${pretrain.a}, c = ${pretrain.b}${pretrain.a} }";
        assertThatThrownBy(() -> text(text)).hasMessageContaining("at most 64 KiB once it is written out");
        assertThatThrownBy(() -> text("pretrain.x = \"\\ud800\"")).hasMessageContaining("be Unicode");
    }

    @Test
    void aCadenceOfManyStepsIsRead() {
        var steps = IntStream.rangeClosed(1, 5_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThat(text("steps=20000", "checkpoints=at:" + steps).checkpoints().at())
                .hasSize(5_000);
    }

    @Test
    void anOptionalVariableIsNoneInAText() {
        assertThat(text("data.path = a, data.path = ${?PATH}").data().path()).isEqualTo("a");
    }

    @Test
    void aTextMayReferToItsOwnKeys() {
        var config = text("seed = 3, seed = ${seed}1, batch = ${seed}, world.n = 100, device = cpu, steps = 7"
                + ", trainer.threads = ${steps}, augment = ${augment}, optimizer = ${optimizer} {momentum = 0.5}");
        assertThat(config.seed()).isEqualTo(31);
        assertThat(config.batch()).isEqualTo(31);
        assertThat(config.trainer().threads()).isEqualTo(7);
        assertThat(config.optimizer().momentum()).isEqualTo(0.5);
        assertThat(config.trainer().device())
                .as("a default that refers to a key")
                .isEqualTo(Device.CPU);
    }

    @Test
    void aFileIncludesFilesBesideItAndNamesVariables() throws IOException {
        write("below/more.conf", "include \"../last\"\nsteps = 5");
        write("last.json", "{\"seed\": 77}");
        var file = write(
                "a.conf", "include file(\"below/more.conf\")\ndata.path = ${HOME}/x\nbatch = ${?NOT_SET_ANYWHERE}");
        var config = file(file);
        assertThat(config.steps()).isEqualTo(5);
        assertThat(config.seed()).isEqualTo(77);
        assertThat(config.data().path()).isEqualTo(System.getenv("HOME") + "/x");
        assertThat(config.toJson())
                .as("record 0 holds the variable that the file names, and no other")
                .doesNotContain(System.getenv("PATH"))
                .doesNotContain("java.");
        var sent = new ConfigLoader().resolved(file.toString(), Optional.empty(), List.of("seed=1..2"));
        assertThat(sent).contains(System.getenv("HOME") + "/x").doesNotContain("include", "${");
        var elsewhere = new ConfigLoader().loadText("a", sent, Optional.empty(), List.of());
        assertThat(elsewhere.cells())
                .hasSize(2)
                .allSatisfy(c -> assertThat(c.config().steps()).isEqualTo(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "include url(\"http://127.0.0.1:9/x\") | be of a file",
                "include \"http://127.0.0.1:9/x\" | be of a file",
                "include \"ftp://127.0.0.1/x\" | be of a file",
                "include classpath(\"twoworlds/reference.conf\") | be of a file",
                "include \"none\" | be a file beside",
                "include \"a.conf\" | not lead back",
                "include \"circle\" | not lead back",
                "include \"both\" | be one file",
                "data.path = ${NOT_SET_ANYWHERE} | variables that are set",
                "data.path = ${user.home} | variables that are set",
                "pretrain.a = ${pretrain.b}, pretrain.b = ${pretrain.a} | must",
                "'\"optimizer.rate\" = 3' | without quotes"
            })
    void whatAFileMayNotBringIsSaid(String text, String says) throws IOException {
        write("both.conf", "seed = 1");
        write("both.json", "{}");
        write("circle.conf", "include \"a.conf\"");
        var file = write("a.conf", text);
        assertThatThrownBy(() -> file(file))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(says);
    }

    @Test
    void noPropertyOfTheMachineIsAKey() {
        System.setProperty("seed", "99");
        System.setProperty("optimizer.rate", "9");
        try {
            com.typesafe.config.ConfigFactory.invalidateCaches();
            assertThat(text("").seed()).isEqualTo(1);
            assertThat(text("").optimizer().rate()).isEqualTo(0.1);
        } finally {
            System.clearProperty("seed");
            System.clearProperty("optimizer.rate");
        }
    }

    @Test
    void aFileIsReadAsWhatItIsCalled() throws IOException {
        write("x.conf", "seed = 5");
        var json = write("x.json", "{\"seed\": 6}");
        assertThat(file(json).seed()).as("not the file beside it").isEqualTo(6);
        assertThat(file(json).name()).isEqualTo("x");
        assertThatThrownBy(() -> file(write("y.json", "seed = 6"))).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> file(write("y.properties", "seed = 6"))).hasMessageContaining("HOCON or JSON");
        assertThatThrownBy(() -> new ConfigLoader().load("none.json", Optional.empty(), List.of()))
                .hasMessageContaining("exist and be a file");
        var latin = folder.resolve("latin.conf");
        Files.write(latin, new byte[] {'#', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> file(latin)).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps = 10 | 10",
                "steps = \"10\" | 10",
                "steps = \" 10 \" | 10",
                "steps = 1e3 | 1000",
                "steps = 10.0 | 10",
                "steps = 1, steps = ${steps}2 | 12",
                "steps = ${batch}, batch = 16 | 16"
            })
    void aNumberIsTakenAsItIsWritten(String text, long steps) {
        assertThat(text(text).steps()).isEqualTo(steps);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps = 10.5",
                "steps = 1e400",
                "steps = -1e400",
                "steps = 1e-400",
                "steps = 99999999999999999999",
                "steps = NaN",
                "steps = null",
                "steps = true",
                "steps = {}",
                "steps = {a = 1}",
                "steps = \"\"",
                "steps = 0x10",
                "steps = 10d",
                "steps = \"\u0663\"",
                "steps = 10s",
                "steps += 10",
                "optimizer.rate = NaN",
                "optimizer.rate = Infinity",
                "optimizer.rate = 1e400",
                "optimizer.rate = 1e-400",
                "optimizer.rate = 0.1f",
                "optimizer.rate = 1e999999999",
                "optimizer = null",
                "optimizer = 3",
                "optimizer = \"sgd\"",
                "data.generator = 3",
                "test = 3",
                "test = null",
                "pretrain = 3",
                "disk.budget = -5",
                "disk.budget = \"1e999999999 GiB\"",
                "disk.budget = \"99999999999 EiB\"",
                "disk.budget = 10 bananas",
                "resumeEvery = 999999999h",
                "resumeEvery = 2 weeks",
                "evaluator.on = \"cifar10\"",
                "evaluator.on = [null]",
                "evaluator.on = [{a = 1}]",
                "model = {width = 16}",
                "model = null",
                "model = \"mlp[\u0663]\"",
                "data.path = \"a\\u0000b\"",
                "trainer.xla = maybe",
                "cases = null",
                "cases = [3]",
                "sizes = 3",
                "\"\" = 3",
                "\"a\\nb\" = 3",
                "seed = ${seed}",
                "a.b.c.d.e = 3",
                "= 3",
                "{",
                "[1, 2]",
                "steps 10",
                "\u0000"
            })
    void whatNoKeyWantsIsRefusedInOneMessage(String text) {
        if (text.equals("seed = ${seed}")) {
            assertThat(text(text).seed()).as("the default").isEqualTo(1);
            return;
        }
        assertThatThrownBy(() -> text(text))
                .isInstanceOf(RequestException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("\tat ").hasSizeLessThan(2000));
    }

    @Test
    void whatWouldOverflowOrFillTheMemoryIsRefused() {
        var deepKey = IntStream.range(0, 5000).mapToObj(i -> "a").collect(Collectors.joining("."));
        var chain = IntStream.range(0, 60)
                .mapToObj(i -> "pretrain.a%d = ${pretrain.a%d}${pretrain.a%d}".formatted(i, i + 1, i + 1))
                .collect(Collectors.joining("\n"));
        var itself = "data.path = x\n" + "data.path = ${data.path}${data.path}\n".repeat(40);
        for (var text : List.of(
                "[".repeat(5000),
                "{a:".repeat(5000),
                "a=[".repeat(5000),
                "a = \"\"\"a\\\"\"\"" + "[".repeat(50_000),
                deepKey + " = 3",
                chain,
                itself,
                "evaluator.on += a\n".repeat(5000),
                "x".repeat(2 << 20))) {
            assertThatThrownBy(() -> text(text)).isInstanceOf(RequestException.class);
            assertThatThrownBy(() -> text("", "evaluator.on=[" + text)).isInstanceOf(RequestException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "", ".", "a.b", "smoke.steps", "\"", "${x}", "\u0000"})
    void aSizeIsANameAndNoPath(String size) {
        assertThatThrownBy(() -> new ConfigLoader().load("quickstart", Optional.of(size), List.of()))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("The size (");
    }

    @ParameterizedTest
    @CsvSource({
        "optimizer.lr, optimizer.rate",
        "lr, optimizer.rate",
        "learning_rate, optimizer.rate",
        "optimizer.weight_decay, optimizer.weightDecay",
        "wd, optimizer.weightDecay",
        "momentum, optimizer.momentum",
        "epochs, steps",
        "batch_size, batch",
        "dataset, data.type",
        "data.root, data.path",
        "network, model",
        "random_seed, seed",
        "n, world.n",
        "trainer.num_workers, trainer.threads",
        "optimiser.rate, optimizer.rate",
        "stepz, steps"
    })
    void theNearestKeyIsTheOneThatIsMeant(String written, String meant) {
        assertThatThrownBy(() -> text("", written + "=3")).hasMessageContaining("you mean " + meant + ".");
    }
}

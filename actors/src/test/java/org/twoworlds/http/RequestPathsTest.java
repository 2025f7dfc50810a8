package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.api.AttachRequest;
import org.twoworlds.api.ForkRequest;
import org.twoworlds.api.Json;
import org.twoworlds.api.SubmitRequest;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.lab.RunBook;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.stream.log.Home;

/**
 * What somebody tries who may submit runs, fork them and attach evaluators: to have the lab read what lies elsewhere, call an
 * address, or tell what its environment holds.
 */
class RequestPathsTest {
    private static final String SECRET = "the-secret-of-somebody-else";

    @TempDir
    static Path folder;

    private static Path home;
    private static ServerSocket address;
    private static LabRequests requests;
    private static Guard guard;
    private static String run;

    @BeforeAll
    static void start() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        var other = Files.createDirectories(folder.resolve("other"));
        for (var name : List.of("secret.conf", "weights.safetensors", "m.onnx", "train.npz", "test.npz")) {
            Files.writeString(other.resolve(name), "seed = \"" + SECRET + "\"");
        }
        Files.createSymbolicLink(home.resolve("link"), other);
        Files.createSymbolicLink(home.resolve("link.onnx"), other.resolve("m.onnx"));
        Files.writeString(home.resolve("secret.conf"), "seed = \"" + SECRET + "\"");
        Files.writeString(home.resolve("nodes.password"), SECRET);
        address = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        address.setSoTimeout(1);
        requests = new LabRequests(new RunBook(new Home(home)), InstantSource.system());
        guard = new Guard(List.of(home), Tokens.NONE, List.of(home.resolve("nodes.password")));
        run = submit(
                "{\"recipe\":\"quickstart\",\"set\":[\"steps=1\",\"model=mlp[4]\",\"test.count=10\",\"train.count=10\"]}");
    }

    /** Whatever was tried: nobody was called, and nothing was made. */
    @AfterAll
    static void end() throws IOException {
        assertThatThrownBy(address::accept).isInstanceOf(SocketTimeoutException.class);
        address.close();
        assertThat(requests.book().all()).hasSize(1);
        requests.book().close();
    }

    private static String submit(String body) {
        var read = SubmitRequest.of(body.getBytes(StandardCharsets.UTF_8));
        return requests.submit(read, guard, new CudaProbe()).get(0).id();
    }

    private static String filled(String text) {
        return text.replace(
                        "OTHER",
                        Matcher.quoteReplacement(folder.resolve("other").toString()))
                .replace("HOMEDIR", home.toString())
                .replace("URL", "http://127.0.0.1:" + address.getLocalPort());
    }

    private static String json(String text) {
        return Json.text(filled(text));
    }

    private static void refused(Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOfAny(RequestException.class, FailureException.class)
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining(System.getenv("PATH"))
                .hasMessageNotContaining(System.getProperty("java.home"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include \"HOMEDIR/secret.conf\"",
                "include \"secret\"",
                "include file(\"HOMEDIR/secret.conf\")",
                "include required(file(\"HOMEDIR/secret.conf\"))",
                "include url(\"URL/x\")",
                "include required(url(\"URL/x\"))",
                "include \"URL/x\"",
                "include classpath(\"application.conf\")",
                "include required(classpath(\"twoworlds/recipes/quickstart.conf\"))",
                "data { teacher { include required(file(\"OTHER/secret.conf\")) } }",
                "data = { include \"OTHER/secret\" } { seed = 3 }",
                "cases = [{ include file(\"OTHER/secret.conf\") }]",
                "sizes { lab { include file(\"OTHER/secret.conf\") } }",
                "pretrain { include file(\"OTHER/secret.conf\") }, init = pretrain",
                "evaluator.on = [\"shapes\"] [{ include url(\"URL\") }]",
                "evaluator.on += ${PATH}",
                "evaluator.on += { include file(\"OTHER/secret.conf\") }",
                "data.path = ${PATH}",
                "data.path = OTHER/${java.home}",
                "data { path = \"\"${?user.home}${HOME} }",
                "\"\\u0069nclude\" = 1",
                "data { \"p\\u0061th\" = \"OTHER\", type = npz }",
                "data { path = HOMEDIR, type = npz }, data.path = ${data.path}/../other",
                "data { path = HOMEDIR, type = npz }, data.path = ${data.path}\"/link\"",
                "pretrain { data { path = OTHER, type = npz } }, init = pretrain",
                "pretrain { data.generator.file = OTHER/m.onnx }, init = pretrain",
                "data.type = [shapes, npz], data.path = [\"\", OTHER]",
                "cases = [{seed = 1}, {init = OTHER/weights.safetensors}]",
                "evaluator.on = [npz], data.path = OTHER",
                "data.path = [OTHER]",
                "data.path = {a = OTHER}"
            })
    void aConfigurationBringsNothingFromElsewhere(String config) {
        refused(() -> submit("{\"config\":" + json(config) + "}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data={include file(\"OTHER/secret.conf\")}",
                "data={include required(file(\"OTHER/secret.conf\"))}",
                "data={teacher={include \"OTHER/secret\"}}",
                "data={include url(\"URL\")}",
                "evaluator.on=[\"shapes\"]${PATH}",
                "evaluator.on=[${java.home}]",
                "data={path=${PATH}}",
                "data=\"\"\ninclude file(\"OTHER/secret.conf\")",
                "data.type=npz\u0000",
                "data.path=OTHER",
                "data.path=HOMEDIR/../other",
                "data.path=HOMEDIR/link",
                "data.path=HOMEDIR/link/../other",
                "data.path=HOMEDIR/missing/../../other",
                "data.path=HOMEDIR\u0000/../other",
                "data.path=\"HOMEDIR/\\u002e\\u002e/other\"",
                "data.path=/proc/self/root/etc",
                "data.path=relative",
                "data.path=URL/x",
                "data.path=file:OTHER",
                "data.path=jar:URL/x!/",
                "data.path=\"\\\"OTHER\\\"\"",
                "data.cache=OTHER",
                "data.cache=HOMEDIR/link/new",
                "init=OTHER/weights.safetensors",
                "model.init=OTHER/weights.safetensors",
                "init=HOMEDIR/link/weights.safetensors",
                "init=HOMEDIR/nodes.password",
                "init=HOMEDIR/./nodes.password",
                "init=URL/w.safetensors",
                "data.generator={file=OTHER/m.onnx}",
                "data.generator.file=HOMEDIR/link.onnx",
                "data.generator.labels=OTHER/m.onnx",
                "data.teacher.weights=OTHER/weights.safetensors",
                "data.teacher.weights=HOMEDIR/nodes.password",
                "augment=OTHER/secret.conf",
                "model=OTHER/m.onnx",
                "model=\"URL\"",
                "world.ideal=../../other",
                "world.ideal=OTHER",
                "evaluator.on=[\"OTHER\"]",
                "data.url=URL",
                "data.fetch=URL",
                "data.type=URL"
            })
    void aSettingBringsNothingFromElsewhere(String setting) throws IOException {
        refused(() -> submit("{\"recipe\":\"quickstart\",\"set\":[" + json(setting) + "]}"));
        refused(() -> {
            var body = "{\"step\":0,\"set\":[" + json(setting) + "]}";
            requests.fork(run, ForkRequest.of(body.getBytes(StandardCharsets.UTF_8)), guard, new CudaProbe());
        });
        if (setting.startsWith("data.") && !setting.startsWith("data.type")) {
            refused(() -> attach("{\"on\":\"npz\",\"as\":\"e\",\"set\":[" + json(setting) + "]}"));
        }
    }

    private static void attach(String body) {
        new Attaching(requests, guard).open(run, AttachRequest.of(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTHER",
                "{include file(\"OTHER/secret.conf\")}",
                "npz\ninclude file(\"OTHER/secret.conf\")",
                "\"npz\"",
                "${PATH}",
                "npz,data.path=OTHER",
                "URL",
                "URL:test"
            })
    void aSourceIsAType(String on) {
        refused(() -> attach("{\"on\":" + json(on) + ",\"as\":\"e\"}"));
    }

    @Test
    void aNameOfAConfigurationIsNoPath() {
        refused(() -> submit("{\"recipe\":" + json("x".repeat(30_000)) + ",\"config\":\"\"}"));
        refused(() -> submit("{\"recipe\":" + json("OTHER/secret.conf") + "}"));
        refused(() -> submit("{\"recipe\":" + json("HOMEDIR/secret.conf") + "}"));
        var another = folder.resolve("another");
        assertThat(new Home(another)
                        .newRun("../../a/b", InstantSource.system())
                        .path()
                        .getParent())
                .isEqualTo(another.resolve("runs"));
    }
}

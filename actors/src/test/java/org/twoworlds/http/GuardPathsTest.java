package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;

/** What a request may name: what lies below the roots once links are followed. */
class GuardPathsTest {
    @TempDir
    Path outer;

    private void check(String path) {
        var config = new ConfigLoader()
                .load("quickstart", Optional.of("smoke"), List.of("data.generator.file=\"" + path + "\""));
        new Guard(List.of(outer.resolve("root")), Tokens.NONE, List.of(outer.resolve("root/secret"))).check(config);
    }

    @Test
    void linksAndDotsLeadNowhereElse() throws IOException {
        var root = Files.createDirectories(outer.resolve("root/deep"));
        var other = Files.createDirectories(outer.resolve("other/deep"));
        Files.writeString(outer.resolve("other/m.onnx"), "m");
        Files.writeString(root.resolve("m.onnx"), "m");
        Files.createSymbolicLink(root.resolve("link.onnx"), outer.resolve("other/m.onnx"));
        Files.createSymbolicLink(root.resolve("folder"), other);
        Files.createSymbolicLink(root.resolve("inside"), outer.resolve("root"));
        for (var good : List.of("m.onnx", "inside/deep/m.onnx", "not-yet/m.onnx", "../deep/m.onnx")) {
            assertThatCode(() -> check(root + "/" + good)).as(good).doesNotThrowAnyException();
        }
        Files.writeString(outer.resolve("root/secret"), "a password");
        Files.createSymbolicLink(root.resolve("innocent.onnx"), outer.resolve("root/secret"));
        for (var secret : List.of("../secret", "innocent.onnx")) {
            assertThatThrownBy(() -> check(root + "/" + secret))
                    .as(secret)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("no key or password of the lab");
        }
        for (var bad :
                List.of("link.onnx", "folder/m.onnx", "folder/../m.onnx", "../../other/m.onnx", "folder/not-yet")) {
            assertThatThrownBy(() -> check(root + "/" + bad))
                    .as(bad)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("data.generator.file");
        }
    }

    @Test
    void aRefusalTellsNothingOfWhatLiesElsewhere() throws IOException {
        var root = Files.createDirectories(outer.resolve("root"));
        Files.createSymbolicLink(root.resolve("there"), Files.createDirectories(outer.resolve("hidden")));
        Files.createSymbolicLink(root.resolve("dangling"), outer.resolve("hidden/none"));
        for (var path : List.of(
                root + "/there",
                root + "/dangling",
                outer + "/hidden",
                outer + "/none",
                "relative",
                "/proc/self/cwd")) {
            assertThatThrownBy(() -> check(path))
                    .as(path)
                    .isInstanceOf(RequestException.class)
                    .message()
                    .isEqualToNormalizingNewlines(
                            """
                            The key data.generator.file (%s) must lie below the lab's home or one of its data folders.
                              Maybe start the lab with --data-root, and a folder that holds it."""
                                    .formatted(path));
        }
    }

    @Test
    void anOnnxFileBesideASecretDoesNotReadIt() throws IOException {
        var root = Files.createDirectories(outer.resolve("root"));
        Files.writeString(root.resolve("secret"), "a password");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("secret"));
        Files.writeString(root.resolve("weights"), "abcd");
        for (var location : List.of("secret", "link", "./secret")) {
            Files.write(root.resolve("m.onnx"), withWeightsIn(location));
            assertThatThrownBy(() -> check(root + "/m.onnx"))
                    .as(location)
                    .hasMessageContaining("no key or password of the lab");
        }
        Files.write(root.resolve("m.onnx"), withWeightsIn("weights"));
        assertThatCode(() -> check(root + "/m.onnx")).doesNotThrowAnyException();
    }

    private static byte[] withWeightsIn(String location) {
        var tensor = TensorProto.newBuilder()
                .setName("w")
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location));
        return ModelProto.newBuilder()
                .setGraph(GraphProto.newBuilder().addInitializer(tensor))
                .build()
                .toByteArray();
    }
}

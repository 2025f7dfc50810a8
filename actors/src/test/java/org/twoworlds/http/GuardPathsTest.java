package org.twoworlds.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        new Guard(List.of(outer.resolve("root")), Optional.empty(), List.of(outer.resolve("root/secret")))
                .check(config);
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
}

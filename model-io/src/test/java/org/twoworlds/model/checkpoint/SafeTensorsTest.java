package org.twoworlds.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.FailureException;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgain() {
        var file = folder.resolve("a.safetensors");
        var digest = SafeTensors.write(
                file,
                List.of(
                        new Tensor("w", new int[] {2, 2}, new float[] {1, -0.0f, Float.MIN_VALUE, 3}),
                        new Tensor("b", new int[] {1}, new float[] {5})),
                Map.of("step", "7"));
        var content = SafeTensors.read(file);
        assertThat(content.metadata()).containsEntry("step", "7");
        assertThat(content.tensors()).extracting(Tensor::name).containsExactly("w", "b");
        assertThat(content.tensors().get(0).data()).containsExactly(1, -0.0f, Float.MIN_VALUE, 3);
        assertThat(Sha256.of(file)).isEqualTo(digest);
    }

    @Test
    void theHeaderIsTheFormatsOwn() throws IOException {
        var file = folder.resolve("a.safetensors");
        SafeTensors.write(file, List.of(new Tensor("w", new int[] {1}, new float[] {1})), Map.of());
        var bytes = Files.readAllBytes(file);
        var length = bytes[0] + 256 * bytes[1];
        assertThat((8 + length) % 8).isZero();
        assertThat(new String(bytes, 8, length, java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"dtype\":\"F32\"", "\"data_offsets\":[0,4]", "\"shape\":[1]");
        assertThat(HexFormat.of().formatHex(bytes, 8 + length, bytes.length)).isEqualTo("0000803f");
    }

    @Test
    void everyCutOfAFileIsRefusedWithAMessage() throws IOException {
        var file = folder.resolve("a.safetensors");
        SafeTensors.write(file, List.of(new Tensor("w", new int[] {2}, new float[] {1, 2})), Map.of());
        var whole = Files.readAllBytes(file);
        for (var length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafeTensors.read(file)).isInstanceOf(FailureException.class);
        }
    }

    /** Computed by Python: hashlib.sha256(struct.pack('<3f', 1, 2, 3)). */
    @Test
    void theDigestIsOverTheNumbersAsLittleEndianFloats() {
        var weights = new Weights(List.of(
                new Tensor("a", new int[] {2}, new float[] {1, 2}), new Tensor("b", new int[] {1}, new float[] {3})));
        assertThat(weights.digest()).isEqualTo("8e628779e6a74ee0b36991c10158f63cafec7d340ad4e075592502c8708524dd");
    }
}

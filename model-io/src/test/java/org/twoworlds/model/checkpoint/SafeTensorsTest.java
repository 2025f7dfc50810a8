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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.Notes;
import org.twoworlds.model.network.Outline;

class SafeTensorsTest {
    @TempDir
    Path folder;

    /** A header of 640 bytes begins as a pickle does, one of others as other files. */
    @Test
    void aHeaderOfAnyLengthIsRead() {
        var file = folder.resolve("l.safetensors");
        for (var length = 0; length < 2_400; length += 8) {
            SafeTensors.write(
                    file,
                    List.of(new Tensor("w", new int[] {1}, new float[] {length})),
                    Map.of("text", "x".repeat(length)));
            assertThat(SafeTensors.read(file).tensors().get(0).data()).containsExactly(length);
        }
    }

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

    /** Made by numpy: 1, −2.5, 65504, the smallest half, and −0 in every type; with PyTorch's counter beside. */
    @Test
    void otherFloatingPointTypesAreReadAndPyTorchsCounterIsPassedOver() throws IOException {
        var numbers = Map.of(
                "F16", "003c00c1ff7b01000080",
                "BF16", "803f20c0804780330080",
                "F64", "000000000000f03f00000000000004c00000000000fcef40000000000000703e0000000000000080");
        for (var type : numbers.entrySet()) {
            var data = HexFormat.of().parseHex(type.getValue());
            var header = "{\"w\":{\"dtype\":\"%s\",\"shape\":[5],\"data_offsets\":[0,%d]},"
                    .formatted(type.getKey(), data.length);
            header += "\"bn.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[%d,%d]}}"
                    .formatted(data.length, data.length + 8);
            var file = folder.resolve(type.getKey() + ".safetensors");
            Files.write(file, bytes(header, data));
            var tensors = SafeTensors.read(file).tensors();
            assertThat(tensors).hasSize(1);
            var third = type.getKey().equals("BF16") ? 65536f : 65504f;
            assertThat(tensors.get(0).data()).containsExactly(1, -2.5f, third, 0x1p-24f, -0.0f);
        }
        Files.write(
                folder.resolve("i.safetensors"),
                bytes("{\"w\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[0]));
        assertThatThrownBy(() -> SafeTensors.read(folder.resolve("i.safetensors")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("tensor w")
                .hasMessageContaining("I32");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'w':{'dtype':'F32','data_offsets':[0,4]}; a shape",
                "'w':{'dtype':'F32','shape':null,'data_offsets':[0,4]}; a shape",
                "'w':{'dtype':'F32','shape':'3','data_offsets':[0,4]}; a shape",
                "'w':{'dtype':'F32','shape':{},'data_offsets':[0,4]}; a shape",
                "'w':{'dtype':'F32','shape':[2147483648,2147483648],'data_offsets':[0,4]}; not 2147483648",
                "'w':{'dtype':'F32','shape':[65536,65536],'data_offsets':[0,4]}; tensor w",
                "'w':{'dtype':'F32','shape':[2147483647,2147483647,2147483647],'data_offsets':[0,4]}; tensor w",
                "'w':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}; not -1",
                "'w':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}; not 1.0",
                "'w':{'dtype':'F32','shape':['1'],'data_offsets':[0,4]}; whole numbers",
                "'w':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}; whole numbers",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}; tensor w",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[0]}; two data_offsets",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':null}; two data_offsets",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[0,9223372036854775807]}; tensor w",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}; one behind the other",
                "'w':{'dtype':null,'shape':[1],'data_offsets':[0,4]}; a dtype",
                "'w':3; a dtype",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}; JSON",
                "'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'v':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}; one behind",
                "'__metadata__':{'a':1}; texts alone",
                "'num_batches_tracked':{'dtype':'U8','shape':[2],'data_offsets':[0,2]}; end with its last tensor",
                "'v':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}; be one of [F32",
            })
    void aHeaderThatCannotBeIsRefusedInOneMessage(String header, String says) throws IOException {
        var file = folder.resolve("bad.safetensors");
        var json = ("{" + header + "}").replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Files.write(
                file,
                java.nio.ByteBuffer.allocate(12 + json.length)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length)
                        .put(json)
                        .array());
        assertThatThrownBy(() -> SafeTensors.read(file))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("bad.safetensors")
                .hasMessageContaining(says);
    }

    @Test
    void whatIsNoSuchFileIsCalledByWhatItIs() throws IOException {
        assertThatThrownBy(() -> SafeTensors.read(folder.resolve("none")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("must exist")
                .hasMessageContaining("check the path");
        assertThatThrownBy(() -> SafeTensors.read(folder))
                .hasMessageContaining("must exist, and be a safetensors file");
        for (var start : List.of("504b0304", "80025d71", "8002")) {
            var file = Files.write(folder.resolve("m.pt"), HexFormat.of().parseHex(start + "0".repeat(40)));
            assertThatThrownBy(() -> SafeTensors.read(file))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("not PyTorch's pickle")
                    .hasMessageContaining("safetensors.torch.save_file");
        }
        var other = Files.write(folder.resolve("m.h5"), HexFormat.of().parseHex("894844460d0a1a0a"));
        assertThatThrownBy(() -> SafeTensors.read(other)).hasMessageContaining("not HDF5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "model.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.model."})
    void aPrefixThatAllNamesHaveIsTakenOffAndSaid(String prefix) {
        var outline = Outline.of(Spec.parse("mlp[8]").orElseThrow(), new ImageShape(4, 4, 1, 3));
        var weights = outline.initialWeights(1);
        var given = new Weights(weights.tensors().stream()
                .map(t -> new Tensor(prefix + t.name(), t.shape(), t.data()))
                .toList());
        var file = folder.resolve(prefix + "w.safetensors");
        assertThat(outline.fit(given, file).digest()).isEqualTo(weights.digest());
        assertThat(outline.fitForStart(given, file, weights, false).digest()).isEqualTo(weights.digest());
        var said =
                Notes.said().stream().filter(n -> n.contains(file.toString())).toList();
        assertThat(said).hasSize(prefix.isEmpty() ? 0 : 1).allMatch(n -> n.contains("the prefix " + prefix + " is"));
    }

    @Test
    void aPrefixThatOnlySomeNamesHaveIsRefusedByName() {
        var outline = Outline.of(Spec.parse("mlp[8]").orElseThrow(), new ImageShape(4, 4, 1, 3));
        var tensors = new java.util.ArrayList<>(outline.initialWeights(1).tensors());
        var first = tensors.remove(0);
        tensors.add(0, new Tensor("module." + first.name(), first.shape(), first.data()));
        assertThatThrownBy(() -> outline.fit(new Weights(tensors), "w"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("only some of its names have the prefix module.");
    }

    private static byte[] bytes(String header, byte[] data) {
        var head = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return java.nio.ByteBuffer.allocate(8 + head.length + data.length + 8)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length)
                .put(head)
                .put(data)
                .array();
    }

    /** Computed by Python: hashlib.sha256(struct.pack('<3f', 1, 2, 3)). */
    @Test
    void theDigestIsOverTheNumbersAsLittleEndianFloats() {
        var weights = new Weights(List.of(
                new Tensor("a", new int[] {2}, new float[] {1, 2}), new Tensor("b", new int[] {1}, new float[] {3})));
        assertThat(weights.digest()).isEqualTo("8e628779e6a74ee0b36991c10158f63cafec7d340ad4e075592502c8708524dd");
    }

    @Test
    void halvesAreTheNearestAndTiesGoToEven() {
        var all = new java.util.TreeMap<Float, Short>();
        for (var bits = 0; bits < 0x7c00; bits++) {
            var sign = bits == 0 ? 0 : 1;
            var value = exact((short) bits);
            all.put(value, (short) bits);
            assertThat(NumberType.toHalf(value)).isEqualTo((short) bits);
            assertThat(NumberType.toHalf(-value * sign)).isEqualTo((short) (sign == 0 ? 0x8000 : bits | 0x8000));
        }
        var seed = System.nanoTime();
        System.out.println("halves seed " + seed);
        var random = new java.util.Random(seed);
        for (var i = 0; i < 100_000; i++) {
            var value = (float) Math.pow(2, random.nextDouble() * 41 - 26);
            var low = all.floorEntry(value);
            var high = all.ceilingEntry(value);
            var half = NumberType.toHalf(value);
            if (high == null) {
                assertThat(half).isEqualTo(value < 65520f ? (short) 0x7bff : (short) 0x7c00);
            } else {
                var below = value - low.getKey();
                var above = high.getKey() - value;
                assertThat(half)
                        .isEqualTo(
                                below < above || below == above && low.getValue() % 2 == 0
                                        ? low.getValue()
                                        : high.getValue());
            }
        }
        assertThat(NumberType.toHalf(Float.NaN) & 0x7fff).isGreaterThan(0x7c00);
    }

    /** The value of a positive half, from its definition. */
    private static float exact(short bits) {
        var exponent = bits >> 10;
        var fraction = bits & 0x3ff;
        return (float) (exponent == 0 ? fraction * Math.pow(2, -24) : (1024 + fraction) * Math.pow(2, exponent - 25));
    }
}

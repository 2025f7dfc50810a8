package org.twoworlds.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.twoworlds.config.FailureException;

/**
 * The safetensors format: float32 is written; float32, float16, bfloat16 and float64 are read as float32. An 8-byte little-endian header length, a JSON header that gives each tensor's
 * type, shape and place, and the raw little-endian numbers. Files open in Python by {@code safetensors.torch.load_file}.
 */
public final class SafeTensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_HEADER = 100 << 20;
    private static final int ALIGNMENT = 8;

    /** What PyTorch's batch normalisation counts beside its running values: a whole number that nothing here needs. */
    private static final String BATCHES_TRACKED = "num_batches_tracked";

    private SafeTensors() {}

    /**
     * A file's tensors and its metadata.
     *
     * @param tensors in the order of their data
     * @param metadata free texts, such as the step
     */
    public record Content(List<Tensor> tensors, Map<String, String> metadata) {
        /** The tensors as weights. */
        public Weights weights() {
            return new Weights(tensors);
        }
    }

    /**
     * Writes a file so that it is whole or absent, whatever happens, and survives a power cut ({@link Durable#write}).
     *
     * @return the SHA-256 of the file's bytes, in hex
     */
    public static String write(Path file, List<Tensor> tensors, Map<String, String> metadata) {
        return write(sha256 -> file, tensors, metadata);
    }

    /**
     * Writes a file as {@link #write(Path, List, Map)} does, under a name that depends on what is in it.
     *
     * @param named the file by the SHA-256 of its bytes, in hex
     * @return that SHA-256
     */
    public static String write(Function<String, Path> named, List<Tensor> tensors, Map<String, String> metadata) {
        var bytes = encode(tensors, metadata);
        var sha256 = Sha256.of(bytes);
        try {
            Durable.write(named.apply(sha256), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256;
    }

    private static byte[] encode(List<Tensor> tensors, Map<String, String> metadata) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", metadata);
        long offset = 0;
        for (var tensor : tensors) {
            var end = offset + 4L * tensor.data().length;
            header.put(
                    tensor.name(),
                    Map.of("dtype", "F32", "shape", tensor.shape(), "data_offsets", List.of(offset, end)));
            offset = end;
        }
        try {
            var json = JSON.writeValueAsString(header);
            json += " ".repeat(Math.floorMod(-json.getBytes(StandardCharsets.UTF_8).length, ALIGNMENT));
            var head = json.getBytes(StandardCharsets.UTF_8);
            var bytes = ByteBuffer.allocate(Math.toIntExact(8L + head.length + offset))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(head.length).put(head);
            for (var tensor : tensors) {
                bytes.asFloatBuffer().put(tensor.data());
                bytes.position(bytes.position() + 4 * tensor.data().length);
            }
            return bytes.array();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws FailureException where the file is missing, cut short or of another form
     */
    public static Content read(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var size = channel.size();
            var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length, 0);
            var headerLength = length.flip().limit() < 8 ? -1 : length.getLong();
            if (headerLength < 2 || headerLength > LONGEST_HEADER || 8 + headerLength > size) {
                throw damaged(file, "hold a safetensors header");
            }
            var head = ByteBuffer.allocate((int) headerLength);
            readFully(channel, head, 8);
            var header = JSON.readTree(head.array());
            return content(file, channel, header, 8 + headerLength, size);
        } catch (JsonProcessingException e) {
            throw damaged(file, "hold a safetensors header in JSON");
        } catch (IOException e) {
            throw damaged(file, "be readable");
        }
    }

    private static Content content(Path file, FileChannel channel, JsonNode header, long start, long size)
            throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Tensor> tensors = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = header.fields(); fields.hasNext(); ) {
            var field = fields.next();
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .fields()
                        .forEachRemaining(
                                e -> metadata.put(e.getKey(), e.getValue().asText()));
            } else if (!field.getKey().endsWith(BATCHES_TRACKED)) {
                tensors.add(tensor(file, channel, field.getKey(), field.getValue(), start, size));
            }
        }
        return new Content(List.copyOf(tensors), Map.copyOf(metadata));
    }

    private static Tensor tensor(Path file, FileChannel channel, String name, JsonNode entry, long start, long size)
            throws IOException {
        var type = NumberType.of(entry.path("dtype").asText())
                .orElseThrow(() -> new FailureException(
                        "type of tensor " + name + " of file " + file,
                        entry.path("dtype").asText(),
                        "be one of " + List.of(NumberType.values()),
                        "convert it to float32"));
        var shape = JSON.convertValue(entry.path("shape"), int[].class);
        var from = entry.path("data_offsets").path(0).asLong(-1);
        var to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to - from != (long) type.bytes() * Tensor.count(shape) || start + to > size) {
            throw damaged(file, "hold all of tensor " + name);
        }
        var bytes = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, bytes, start + from);
        return new Tensor(name, shape, type.read(bytes.flip().order(ByteOrder.LITTLE_ENDIAN)));
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position()) < 0) {
                return;
            }
        }
    }

    private static FailureException damaged(Path file, String rule) {
        return new FailureException("file", file, rule, "it was cut short or damaged; restore or delete it");
    }
}

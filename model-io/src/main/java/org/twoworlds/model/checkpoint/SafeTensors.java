package org.twoworlds.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.twoworlds.config.FailureException;

/**
 * The safetensors format: float32 is written; float32, float16, bfloat16 and float64 are read as float32. A file is an 8-byte
 * little-endian header length, a JSON header that gives each tensor's type, shape and place, and the raw little-endian
 * numbers. Files open in Python by {@code safetensors.torch.load_file}.
 */
public final class SafeTensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_HEADER_BYTES = 100 << 20;
    private static final int ALIGNMENT_BYTES = 8;

    /**
     * The batches that PyTorch's batch normalisation counts beside its running values: a whole number that nothing here
     * needs.
     */
    private static final String BATCHES_TRACKED = "num_batches_tracked";

    private SafeTensors() {}

    /**
     * A file's tensors and its metadata.
     *
     * @param tensors the tensors in the order of their data
     * @param metadata free texts, such as the step
     */
    public record Content(List<Tensor> tensors, Map<String, String> metadata) {
        /** The tensors as weights, without those of a mean of weights. */
        public Weights weights() {
            return new Weights(
                    tensors.stream().filter(t -> !WeightAverage.isPart(t)).toList());
        }

        /** The mean of weights that the file holds beside the weights; empty where it holds none. */
        public Optional<Weights> average() {
            return WeightAverage.among(tensors);
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
     * Writes a file as {@link #write(Path, List, Map)} does, under a name that depends on its contents.
     *
     * @param named gives the file for the SHA-256 of its bytes, in hex
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

    /** The bytes of a file with tensors and metadata, which are a function of these alone. */
    private static byte[] encode(List<Tensor> tensors, Map<String, String> metadata) {
        var head = header(tensors, metadata);
        var bytes = ByteBuffer.allocate(Math.toIntExact(8L + head.length + dataBytes(tensors)))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(head.length).put(head);
        for (var tensor : tensors) {
            bytes.asFloatBuffer().put(tensor.data());
            bytes.position(bytes.position() + 4 * tensor.data().length);
        }
        return bytes.array();
    }

    /** The length in bytes of a file with tensors and metadata, which is not written. */
    public static long length(List<Tensor> tensors, Map<String, String> metadata) {
        return 8L + header(tensors, metadata).length + dataBytes(tensors);
    }

    private static long dataBytes(List<Tensor> tensors) {
        return tensors.stream().mapToLong(t -> 4L * t.data().length).sum();
    }

    private static byte[] header(List<Tensor> tensors, Map<String, String> metadata) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", new TreeMap<>(metadata));
        long offset = 0;
        for (var tensor : tensors) {
            var end = offset + 4L * tensor.data().length;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, end));
            header.put(tensor.name(), entry);
            offset = end;
        }
        try {
            var json = JSON.writeValueAsString(header);
            json += " ".repeat(Math.floorMod(-json.getBytes(StandardCharsets.UTF_8).length, ALIGNMENT_BYTES));
            return json.getBytes(StandardCharsets.UTF_8);
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
        if (!Files.isRegularFile(file)) {
            throw new FailureException("file", file, "exist, and be a safetensors file", "check the path");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var size = channel.size();
            var start = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, start, 0);
            checkForm(file, start.array(), start.position());
            var headerLength = start.flip().limit() < 8 ? -1 : start.getLong();
            if (headerLength < 2 || headerLength > MOST_HEADER_BYTES || headerLength > size - 8) {
                throw damaged(file, "hold a safetensors header");
            }
            var head = ByteBuffer.allocate((int) headerLength);
            readFully(channel, head, 8);
            var header = SafeTensorsHeader.of(head.array());
            var wanted = header.entries().stream()
                    .filter(e -> !e.name().endsWith(BATCHES_TRACKED))
                    .toList();
            wanted.forEach(e -> type(file, e));
            header.checkPlaces(size - 8 - headerLength);
            return content(file, channel, wanted, header.metadata(), 8 + headerLength);
        } catch (SafeTensorsHeader.MalformedHeader e) {
            throw damaged(file, e.getMessage());
        } catch (AccessDeniedException e) {
            throw new FailureException("file", file, "be readable: permission denied", "check its permissions");
        } catch (IOException e) {
            throw new FailureException("file", file, "be readable (" + e.getMessage() + ")", "check the disk");
        }
    }

    /**
     * Refuses the kinds of files that people take for safetensors, by name: the first bytes are a length here, and may be
     * any.
     */
    private static void checkForm(Path file, byte[] start, int bytes) {
        if (bytes > 8 && start[8] == '{') {
            return;
        }
        var text = new String(start, 0, bytes, StandardCharsets.ISO_8859_1);
        var form = text.startsWith("PK\3\4") || text.startsWith("\u0080\2")
                ? "PyTorch's pickle"
                : text.startsWith("\u0089HDF") ? "HDF5" : text.startsWith("GGUF") ? "GGUF" : "";
        if (!form.isEmpty()) {
            throw new FailureException(
                    "file",
                    file,
                    "be a safetensors file, not " + form,
                    "convert it in Python by safetensors.torch.save_file(state_dict, file)");
        }
    }

    private static Content content(
            Path file,
            FileChannel channel,
            List<SafeTensorsHeader.Entry> entries,
            Map<String, String> metadata,
            long start)
            throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        for (var entry : entries) {
            tensors.add(tensor(file, channel, entry, start));
        }
        return new Content(List.copyOf(tensors), metadata);
    }

    private static NumberType type(Path file, SafeTensorsHeader.Entry entry) {
        return NumberType.of(entry.type())
                .orElseThrow(() -> new FailureException(
                        "type of tensor " + entry.name() + " of file " + file,
                        entry.type(),
                        "be one of " + List.of(NumberType.values()),
                        "convert it to float32"));
    }

    private static Tensor tensor(Path file, FileChannel channel, SafeTensorsHeader.Entry entry, long start)
            throws IOException {
        var type = type(file, entry);
        if (entry.to() - entry.from() > Integer.MAX_VALUE - 8) {
            throw damaged(file, "have tensors below 2 GiB, unlike " + entry.name());
        }
        var bytes = ByteBuffer.allocate((int) (entry.to() - entry.from())).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, bytes, start + entry.from());
        return new Tensor(entry.name(), entry.shape(), type.read(bytes.flip().order(ByteOrder.LITTLE_ENDIAN)));
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

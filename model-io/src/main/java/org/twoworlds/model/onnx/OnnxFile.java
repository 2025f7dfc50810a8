package org.twoworlds.model.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.Sha256;

/**
 * An ONNX file as one piece. Weights that it keeps in other files are read into it, but only from files that lie in the folder
 * of the file itself once all links are resolved, or below: so the right to name the file is no right to name other files by
 * it, and ONNX Runtime reads no further file later on.
 *
 * @param bytes the model, with all its weights
 * @param digest the name of the contents: of the file, and of the weights that it takes from other files
 */
public record OnnxFile(byte[] bytes, String digest) {
    private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 20);
    private static final String LOCATION = "location";

    /** A model that is not in a file. */
    public static OnnxFile of(byte[] bytes) {
        return new OnnxFile(bytes, Sha256.of(bytes));
    }

    /**
     * Reads a file.
     *
     * @param key the configuration key that names the file, for messages
     * @throws RequestException where the file cannot be read, or refers to a file that lies elsewhere
     */
    public static OnnxFile read(String file, String key) {
        try {
            var path = Path.of(file);
            if (file.isEmpty() || !Files.isRegularFile(path)) {
                throw new RequestException("key " + key, file, "be a file that can be read", "check the path");
            }
            if (Files.size(path) > MOST_BYTES) {
                throw new RequestException("file", file, "be smaller than 2 GiB", "export a smaller network");
            }
            var bytes = Files.readAllBytes(path);
            var model = parsed(bytes, file);
            return isWhole(model) ? of(bytes) : new Externals(path).join(model, bytes);
        } catch (InvalidPathException e) {
            throw new RequestException("key " + key, file, "be a path", "check it");
        } catch (IOException e) {
            throw new RequestException(
                    "key " + key, file, "be readable (" + e.getMessage() + ")", "check its permissions");
        }
    }

    /**
     * The files beside an ONNX file that hold weights of its graph, their links resolved; none where it is not an ONNX file,
     * or one that {@link #read} refuses.
     */
    public static Set<Path> beside(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Set.of();
            }
            var externals = new Externals(file);
            Set<Path> all = new HashSet<>();
            for (var tensor :
                    ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
                if (isExternal(tensor)) {
                    all.add(externals.real(placed(tensor.getExternalDataList()).getOrDefault(LOCATION, "")));
                }
            }
            return all;
        } catch (IOException | RequestException e) {
            return Set.of();
        }
    }

    private static ModelProto parsed(byte[] bytes, Object file) {
        try {
            return ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new RequestException(
                    "file",
                    file,
                    "be an ONNX file (" + e.getMessage() + ")",
                    "it was cut short or damaged: export it again");
        }
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0;
    }

    /** The place of a tensor in another file: the location, the offset and the length. */
    private static Map<String, String> placed(List<StringStringEntryProto> entries) {
        return entries.stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (one, two) -> two));
    }

    /** Whether no tensor anywhere in a message lies in another file. */
    private static boolean isWhole(Message message) {
        if (message instanceof TensorProto tensor) {
            return !isExternal(tensor);
        }
        for (var field : message.getAllFields().values()) {
            if (field instanceof Message inner && !isWhole(inner)
                    || field instanceof List<?> all
                            && all.stream().anyMatch(e -> e instanceof Message m && !isWhole(m))) {
                return false;
            }
        }
        return true;
    }

    /** The operator that makes the output of a name; an empty text where it is not known. */
    String operatorOf(String output) {
        try {
            return ModelProto.parseFrom(bytes).getGraph().getNodeList().stream()
                    .filter(n -> n.getOutputList().contains(output))
                    .map(NodeProto::getOpType)
                    .findFirst()
                    .orElse("");
        } catch (InvalidProtocolBufferException e) {
            return ""; // ONNX Runtime refuses it too
        }
    }

    /** The files beside a model that hold weights of its graph. */
    private static final class Externals {
        private final Path file;
        private final Path folder;
        private final Map<String, Path> found = new TreeMap<>();
        private long taken;

        private Externals(Path file) throws IOException {
            this.file = file;
            folder = file.toRealPath().getParent();
        }

        private OnnxFile join(ModelProto model, byte[] bytes) throws IOException {
            var joined = model.toBuilder();
            var initializers = joined.getGraphBuilder().getInitializerBuilderList();
            for (var tensor : initializers) {
                if (isExternal(tensor.build())) {
                    load(tensor);
                }
            }
            var whole = joined.build();
            if (!isWhole(whole)) {
                throw new RequestException(
                        "file", file, "keep in other files none but the weights of its graph", "export it as one file");
            }
            var digest = new StringBuilder("onnx with weights beside/1 " + Sha256.of(bytes));
            for (var other : found.entrySet()) {
                digest.append('\n').append(other.getKey()).append(' ').append(Sha256.of(other.getValue()));
            }
            return new OnnxFile(whole.toByteArray(), Sha256.of(digest.toString().getBytes(StandardCharsets.UTF_8)));
        }

        private RequestException refused(String location, String rule) {
            return new RequestException(
                    "weights in another file of file " + file,
                    location,
                    rule,
                    "put it beside the file, or export one file: onnx.save(onnx.load(file), other)");
        }

        private void load(TensorProto.Builder tensor) throws IOException {
            var where = placed(tensor.getExternalDataList());
            var location = where.getOrDefault(LOCATION, "");
            var other = real(location);
            if (found.put(location, other) == null
                    && found.values().stream().distinct().count() < found.size()) {
                throw refused(location, "be called by one name alone");
            }
            var size = Files.size(other);
            var from = number(where.getOrDefault("offset", "0"), location);
            var length = where.containsKey("length") ? number(where.get("length"), location) : size - from;
            if (from > size || length < 0 || length > size - from) {
                throw refused(location, "hold all of tensor " + tensor.getName() + "; it has " + size + " bytes");
            }
            taken += length;
            var all = found.values().stream().mapToLong(Externals::size).sum();
            if (taken > MOST_BYTES || taken > all) {
                throw refused(location, "hold each tensor once, and less than 2 GiB in all");
            }
            var data = ByteBuffer.allocate((int) length);
            try (var channel = FileChannel.open(other, StandardOpenOption.READ)) {
                while (data.hasRemaining()) {
                    if (channel.read(data, from + data.position()) < 0) {
                        throw refused(location, "stay as it is while it is read");
                    }
                }
            }
            tensor.clearExternalData().clearDataLocation().setRawData(ByteString.copyFrom(data.flip()));
        }

        private static long size(Path file) {
            return file.toFile().length();
        }

        private long number(String text, String location) {
            if (!text.matches("[0-9]{1,18}")) {
                throw refused(location, "begin and end at whole numbers, not " + text);
            }
            return Long.parseLong(text);
        }

        /** The file of a location, in the model's own folder or below. */
        private Path real(String location) throws IOException {
            try {
                var named = Path.of(location);
                var beside = file.toAbsolutePath().getParent().normalize();
                var other = beside.resolve(named).normalize();
                var inside = !named.isAbsolute() && other.startsWith(beside);
                if (location.isEmpty() || inside && !Files.isRegularFile(other)) {
                    throw refused(location, "be a file beside it, which is there");
                }
                if (!inside || !other.toRealPath().startsWith(folder)) {
                    throw refused(location, "lie in the file's own folder, " + folder);
                }
                return other.toRealPath();
            } catch (InvalidPathException e) {
                throw refused(location, "be a path");
            }
        }
    }
}

package org.twoworlds.model.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network's parameters and running values, in definition order.
 *
 * @param tensors the named tensors
 */
public record Weights(List<Tensor> tensors) {
    private static final int CHUNK = 1 << 14;

    public Weights {
        tensors = List.copyOf(tensors);
    }

    /** Where each tensor stands, by name. */
    public Map<String, Tensor> byName() {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        tensors.forEach(t -> byName.put(t.name(), t));
        return byName;
    }

    /** The tensor of a name. */
    public Optional<Tensor> find(String name) {
        return tensors.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** SHA-256 over all numbers in order, each as a little-endian float32, in hex: it names the weights, not a file. */
    public String digest() {
        var sha = Sha256.create();
        var bytes = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (var tensor : tensors) {
            update(sha, bytes, tensor.data());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void update(MessageDigest sha, ByteBuffer bytes, float[] data) {
        for (var from = 0; from < data.length; from += CHUNK) {
            var count = Math.min(CHUNK, data.length - from);
            bytes.clear();
            bytes.asFloatBuffer().put(data, from, count);
            sha.update(bytes.array(), 0, 4 * count);
        }
    }
}

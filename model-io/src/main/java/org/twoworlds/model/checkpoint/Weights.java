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
    private static final int CHUNK_NUMBERS = 1 << 14;

    public Weights {
        tensors = List.copyOf(tensors);
    }

    /** The tensors by name. */
    public Map<String, Tensor> byName() {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        tensors.forEach(t -> byName.put(t.name(), t));
        return byName;
    }

    /** The tensor of a name; empty where there is none. */
    public Optional<Tensor> find(String name) {
        return tensors.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The SHA-256 over all numbers in order, each as a little-endian float32, in hex: a name of the weights, not of a file. */
    public String digest() {
        var sha = Sha256.create();
        var bytes = ByteBuffer.allocate(4 * CHUNK_NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
        for (var tensor : tensors) {
            update(sha, bytes, tensor.data());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void update(MessageDigest sha, ByteBuffer bytes, float[] data) {
        for (var from = 0; from < data.length; from += CHUNK_NUMBERS) {
            var count = Math.min(CHUNK_NUMBERS, data.length - from);
            bytes.clear();
            bytes.asFloatBuffer().put(data, from, count);
            sha.update(bytes.array(), 0, 4 * count);
        }
    }
}

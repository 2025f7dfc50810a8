package org.twoworlds.model.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The support of bfloat16 by this machine's processor. TensorFlow ignores the wish for it in silence where oneDNN has no
 * support.
 */
public final class Bfloat16 {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    /** The instruction sets of which TensorFlow 2.18 needs one. */
    private static final Set<String> ONE_OF = Set.of("avx512f", "avx_ne_convert");

    private Bfloat16() {}

    /** Whether the processor has the instructions that are needed; true where that cannot be found out. */
    public static boolean isSupported() {
        return has(ONE_OF);
    }

    /** Whether the processor computes in bfloat16 itself, so that bfloat16 pays. */
    public static boolean isFast() {
        return has(Set.of("avx512_bf16", "amx_bf16"));
    }

    private static boolean has(Set<String> instructions) {
        try (var lines = Files.lines(PROCESSOR)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> java.util.Arrays.stream(line.split("\\s+")).anyMatch(instructions::contains))
                    .orElse(true);
        } catch (IOException e) {
            return true;
        }
    }
}

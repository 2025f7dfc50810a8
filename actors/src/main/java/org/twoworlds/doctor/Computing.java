package org.twoworlds.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.tensorflow.Quiet;

/** The parts with which this process computes: the libraries, and the parts of the machine that they use. */
final class Computing {
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    private Computing() {}

    /**
     * The versions of TensorFlow and ONNX Runtime, which are opened for it.
     *
     * @throws LinkageError where the libraries cannot be opened
     */
    static List<String> libraries() {
        Quiet.tensorFlow();
        return List.of(
                "TensorFlow " + org.tensorflow.TensorFlow.version() + " with oneDNN " + oneDnn(),
                "ONNX Runtime " + Scorer.runtimeVersion());
    }

    /** The use of oneDNN, as the launcher sets it: TensorFlow's own choice is by the processor, and is not told. */
    private static String oneDnn() {
        var asked = System.getenv().getOrDefault("TF_ENABLE_ONEDNN_OPTS", "");
        return switch (asked) {
            case "0", "false" -> "off";
            case "" -> "as it likes";
            default -> "on";
        };
    }

    /** The instructions of this machine's processor that are used, in words. */
    static String processor() {
        try (var lines = Files.lines(PROCESSOR)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> processor(Set.copyOf(List.of(line.split("\\s+")))))
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /**
     * The instructions of a processor that are used, in words. {@code precision = bf16} pays where the processor has
     * instructions for bf16.
     */
    static String processor(Set<String> instructions) {
        var vectors = instructions.contains("avx512f")
                ? "AVX-512 is used"
                : instructions.contains("avx2") ? "AVX2 is used, there is no AVX-512" : "no AVX2, no AVX-512";
        var bf16 = instructions.contains("avx512_bf16") || instructions.contains("amx_bf16")
                ? "bf16 in hardware"
                : instructions.contains("avx512f") || instructions.contains("avx_ne_convert")
                        ? "bf16 without instructions of its own"
                        : "no bf16";
        return vectors + ", " + bf16;
    }

    static String gpu() {
        var answer = new CudaProbe().tensorFlow(0);
        return answer.usable() ? answer.words() + " is used" : "none is used, since " + answer.words();
    }
}

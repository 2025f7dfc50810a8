package org.twoworlds.actor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.onnx.Scorer;

/** What the results of a run may depend on beside its configuration. */
public final class Machine {
    /** The entries that weights are bit-identical for: equal ones give equal digests. */
    private static final List<String> DECISIVE = List.of("instructionSet", "tensorflow", "gpuDriver");

    private Machine() {}

    /** The program's version, as record 0 has it. */
    public static String version() {
        var version = Machine.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** This machine. */
    public static Map<String, String> describe() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", cpuInfo("model name"));
        machine.put("instructionSet", instructionSet());
        machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", System.getProperty("java.version"));
        machine.put("tensorflow", org.tensorflow.TensorFlow.version());
        machine.put("onnxruntime", Scorer.runtimeVersion());
        if (!CudaProbe.driver().isEmpty()) {
            machine.put("gpuDriver", CudaProbe.driver());
        }
        return machine;
    }

    /** Whether a run begun on one machine gives the same bits on the other. */
    public static boolean isEqual(Map<String, String> one, Map<String, String> other) {
        return DECISIVE.stream().allMatch(key -> one.getOrDefault(key, "").equals(other.getOrDefault(key, "")));
    }

    /** What decides on bits and differs between a recorded machine and this one, in words; empty where nothing does. */
    public static String difference(Map<String, String> recorded, Map<String, String> here) {
        return DECISIVE.stream()
                .filter(key -> !recorded.getOrDefault(key, "").equals(here.getOrDefault(key, "")))
                .map(key -> key + ": " + difference(recorded.getOrDefault(key, ""), here.getOrDefault(key, "")))
                .collect(Collectors.joining("; "));
    }

    private static String difference(String recorded, String here) {
        return "here %s, there %s".formatted(without(here, recorded), without(recorded, here));
    }

    /** The words of a list that another one has not. */
    private static String without(String list, String other) {
        var words = new TreeSet<>(List.of(list.split(" ")));
        words.removeAll(List.of(other.split(" ")));
        var rest = String.join(" ", words).strip();
        return rest.isEmpty() ? "nothing more" : rest;
    }

    private static String instructionSet() {
        var vector = Arrays.stream(cpuInfo("flags").split(" "))
                .filter(f -> f.startsWith("avx") || f.startsWith("amx") || f.equals("fma"))
                .collect(Collectors.toCollection(TreeSet::new));
        return vector.isEmpty() ? System.getProperty("os.arch") : String.join(" ", vector);
    }

    private static String cpuInfo(String key) {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith(key))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}

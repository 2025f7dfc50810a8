package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.twoworlds.config.Problem;

/**
 * The check of the processor's instructions.
 *
 * @param cpuinfo the kernel's file on the processor
 * @param architecture Java's name of the architecture
 */
record ProcessorCheck(Path cpuinfo, String architecture) implements Check {
    @Override
    public String name() {
        return "processor";
    }

    @Override
    public List<Finding> look() {
        if (!architecture.equals("amd64") || Files.notExists(cpuinfo)) {
            return List.of(Finding.note(name(), "On " + architecture + " this program was not tried.", ""));
        }
        var has = instructions();
        if (!has.contains("avx")) { // TensorFlow 2.18 is compiled for it, and ends the process without
            return List.of(Finding.fault(
                    name(), Problem.of("processor", "no AVX", "have AVX, which TensorFlow is built for", "")));
        }
        if (!has.contains("avx2") || !has.contains("fma")) {
            return List.of(Finding.warning(
                    name(),
                    Problem.of(
                            "processor",
                            "no AVX2 or FMA",
                            "have both to be fast",
                            "see whether a virtual machine hides them")));
        }
        return List.of(Finding.ok(name(), "The processor " + Computing.processor(has) + "."));
    }

    private Set<String> instructions() {
        try (var lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(List.of(line.split("\\s+"))))
                    .orElse(Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

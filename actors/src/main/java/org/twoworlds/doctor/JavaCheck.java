package org.twoworlds.doctor;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.twoworlds.config.Problem;

/**
 * The check of the Java that runs this program.
 *
 * @param home the folder of Java
 * @param heapBytes the most memory that Java takes for objects
 * @param machineBytes the memory of the machine, or of the container
 * @param hasModule whether Java has a module
 */
record JavaCheck(Path home, long heapBytes, long machineBytes, Predicate<String> hasModule) implements Check {
    private static final List<String> MODULES =
            List.of("java.desktop", "java.management", "java.net.http", "java.sql", "jdk.compiler", "jdk.unsupported");

    static JavaCheck ofThisProcess() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new JavaCheck(
                Path.of(System.getProperty("java.home")),
                Runtime.getRuntime().maxMemory(),
                system.getTotalMemorySize(),
                module -> ModuleLayer.boot().findModule(module).isPresent());
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        var missing = MODULES.stream().filter(hasModule.negate()).toList();
        if (!missing.isEmpty()) {
            found.add(Finding.fault(
                    name(),
                    Problem.of("Java", home, "have the modules " + missing, "install a whole JDK, or set JAVA_HOME")));
        }
        if (Files.notExists(home.resolve("bin/keytool"))) {
            found.add(Finding.warning(
                    name(),
                    Problem.of("Java", home, "have keytool, by which a lab makes its key", "install a whole JDK")));
        }
        if (heapBytes > machineBytes) {
            found.add(Finding.fault(
                    name(),
                    Problem.of(
                            "memory of Java",
                            SizeText.of(heapBytes),
                            "be no more than the machine has (" + SizeText.of(machineBytes) + ")",
                            "lower -Xmx in TWOWORLDS_JAVA_OPTS")));
        }
        found.add(Finding.ok(
                name(),
                "Java %s of %s, at most %s of %s."
                        .formatted(
                                System.getProperty("java.version"),
                                System.getProperty("java.vendor"),
                                SizeText.of(heapBytes),
                                SizeText.of(machineBytes))));
        return found;
    }
}

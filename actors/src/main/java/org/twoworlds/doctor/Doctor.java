package org.twoworlds.doctor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.node.OwnKey;
import org.twoworlds.stream.log.Home;

/** The examination of a machine and a home, which finds their faults and says what to do. */
public final class Doctor {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final long LEAST_FREE_BYTES = 1L << 30;
    private static final long LEAST_FREE_BYTES_FOR_NATIVES = 64L << 20;

    private Doctor() {}

    /** The checks of this machine. */
    static List<Check> ofMachine() {
        var mounts = PROCESS.resolve("mounts");
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var natives = Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", temporary.toString()));
        return List.of(
                JavaCheck.ofThisProcess(),
                new LibrariesCheck(() -> String.join(", ", Computing.libraries())),
                new ProcessorCheck(Path.of("/proc/cpuinfo"), System.getProperty("os.arch")),
                new FolderCheck("temporary folder", temporary, mounts, LEAST_FREE_BYTES_FOR_NATIVES),
                new FolderCheck("natives", natives, mounts, LEAST_FREE_BYTES_FOR_NATIVES),
                new LimitsCheck(PROCESS.resolve("limits")),
                new GpuCheck(new CudaProbe(), CudaProbe.driver()));
    }

    /**
     * The checks of a home.
     *
     * @param lab the check of the home's lab
     * @param tokens the file of the lab's tokens, where it has one
     * @param secrets further files that hold a secret of the home's lab
     */
    static List<Check> ofHome(Home home, LabCheck lab, Optional<Path> tokens, List<Path> secrets, InstantSource clock) {
        var path = home.path();
        return List.of(
                new HomeCheck(path),
                new RoomCheck(path, LEAST_FREE_BYTES),
                new SecretsCheck(OwnKey.file(path), OwnKey.passwordFile(path), tokens, secrets),
                lab,
                new RunsCheck(home, clock));
    }

    /** Examines this machine and a home, and returns the findings in the order of the checks. */
    public static List<Finding> examine(
            Home home, LabCheck lab, Optional<Path> tokens, List<Path> secrets, InstantSource clock) {
        List<Check> checks = new ArrayList<>(ofMachine());
        checks.addAll(ofHome(home, lab, tokens, secrets, clock));
        return checks.stream().flatMap(c -> c.examine().stream()).toList();
    }
}

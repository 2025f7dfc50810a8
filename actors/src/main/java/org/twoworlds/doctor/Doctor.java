package org.twoworlds.doctor;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.node.OwnKey;
import org.twoworlds.stream.log.Home;

/** Looks at a machine and at a home, and says what is wrong with either and what to do. */
public final class Doctor {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final long ROOM = 1L << 30;
    private static final long ROOM_FOR_NATIVES = 64L << 20;

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
                new FolderCheck("temporary folder", temporary, mounts, ROOM_FOR_NATIVES),
                new FolderCheck("natives", natives, mounts, ROOM_FOR_NATIVES),
                new LimitsCheck(PROCESS.resolve("limits")),
                new GpuCheck(new CudaProbe(), CudaProbe.driver()));
    }

    /**
     * The checks of a home.
     *
     * @param lab where its lab listens, if one runs
     * @param secrets further files that hold a secret of its lab's
     */
    static List<Check> ofHome(Home home, LabCheck lab, List<Path> secrets, InstantSource clock) {
        var path = home.path();
        return List.of(
                new HomeCheck(path),
                new RoomCheck(path, ROOM),
                new SecretsCheck(OwnKey.file(path), OwnKey.passwordFile(path), secrets),
                lab,
                new RunsCheck(home, clock));
    }

    /** Findings of a machine and a home, in the order in which they were looked at. */
    public static List<Finding> examine(Home home, LabCheck lab, List<Path> secrets, InstantSource clock) {
        List<Check> checks = new ArrayList<>(ofMachine());
        checks.addAll(ofHome(home, lab, secrets, clock));
        return checks.stream().flatMap(c -> c.examine().stream()).toList();
    }
}

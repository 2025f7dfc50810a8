package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Slurm of one machine for a test: its own munged, slurmctld and slurmd, with slots enough for some small jobs. */
final class TestSlurm implements AutoCloseable {
    private static final Path JOB = Path.of("../deploy/slurm/join.sbatch").toAbsolutePath();

    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();

    /**
     * Starts it; the test is skipped where Slurm is not installed, or does not come up.
     *
     * @param folder empty, with a short path
     */
    TestSlurm(Path folder) throws Exception {
        this.folder = folder;
        for (var program : List.of("munged", "slurmctld", "slurmd", "sbatch")) {
            assumeTrue(isInstalled(program), "Slurm is not installed here: there is no " + program);
        }
        var socket = Files.createDirectories(folder.resolve("munge")).resolve("socket");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        var key = folder.resolve("key");
        var bytes = new byte[1024];
        new SecureRandom().nextBytes(bytes);
        Files.write(key, bytes);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("slurm.conf"), configuration(socket));
        start(
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + key,
                "--socket=" + socket,
                "--pid-file=" + folder.resolve("munge/pid"),
                "--seed-file=" + folder.resolve("munge/seed"),
                "--log-file=" + folder.resolve("munge/log"));
        for (var i = 0; i < 100 && !Files.exists(socket); i++) {
            Thread.sleep(100);
        }
        start("slurmctld", "-D", "-c");
        start("slurmd", "-D", "-c");
        var state = "";
        for (var i = 0; i < 300 && !state.equals("idle"); i++) {
            Thread.sleep(200);
            state = say("sinfo", "--noheader", "--partition=low", "--format=%T").strip();
        }
        if (!state.equals("idle")) {
            close();
            assumeTrue(false, "Slurm does not come up here: " + state + Files.readString(folder.resolve("slurmd.err")));
        }
    }

    private static boolean isInstalled(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private String configuration(Path socket) throws Exception {
        var host = new String(
                        new ProcessBuilder("hostname", "-s")
                                .start()
                                .getInputStream()
                                .readAllBytes(),
                        StandardCharsets.UTF_8)
                .strip();
        var user = System.getProperty("user.name");
        return """
                ClusterName=test
                SlurmctldHost=%s(127.0.0.1)
                SlurmctldPort=%d
                SlurmdPort=%d
                AuthType=auth/munge
                AuthInfo=socket=%s
                SlurmUser=%s
                SlurmdUser=%s
                StateSaveLocation=%s
                SlurmdSpoolDir=%s
                SlurmctldPidFile=%s
                SlurmdPidFile=%s
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                JobAcctGatherType=jobacct_gather/none
                SelectType=select/cons_tres
                SelectTypeParameters=CR_CPU
                SchedulerType=sched/backfill
                SchedulerParameters=sched_interval=2,bf_interval=2
                SlurmdParameters=config_overrides
                PreemptType=preempt/partition_prio
                PreemptMode=REQUEUE
                JobRequeue=1
                KillWait=60
                OverTimeLimit=2
                ReturnToService=2
                NodeName=%s NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000
                PartitionName=low Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 GraceTime=60
                PartitionName=high Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
                """
                .formatted(
                        host,
                        TestLab.freePort(),
                        TestLab.freePort(),
                        socket,
                        user,
                        user,
                        Files.createDirectories(folder.resolve("state")),
                        Files.createDirectories(folder.resolve("spool")),
                        folder.resolve("slurmctld.pid"),
                        folder.resolve("slurmd.pid"),
                        host);
    }

    private ProcessBuilder program(String... command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("SLURM_CONF", folder.resolve("slurm.conf").toString());
        return builder;
    }

    private void start(String... command) throws IOException {
        daemons.add(program(command)
                .redirectOutput(folder.resolve(command[0] + ".out").toFile())
                .redirectError(folder.resolve(command[0] + ".err").toFile())
                .start());
    }

    /** What one of Slurm's commands prints. */
    String say(String... command) throws Exception {
        return say(Map.of(), command);
    }

    private String say(Map<String, String> environment, String... command) throws Exception {
        var builder = program(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    /** Submits the job that joins a lab, and gives its number. */
    String submit(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("sbatch", "--parsable", "--array=1", "--mem=0"));
        command.addAll(List.of("--output=" + folder.resolve("job-%A.out"), "--cpus-per-task=1"));
        command.addAll(List.of(options));
        command.add(JOB.toString());
        var said = say(environment, command.toArray(String[]::new)).strip();
        assertThat(said).as("the job's number").matches("[0-9]+");
        return said;
    }

    /** The state of a job, such as RUNNING. */
    String state(String job) throws Exception {
        return say("squeue", "--noheader", "--states=all", "--jobs=" + job, "--format=%T")
                .strip();
    }

    void awaitState(String job, String state) throws Exception {
        for (var i = 0; i < 1_800 && !state(job).equals(state); i++) {
            Thread.sleep(200);
        }
        assertThat(state(job)).as(output(job)).isEqualTo(state);
    }

    /** What a job printed. */
    String output(String job) throws IOException {
        var file = folder.resolve("job-" + job + ".out");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Override
    public void close() throws Exception {
        say("scancel", "--state=RUNNING");
        say("scancel", "--state=PENDING");
        for (var i = 0; i < 300 && !say("squeue", "--noheader").isBlank(); i++) {
            Thread.sleep(200);
        }
        for (var i = daemons.size() - 1; i >= 0; i--) {
            daemons.get(i).destroy();
            if (!daemons.get(i).waitFor(30, TimeUnit.SECONDS)) {
                daemons.get(i).destroyForcibly();
            }
        }
    }
}

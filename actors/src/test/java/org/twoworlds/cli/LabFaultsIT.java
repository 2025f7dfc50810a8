package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may befall a lab's machine, and a run's onlookers: the weights are those of an undisturbed run. */
@Tag("long")
class LabFaultsIT {
    private static final String[] JSON = {"Content-Type", "application/json"};

    @TempDir
    Path folder;

    @Test
    void law4_fiftyEvaluatorsComeAndGoWhileARunTrains() throws Exception {
        var lab = new TestLab(folder.resolve("home"));
        try {
            var expected = lab.undisturbed();
            var run = lab.submit("visited");
            lab.awaitStep(run, 1);
            for (var i = 0; i < 50; i++) {
                var body = "{\"on\":\"shapes:train\",\"as\":\"visitor-" + i + "\"}";
                var attached = lab.request("POST", "/api/v1/runs/" + run + "/evaluators", body, JSON);
                assertThat(attached.statusCode()).as(attached.body()).isEqualTo(201);
                var gone = lab.request("DELETE", "/api/v1/runs/" + run + "/evaluators/visitor-" + i, "");
                assertThat(gone.statusCode()).as(gone.body()).isEqualTo(200);
            }
            lab.awaitState(run, "completed");
            assertThat(lab.digests(run)).isEqualTo(expected);
            assertThat(lab.cli().run("evaluators").out()).isEmpty();
            assertThat(lab.cli().run("verify", run).exit()).isZero();
        } finally {
            lab.end();
        }
    }

    @Test
    void law5_aRunThatStoppedBeforeTheDiskWasFullGoesOnWhenThereIsRoom() throws Exception {
        var disk = Files.createDirectory(folder.resolve("disk"));
        try {
            TestKeys.run("mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk.toString());
        } catch (IOException | AssertionError e) {
            assumeTrue(false, "no small disk can be mounted here: " + e.getMessage());
        }
        try {
            var lab = new TestLab(disk.resolve("home"));
            try {
                var expected = lab.undisturbed();
                var run = lab.submit("squeezed", "disk.reserve=100MiB");
                lab.awaitStep(run, 40);
                var ballast = disk.resolve("ballast");
                try (var file = new RandomAccessFile(ballast.toFile(), "rw")) {
                    var bytes = new byte[1 << 20];
                    while (disk.toFile().getUsableSpace() > 60 << 20) {
                        file.write(bytes);
                    }
                }
                lab.awaitState(run, "failed");
                for (var i = 0; i < 600 && !lab.get("lab").get("running").isEmpty(); i++) {
                    Thread.sleep(100); // until it is given up on
                }
                assertThat(lab.get("runs/" + run).get("message").asText()).contains("free disk space");
                Files.delete(ballast);
                assertThat(lab.cli().run("resume", run).exit()).isZero();
                lab.awaitState(run, "completed");
                assertThat(lab.digests(run)).isEqualTo(expected);
                assertThat(lab.cli().run("verify", run).exit()).isZero();
            } finally {
                lab.end();
            }
        } finally {
            TestKeys.run("umount", "-l", disk.toString());
        }
    }
}

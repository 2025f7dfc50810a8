package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's process that hangs: what was asked of the run is done all the same. */
class WorkersIT {
    private static final String BODY = "{\"recipe\":\"quickstart\",\"size\":\"smoke\",\"set\":[\"steps=100000\","
            + "\"model=mcnn{width=4}\",\"test.count=100\",\"train.count=100\",\"world.n=64\",\"batch=16\"]}";

    @TempDir
    Path folder;

    private TestLab lab;

    @BeforeEach
    void start() throws Exception {
        var grace = List.of("env", "JAVA_TOOL_OPTIONS=-Dtwoworlds.lab.grace=1s");
        lab = new TestLab(folder.resolve("home"), grace);
    }

    @AfterEach
    void end() throws Exception {
        lab.end();
    }

    /** Stops a run's process where it is, as a debugger does, or a machine that is out of memory. */
    private ProcessHandle hang(String run, int attempt) throws Exception {
        var worker = lab.attempt(run, attempt);
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(worker.pid()))
                        .start()
                        .waitFor())
                .isZero();
        return worker;
    }

    private void leave(String run, String how) throws Exception {
        var answer = lab.request("POST", "/api/v1/runs/" + run + "/" + how, "{}", "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void aHungProcessIsKilledWhenItsRunIsStoppedAndItsSlotIsFree() throws Exception {
        var run = lab.post("runs", BODY);
        var worker = hang(run, 1);
        var next = lab.post("runs", BODY);
        assertThat(lab.state(next)).isEqualTo("queued");
        leave(run, "stop");
        lab.awaitState(run, "stopped");
        assertThat(worker.isAlive()).isFalse();
        for (var i = 0; i < 600 && !lab.get("lab").get("running").toString().contains(next); i++) {
            Thread.sleep(50);
        }
        assertThat(lab.get("lab").get("running").toString()).isEqualTo("[\"" + next + "\"]");
        assertThat(Files.readString(lab.process().err())).contains(run + ": its process " + worker.pid());
    }

    @Test
    @Tag("long")
    void law5_whatWasAcknowledgedIsDoneByTheNextLabWhenThisOneIsKilled() throws Exception {
        var run = lab.post("runs", BODY);
        for (var how : List.of("pause", "stop")) {
            var worker = hang(run, how.equals("pause") ? 1 : 2);
            leave(run, how);
            lab.kill();
            lab.start();
            lab.awaitState(run, how.equals("pause") ? "paused" : "stopped");
            worker.onExit().get(60, TimeUnit.SECONDS);
            if (how.equals("pause")) {
                lab.post("runs/" + run + "/resume", "{}");
            }
        }
        assertThat(lab.get("lab").get("running")).isEmpty();
        assertThat(lab.get("runs/" + run).get("attempts").asInt()).isEqualTo(2);
    }
}

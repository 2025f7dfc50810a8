package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system calls of a lab tell, by strace: no answer leaves before what it promises was forced. */
@Tag("long")
class ForcedFirstIT {
    private static final Pattern FORCE = Pattern.compile("(?:fsync|fdatasync)\\(\\d+<([^>]*)>");
    private static final Pattern ANSWER = Pattern.compile("\"HTTP/1\\.1 (2\\d\\d)");

    @TempDir
    Path folder;

    /** What was forced before each answer of 2xx, in the order of the answers; a path counts once its call has returned. */
    private static List<Set<String>> forcedBeforeAnswers(Path trace) throws IOException {
        List<Set<String>> before = new ArrayList<>();
        Map<String, String> pending = new HashMap<>();
        Set<String> forced = new HashSet<>();
        for (var line : Files.readAllLines(trace)) {
            var thread = line.split(" +", 2)[0];
            var force = FORCE.matcher(line);
            if (force.find() && line.contains("<unfinished")) {
                pending.put(thread, force.group(1));
            } else if (line.contains("sync resumed>") && line.endsWith("= 0")) {
                forced.add(pending.remove(thread));
            } else if (force.find(0) && line.endsWith("= 0")) {
                forced.add(force.group(1));
            } else if (ANSWER.matcher(line).find()) {
                before.add(Set.copyOf(forced));
                forced.clear();
            }
        }
        return before;
    }

    @Test
    void law5_noAnswerLeavesBeforeItsFileAndItsFoldersWereForced() throws Exception {
        var strace = new ProcessBuilder("sh", "-c", "strace -o /dev/null true").start();
        if (strace.waitFor() != 0) {
            System.out.println("SKIPPED: ForcedFirstIT needs strace");
        }
        Assumptions.assumeTrue(strace.exitValue() == 0, "strace is not to be had");
        var trace = folder.resolve("trace");
        var home = Files.createDirectory(folder.resolve("home"));
        var lab = new TestLab(
                home,
                List.of(
                        "strace",
                        "-f",
                        "--seccomp-bpf",
                        "-y",
                        "-s",
                        "40",
                        "-o",
                        trace.toString(),
                        "-e",
                        "trace=fsync,fdatasync,write,writev,sendto"));
        String first;
        String second;
        String fork;
        try {
            var body =
                    "{\"recipe\": \"quickstart\", \"set\": [\"model=mlp[8]\", \"steps=20000\", \"checkpoints=every:50\"]}";
            first = lab.post("runs", body);
            second = lab.post("runs", body); // has no slot: no worker forces anything for it
            lab.post("runs/" + second + "/evaluators", "{\"on\": \"shapes:train\", \"as\": \"onlooker\"}");
            lab.post("runs/" + second + "/stop", "{}");
            lab.awaitCheckpoints(first, 50);
            fork = lab.post("runs/" + first + "/fork", "{\"step\": 50}");
            lab.post("runs/" + fork + "/stop", "{}");
        } finally {
            lab.process().signalAll("KILL");
            lab.process().process().waitFor();
        }
        var answers = forcedBeforeAnswers(trace);
        var runs = home.toRealPath().resolve("runs").toString();
        assertThat(answers).hasSizeGreaterThanOrEqualTo(6);
        for (var run : List.of(first, second, fork)) {
            var made = answers.stream()
                    .filter(forced -> forced.contains(runs + "/" + run + "/log"))
                    .findFirst();
            assertThat(made).as("the answer about " + run).hasValueSatisfying(forced -> assertThat(forced)
                    .contains(
                            runs,
                            runs + "/" + run,
                            runs + "/" + run + "/log",
                            runs + "/" + run + "/log/19700101L.cq4"));
        }
        var attached = answers.stream()
                .filter(forced -> isAbout(forced, runs + "/" + second))
                .count();
        assertThat(attached)
                .as("made, attached, stopped: each forced before its answer")
                .isGreaterThanOrEqualTo(3);
        assertThat(answers.stream().flatMap(Set::stream))
                .as("a fork's weights and their folder")
                .anyMatch(path -> path.startsWith(runs + "/" + fork + "/resume/real-"))
                .contains(runs + "/" + fork + "/resume");
    }

    private static boolean isAbout(Set<String> forced, String run) {
        return forced.stream().anyMatch(path -> path.startsWith(run + "/"));
    }
}

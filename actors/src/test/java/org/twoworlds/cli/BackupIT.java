package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.RunFolder;

/** Homes that are copied, and runs that are exported, while a real process writes. {@code mvn verify -Plong}. */
@Tag("long")
class BackupIT {
    private static final String[] RUN =
            ("run quickstart --smoke --name r --set model=mlp[8] --set steps=1500 --set batch=16 --set world.n=64"
                            + " --set train.count=50 --set test.count=50 --set optimizer.momentum=0.9 --set resumeEvery=25steps"
                            + " --set trainer.threads=1 --set checkpoints=every:100")
                    .split(" ");

    @TempDir
    Path place;

    private Cli cli;
    private Cli.Running running;
    private RunFolder folder;

    @BeforeEach
    void aRunUnderWay() throws Exception {
        var home = Files.createDirectory(place.resolve("home"));
        cli = new Cli(home);
        running = cli.start(RUN);
        while (!Files.readString(running.err()).contains("Run ")) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        try (var runs = Files.list(home.resolve("runs"))) {
            folder = new RunFolder(runs.findFirst().orElseThrow());
        }
        await(view -> WorldName.BOTH.stream()
                .allMatch(w -> view.world(w).resumePoints().size() > 1
                        && view.world(w).onDisk().size() > 1));
    }

    private void await(Predicate<RunView> isReached) throws Exception {
        while (!isReached.test(RunView.of(folder))) {
            assertThat(running.process().isAlive())
                    .as(Files.readString(running.err()))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** The lines of deploy/README.md that copy a home. */
    private static String lines() throws IOException {
        var page = Files.readString(Path.of("..", "deploy", "README.md"));
        var section = page.substring(page.indexOf("\n## A copy of a home"));
        var begin = section.indexOf("```sh\n") + "```sh\n".length();
        return section.substring(begin, section.indexOf("```", begin));
    }

    private void copy(Path from, Path to) throws Exception {
        var lines =
                lines().replace("FROM=~/.twoworlds", "FROM=" + from).replace("COPY=/backup/twoworlds", "COPY=" + to);
        assertThat(lines).contains("FROM=" + from).contains("COPY=" + to);
        var shell =
                new ProcessBuilder("sh", "-c", lines).redirectErrorStream(true).start();
        var said = new String(shell.getInputStream().readAllBytes());
        assertThat(shell.waitFor()).as(said).isZero();
    }

    private void assertSameEnd(Cli other) throws Exception {
        var expected = cli.run("show", "r", "--json").json();
        var shown = other.run("show", "r", "--json").json();
        for (var world : List.of("real", "ideal")) {
            var digest = expected.at("/worlds/" + world + "/digest").asText();
            assertThat(digest).isNotEmpty();
            assertThat(shown.at("/worlds/" + world + "/digest").asText()).isEqualTo(digest);
        }
        var verified = other.run("verify", "r");
        assertThat(verified.exit()).as(verified.out()).isZero();
    }

    @Test
    void aHomeThatIsCopiedWhileARunIsWrittenOpensAndGoesOnToTheSameWeights() throws Exception {
        var to = place.resolve("copy");
        copy(folder.path().getParent().getParent(), to);
        assertThat(running.process().isAlive())
                .as("it was copied while it was written")
                .isTrue();
        var copy = new Cli(to);
        assertThat(to.resolve("catalogue.db")).doesNotExist();
        var copied = new RunFolder(to.resolve("runs").resolve(folder.id()));
        var view = RunView.of(copied);
        assertThat(view.isCompleted()).isFalse();
        assertThat(copy.run("verify", "r").exit()).isZero();

        var lost = view.world(WorldName.REAL).onDisk().firstEntry().getValue().file();
        Files.delete(copied.file(lost));
        var points = view.world(WorldName.REAL).resumePoints();
        Files.deleteIfExists(copied.file(points.iterator().next().file()));
        var told = copy.run("doctor");
        assertThat(told.exit()).isEqualTo(1);
        assertThat(told.out() + told.err()).contains(lost).contains("newest resume point of the real world");
        var verified = copy.run("verify", "r");
        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.out()).contains(lost + " is gone");

        Files.copy(folder.file(lost), copied.file(lost));
        var resumed = copy.run("run", "--resume", "r");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(running.await().exit()).isZero();
        assertSameEnd(copy);
    }

    @Test
    void aRunThatIsExportedWhileItIsWrittenGoesOnElsewhereToTheSameWeights() throws Exception {
        var bundle = place.resolve("r.tar.zst").toString();
        var exported = cli.run("export", "r", "--bundle", bundle);
        assertThat(exported.exit()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("it is under way");
        var other = new Cli(Files.createDirectory(place.resolve("other")));
        assertThat(other.run("import", bundle).exit()).isZero();
        assertThat(other.run("verify", "r").exit()).isZero();
        var files = other.run("checkpoints", "r").out().lines().collect(Collectors.toList());
        assertThat(files).hasSizeGreaterThan(2);
        var resumed = other.run("run", "--resume", "r");
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(running.await().exit()).isZero();
        assertSameEnd(other);

        assertThat(cli.run("export", "r", "--bundle", bundle, "--checkpoints", "last")
                        .exit())
                .isZero();
        var third = new Cli(Files.createDirectory(place.resolve("third")));
        assertThat(third.run("import", bundle).exit()).isZero();
        assertThat(third.run("checkpoints", "r").out().lines()).hasSize(2);
        assertSameEnd(third);
        assertThat(cli.run("import", bundle).out()).contains("already here");
    }
}

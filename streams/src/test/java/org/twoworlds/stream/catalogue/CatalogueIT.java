package org.twoworlds.stream.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.stream.log.Home;

/** A catalogue that several processes use at once, some of which die. */
class CatalogueIT {
    private static final String READER =
            """
            import sqlite3, sys
            c = sqlite3.connect(sys.argv[1])
            c.execute('BEGIN')
            print(c.execute('SELECT count(*) FROM runs').fetchone()[0], flush=True)
            sys.stdin.readline()
            print(c.execute('SELECT count(*) FROM runs').fetchone()[0], flush=True)
            c.execute('COMMIT')
            print(c.execute('SELECT count(*) FROM runs').fetchone()[0], flush=True)
            c.close()
            """;

    @TempDir
    Path path;

    /** Another process's program: it refreshes the catalogue of a home again and again, deleting it now and then. */
    public static void main(String[] home) throws IOException {
        var random = new Random();
        while (true) {
            try (var catalogue = Catalogue.open(new Home(Path.of(home[0])), InstantSource.system())) {
                catalogue.refresh();
                System.out.println("refreshed");
            }
            if (random.nextInt(3) == 0) {
                Files.deleteIfExists(Path.of(home[0]).resolve("catalogue.db"));
            }
        }
    }

    private Process other() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.startsWith("--add") || a.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CatalogueIT.class.getName(),
                path.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void assertRight() {
        try (var catalogue = Catalogue.open(new Home(path), InstantSource.system())) {
            catalogue.refresh();
            assertThat(FromNothing.tables(catalogue)).isEqualTo(FromNothing.logs(new Home(path)));
        }
    }

    @Test
    void processesThatAreKilledWhileTheyWriteLoseNothing() throws IOException, InterruptedException {
        var seed = System.nanoTime();
        System.out.println("CatalogueIT: seed " + seed);
        var random = new Random(seed);
        var growing = new GrowingHome(path, random);
        GrowingHome.keptAll(growing.home);
        for (var i = 0; i < 20; i++) {
            for (var j = 0; j < 10; j++) {
                growing.grow();
            }
            Files.deleteIfExists(path.resolve("catalogue.db"));
            var one = other();
            var two = other();
            one.inputReader().readLine();
            one.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            one.destroyForcibly().waitFor();
            if (random.nextBoolean()) {
                assertRight();
            }
            two.destroyForcibly().waitFor();
            assertRight();
        }
    }

    @Test
    void aReaderInPythonHoldsNobodyUpAndSeesOneState() throws IOException, InterruptedException {
        readInPythonFor(Duration.ZERO);
    }

    @Test
    @Tag("study")
    void aReaderInPythonHoldsNobodyUpForAMinuteAndSeesOneState() throws IOException, InterruptedException {
        readInPythonFor(Duration.ofMinutes(1));
    }

    /** Two others read the home on meanwhile, each with a catalogue that stays open. */
    private void readInPythonFor(Duration least) throws IOException, InterruptedException {
        assumeTrue(hasPython(), "python3 is not there: its sqlite3 reads nothing here");
        var growing = new GrowingHome(path, new Random(7));
        GrowingHome.keptAll(growing.home);
        assertRight();
        var reader = new ProcessBuilder(
                        "python3", "-c", READER, path.resolve("catalogue.db").toString())
                .redirectErrorStream(true)
                .start();
        var begin = System.nanoTime();
        try (var out = new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8));
                var one = Catalogue.open(growing.home, InstantSource.system());
                var two = Catalogue.open(growing.home, InstantSource.system())) {
            assertThat(out.readLine()).isEqualTo("3");
            var begun = 0;
            while (begun < 4 || System.nanoTime() - begin < least.toNanos()) {
                growing.begin();
                begun++;
                var before = System.nanoTime();
                for (var catalogue : List.of(one, two)) {
                    catalogue.refresh();
                    assertThat(FromNothing.tables(catalogue)).isEqualTo(FromNothing.logs(growing.home));
                }
                assertRight();
                assertThat(System.nanoTime() - before)
                        .as("nobody waits for a reader")
                        .isLessThan(20_000_000_000L);
            }
            reader.getOutputStream().write('\n');
            reader.getOutputStream().flush();
            assertThat(out.readLine()).isEqualTo("3");
            assertThat(out.readLine()).isEqualTo(String.valueOf(3 + begun));
            assertThat(reader.waitFor()).isZero();
        }
        assertRight();
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import sqlite3").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

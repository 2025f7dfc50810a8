package org.twoworlds.stream.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.FailureException;

/** Who may write a run. */
class RunFolderTest {
    @TempDir
    Path path;

    /** Another process that says whether a run is locked. */
    static final class Other {
        private Other() {}

        public static void main(String[] folder) {
            System.out.print(new RunFolder(Path.of(folder[0])).isLocked());
        }
    }

    private String asked() throws Exception {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Other.class.getName(),
                path.toString());
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whoAsksWhetherItHoldsALockKeepsIt() throws Exception {
        var folder = new RunFolder(path);
        assertThat(folder.isLocked()).isFalse();
        try (var lock = folder.lock()) {
            assertThat(folder.isLocked()).isTrue();
            assertThat(new RunFolder(path.resolve("../" + path.getFileName())).isLocked())
                    .isTrue();
            var link = Files.createSymbolicLink(path.resolve("link"), path);
            assertThat(new RunFolder(link).isLocked()).isTrue();
            assertThatThrownBy(folder::lock)
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("one is writing it");
            assertThat(asked()).isEqualTo("true");
        }
        assertThat(folder.isLocked()).isFalse();
        assertThat(asked()).isEqualTo("false");
        folder.lock().close();
    }

    @Test
    void aLockThatCannotBeAskedIsNamed() throws Exception {
        var lock = path.toRealPath().resolve("lock");
        Files.createSymbolicLink(lock, lock); // opened by nobody, root neither
        assertThatThrownBy(new RunFolder(path)::isLocked)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("The file (" + lock + ") must be readable");
    }

    @Test
    void aWordThatNoFolderCanHaveIsTheIdOfNoRun() {
        var home = new Home(path);
        assertThat(home.find("a\0b")).isEmpty();
        assertThat(home.find("../a")).isEmpty();
        assertThat(home.find("..")).isEmpty();
        assertThat(home.find("")).isEmpty();
        var made = home.newRun("a", java.time.InstantSource.system());
        assertThat(home.find(made.id())).contains(made);
    }
}

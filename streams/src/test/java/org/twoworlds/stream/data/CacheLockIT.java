package org.twoworlds.stream.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that want to make the same file of a cache. */
class CacheLockIT {
    @TempDir
    Path folder;

    /** Takes a lock, says so, and holds it until a line comes or the process is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (var channel = FileChannel.open(
                            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                System.out.println("held " + lock.isValid());
                System.out.flush();
                System.in.read();
            }
        }
    }

    private CompletableFuture<Boolean> take() {
        return CompletableFuture.supplyAsync(() -> {
            try (var lock = CacheLock.take(folder, "pictures", "the pictures", () -> "half")) {
                return true;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void whoComesSecondWaitsUntilTheFirstIsDoneOrDead() throws Exception {
        for (var killed : new boolean[] {false, true}) {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var classes = Path.of(Holder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            var first = new ProcessBuilder(
                            java,
                            "-cp",
                            classes.toString(),
                            Holder.class.getName(),
                            folder.resolve("pictures.lock").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var said = new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(said.readLine()).isEqualTo("held true");
                var second = take();
                assertThat(second.isDone()).isFalse();
                if (killed) {
                    first.destroyForcibly();
                } else {
                    first.getOutputStream().write('\n');
                    first.getOutputStream().flush();
                }
                assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
                assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                first.destroyForcibly();
            }
        }
    }

    @Test
    void twoThreadsOfOneProcessTakeTurns() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var first = CompletableFuture.runAsync(() -> {
            try (var lock = CacheLock.take(folder, "pictures", "the pictures", () -> "half")) {
                inside.countDown();
                go.await();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        var second = take();
        assertThat(second.isDone()).isFalse();
        go.countDown();
        first.get(30, TimeUnit.SECONDS);
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
    }
}

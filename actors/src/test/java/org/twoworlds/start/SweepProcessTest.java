package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;

class SweepProcessTest {
    @TempDir
    Path folder;

    @Test
    void aSweepThatIsInterruptedWhileRunsWaitEndsAndIsGoneOnWithLater() {
        var clock = InstantSource.system();
        var settings = List.of("seed=1..5", "trainer.threads=1", "steps=30", "test.count=50", "checkpoints=log:1");
        var sweep = new ConfigLoader().loadSweep("quickstart", Optional.of("smoke"), settings);
        var runs = SweepRuns.submit(new Home(folder), sweep, false, new CudaProbe(), clock);
        Map<RunFolder, RunState> states = new ConcurrentHashMap<>();
        var begun = new CompletableFuture<Void>();
        var listener = new SweepProcess.Listener() {
            @Override
            public void began(RunFolder run) {
                begun.complete(null);
            }

            @Override
            public void ended(RunFolder run, Event.RunEnded how) {
                states.put(run, how.state());
            }
        };
        var process = new SweepProcess(runs, listener, clock);
        var ended = CompletableFuture.supplyAsync(process::run);
        begun.thenRun(process::interrupt).join();
        assertThat(ended).succeedsWithin(Duration.ofMinutes(5)).isEqualTo(false);
        assertThat(states.size()).isLessThan(runs.size());
        assertThat(new SweepProcess(runs, listener, clock).run()).isTrue();
        assertThat(states).hasSameSizeAs(runs).containsValue(RunState.COMPLETED);
    }
}

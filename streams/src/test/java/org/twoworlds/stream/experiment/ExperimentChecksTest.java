package org.twoworlds.stream.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Problem;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.TestConfigs;

/** Problems of a configuration that its data and its network make. */
class ExperimentChecksTest {
    @Test
    void aConfigurationThatDoesNotFitAToyIsRefusedWithAllProblemsTogether() {
        var config = TestConfigs.of("optimizer.type=gradientDescent");
        assertThat(ExperimentChecks.toyProblems(config, false)).hasSize(4);
    }

    @Test
    void realTargetsAreForAToyAlone() {
        assertThat(ExperimentChecks.toyProblems(TestConfigs.of(), true))
                .singleElement()
                .satisfies(p -> assertThat(p.toString()).contains("data.gaussian.labels"));
    }

    /** A pool of 50,000 records, all zeros. */
    private static Path pool(Path folder) throws IOException {
        var batches = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        for (var name :
                List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch")) {
            try (var file = new RandomAccessFile(batches.resolve(name + ".bin").toFile(), "rw")) {
                file.setLength(30_730_000L);
            }
        }
        return folder;
    }

    private static List<String> problems(Path pool, String... settings) {
        var all = Stream.concat(
                Stream.of("data.type=cifar10", "data.path=" + pool, "model=mlp[4]", "batch=128"), Stream.of(settings));
        List<Problem> problems = new ArrayList<>();
        ExperimentChecks.check(TestConfigs.of(all.toArray(String[]::new)), problems);
        return problems.stream().map(Problem::toString).toList();
    }

    @Test
    void aPoolBoundsWorldsThatDrawFreshSamplesAndNoOthers(@TempDir Path folder) throws IOException {
        var pool = pool(folder);
        assertThat(problems(pool, "steps=390")).isEmpty();
        assertThat(problems(pool, "steps=391")).singleElement().satisfies(p -> assertThat(p)
                .contains("steps (391) must be at most 390", "50048", "50000"));
        assertThat(problems(pool, "steps=5000", "world.trained=real", "world.n=50000"))
                .isEmpty();
        assertThat(problems(pool, "steps=5000", "world.trained=real", "world.law=\"mix{n=200,fresh=0.5}\""))
                .hasSize(1);
    }

    @Test
    void thePixelsThatColourCentresAreLearnedFromAreNotThoseOfTheNSamplesAlone() {
        var few = Experiment.open(
                TestConfigs.of("model=\"igpt{size=8,width=16,depth=1,heads=2,clusters=8}\"", "world.n=64"));
        var many = Experiment.open(
                TestConfigs.of("model=\"igpt{size=8,width=16,depth=1,heads=2,clusters=8}\"", "world.n=512"));
        assertThat(few.initialWeights(WorldName.REAL).digest())
                .isEqualTo(many.initialWeights(WorldName.REAL).digest());
    }
}

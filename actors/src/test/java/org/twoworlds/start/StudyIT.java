package org.twoworlds.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.analysis.StoppingTime;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.log.Home;

/** Whole experiments against figures from elsewhere: minutes each, run by the profile {@code study}. */
@Tag("study")
class StudyIT {
    private static final int SEEDS = 8;
    private static final int SEEDS_IN_PYTORCH = 4;
    private static final double STANDARD_ERRORS = 3.5;

    /** Means and standard deviations of test SoftError over 4 seeds of the same recipe in PyTorch. */
    private static final Map<Long, double[]> REAL = Map.of(
            30L, new double[] {0.863, 0.005},
            100L, new double[] {0.766, 0.035},
            200L, new double[] {0.692, 0.018},
            300L, new double[] {0.646, 0.014},
            390L, new double[] {0.641, 0.012});

    private static final Map<Long, double[]> IDEAL = Map.of(
            30L, new double[] {0.862, 0.013},
            100L, new double[] {0.759, 0.005},
            200L, new double[] {0.686, 0.018},
            300L, new double[] {0.635, 0.009},
            390L, new double[] {0.626, 0.007});

    @TempDir
    Path home;

    private RunView run(String recipe, String... settings) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(settings));
        var config = new ConfigLoader().check(ExperimentChecks::check).load(recipe, Optional.empty(), all);
        try (var process = RunProcess.start(new Home(home), config, "", InstantSource.system(), List.of())) {
            assertThat(process.outcome().get(30, TimeUnit.MINUTES).state()).isEqualTo(RunState.COMPLETED);
            return RunView.of(process.folder());
        }
    }

    @Test
    void paper_bothWorldsOnCifar10AgreeWithTheRecipeInPyTorch() throws Exception {
        var data = System.getProperty("twoworlds.cifar10", "");
        assumeTrue(
                Files.isDirectory(Path.of(data, "cifar-10-batches-bin")),
                "skipped: the property twoworlds.cifar10 names no folder that holds cifar-10-batches-bin");
        List<RunView> views = new ArrayList<>();
        for (var seed = 1; seed <= SEEDS; seed++) {
            views.add(run(
                    "cifar10",
                    "data.path=" + data,
                    "world.n=1000",
                    "seed=" + seed,
                    "checkpoints=at:30,100,200,300",
                    "stoppingTime.near=0"));
        }
        for (var world : WorldName.BOTH) {
            for (var expected : (world == WorldName.REAL ? REAL : IDEAL).entrySet()) {
                var ours = views.stream()
                        .mapToDouble(v -> v.curve(world, ScoredSet.TEST)
                                .get(expected.getKey())
                                .softError())
                        .toArray();
                var mean = Arrays.stream(ours).average().orElseThrow();
                var variance =
                        Arrays.stream(ours).map(x -> (x - mean) * (x - mean)).sum() / (SEEDS - 1);
                var theirs = expected.getValue();
                var error = Math.sqrt(variance / SEEDS + theirs[1] * theirs[1] / SEEDS_IN_PYTORCH);
                System.out.printf(
                        "%s step %d: %.4f ± %.4f, PyTorch %.3f ± %.3f, %.1f standard errors%n",
                        world,
                        expected.getKey(),
                        mean,
                        Math.sqrt(variance),
                        theirs[0],
                        theirs[1],
                        (mean - theirs[0]) / error);
                assertThat(Math.abs(mean - theirs[0]) / error)
                        .as(world + " step " + expected.getKey())
                        .isLessThan(STANDARD_ERRORS);
            }
        }
    }

    @Test
    void shapesAreLearnedByHeartFromTwoThousandSamplesWithALargeGeneralizationGap() throws Exception {
        var view = run(
                "quickstart",
                "world.n=2000",
                "batch=128",
                "steps=1500",
                "data.difficulty=1",
                "checkpoints=every:100",
                "optimizer.schedule=constant");
        var stopping = StoppingTime.of(view, view.config());
        assertThat(stopping).isPresent();
        var step = stopping.orElseThrow().step();
        var gap = view.curve(WorldName.REAL, ScoredSet.TEST).get(step).softError()
                - view.curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN).get(step).softError();
        System.out.printf("shapes, n = 2000: T(n) = %d, generalization gap %.3f%n", step, gap);
        assertThat(gap).isGreaterThanOrEqualTo(0.1);
        assertThat(view.curve(WorldName.IDEAL, ScoredSet.TEST)
                        .lastEntry()
                        .getValue()
                        .error())
                .as("thousands of steps are not too many: the generator is not learned yet")
                .isGreaterThan(0.1);
    }
}

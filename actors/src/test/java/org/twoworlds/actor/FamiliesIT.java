package org.twoworlds.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.tensorflow.Bfloat16;
import org.twoworlds.model.tensorflow.TrainingProgram;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.ExperimentChecks;
import org.twoworlds.stream.world.Schedule;

/** Every family of networks learns 2,000 images of CIFAR-10; run by the profile {@code study}. */
@Tag("study")
class FamiliesIT {
    private static final int EPOCH = 2000 / 128;
    private static final double LEARNED = 0.5;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "linear; sgd; 0.01; 1500",
                "mlp[128,128,128]; sgd; 0.1; 300",
                "rmlp[128,128,128]; sgd; 0.1; 900",
                "sconv{base=8,kernel=9}; sgd; 0.1; 300",
                "resnet18k{width=8}; sgd; 0.1; 300",
                "wrn{depth=10,widen=1}; sgd; 0.1; 600",
                "vit{patch=8,dim=64,depth=2,heads=2}; adam; 0.001; 900",
                "dconv{base=8}; sgd; 0.1; 600",
                "dfc{base=1}; sgd; 0.1; 600",
                "dlocal{base=1}; sgd; 0.1; 600",
                "darts{seed=1,cells=1,width=8}; sgd; 0.1; 400",
                "densenet{depth=13,growth=12}; sgd; 0.1; 400",
                "igpt{size=8,width=64,depth=2,heads=2,clusters=32}; adam; 0.003; 1500",
                "mcnn{width=16}; sgd; 0.1; 300",
                "smallcnn; sgd; 0.1; 200",
                "mcnn_nobn{width=16}; sgd; 0.1; 900",
                "vgg11_bn; sgd; 0.1; 200",
                "resnet18; sgd; 0.1; 100",
                "alexnet; sgd; 0.01; 3000"
            })
    void everyFamilyLearnsRealImagesInThePrecisionsOfThisProcessor(
            String model, String optimizer, double rate, int steps) {
        for (var precision : Bfloat16.isSupported() ? List.of("fp32", "bf16") : List.of("fp32")) {
            var reached = stepsUntilLearned(model, precision, optimizer, rate, steps);
            System.out.printf("%s, %s: train error %s%n", model, precision, reached);
            assertThat(reached).as(model + " in " + precision).startsWith("below");
        }
    }

    private static String stepsUntilLearned(String model, String precision, String optimizer, double rate, int steps) {
        List<String> settings = new ArrayList<>(List.of(
                "data.path=" + System.getProperty("twoworlds.cifar10"),
                "world.n=2000",
                "world.wrap=true",
                "model=" + model,
                "precision=" + precision,
                "steps=" + steps,
                "optimizer.type=" + optimizer,
                "optimizer.rate=" + rate,
                "optimizer.schedule=" + (optimizer.equals("adam") ? "constant" : "cosine")));
        var config = new ConfigLoader().check(ExperimentChecks::check).load("cifar10", Optional.empty(), settings);
        var experiment = Experiment.open(config);
        var stream = experiment.stream(WorldName.REAL);
        var batch = stream.newBatch();
        var schedule = Schedule.of(config);
        List<Double> errors = new ArrayList<>();
        try (var program =
                new TrainingProgram(experiment.outline(), experiment.trainingOptions(WorldName.REAL, 2, Device.CPU))) {
            program.restore(experiment.initialWeights(WorldName.REAL), List.of());
            for (var step = 1; step <= steps; step++) {
                stream.fill(batch, step);
                errors.add(program.step(batch, schedule.at(step)).error());
                if (step >= EPOCH && lastEpoch(errors) < LEARNED) {
                    return "below " + LEARNED + " after " + step + " steps";
                }
            }
        }
        return "%.3f after %d steps".formatted(lastEpoch(errors), steps);
    }

    private static double lastEpoch(List<Double> errors) {
        return errors.subList(errors.size() - EPOCH, errors.size()).stream()
                .mapToDouble(e -> e)
                .average()
                .orElseThrow();
    }
}

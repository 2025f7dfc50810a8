package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.twoworlds.api.Json;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.generator.GeneratorTraining;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.tensorflow.Precisions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train-generator}: a stream of images without end, learned from a source. */
@Command(
        name = "train-generator",
        description = {
            "Trains a small U-Net on a source by flow matching, and writes it as an ONNX file for data.type=generator.",
            "The same command again goes on where it was interrupted. Without --set: model=unet{width=48,levels=3},",
            "batch=128, steps=20000, augment=none, optimizer.type=adam, optimizer.rate=1e-3, optimizer.schedule=cosine."
        })
final class TrainGeneratorCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "SOURCE", description = "a data type, such as cifar10")
    private String source = "";

    @Option(names = "--out", required = true, paramLabel = "G.onnx", description = "the file to write")
    private Path out = Path.of("");

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (!out.getFileName().toString().endsWith(".onnx")) {
            throw new RequestException("option --out", out, "end in .onnx", "");
        }
        List<String> all = new ArrayList<>(List.of(
                "data.type=" + source,
                "model=unet{width=48,levels=3}",
                "batch=128",
                "steps=20000",
                "optimizer.type=adam",
                "optimizer.rate=1e-3"));
        all.addAll(settings.all());
        var config = new ConfigLoader().load("quickstart", Optional.empty(), all);
        var device = Choice.of("trainer.device", config.trainer().device(), new CudaProbe()::tensorFlow);
        var problems = Precisions.problems(config, device.device());
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        System.err.println(device.words());
        var training = new GeneratorTraining(config, device.device(), out.toAbsolutePath(), System.err::println);
        var stop = new AtomicBoolean();
        var signals = Signals.onFirst(() -> stop.set(true));
        if (!training.run(stop::get)) {
            System.err.println("Interrupted. The same command goes on from there.");
            return signals.exitCodeOr(1);
        }
        Json.out().println(out.toAbsolutePath());
        return 0;
    }
}

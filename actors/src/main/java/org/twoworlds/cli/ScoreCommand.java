package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.twoworlds.actor.Samples;
import org.twoworlds.api.Json;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Spec;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.Devices;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.tensorflow.TrainingOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code score}: what weights do on samples, outside any run. */
@Command(name = "score", description = "Scores a file of weights on samples by ONNX Runtime.")
final class ScoreCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "a network, such as mcnn{width=16}")
    private String model = "";

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "its weights as safetensors")
    private Path weights = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SOURCE[:SPLIT]",
            description = "a data type, and test (the default) or train")
    private String data = "";

    @Mixin
    private SettingsOption settings = new SettingsOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var spec = Spec.parse(model)
                .orElseThrow(() -> new RequestException(
                        "network", model, "have a form such as mcnn{width=16} or mlp[128]", "see: twoworlds models"));
        var samples = Samples.parse(data);
        var config = samples.config(settings.all());
        var set = samples.open(config);
        var outline = Outline.of(spec, set.shape()).requireTrainable();
        var given = outline.fit(SafeTensors.read(weights).weights(), weights);
        var asked = config.evaluator().threads();
        var threads = asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
        var device = Devices.of(config, new CudaProbe()).evaluator().device();
        try (var scorer = new Scorer(
                outline,
                TrainingOptions.objective(config),
                given,
                new Placement(device, threads, config.evaluator().gpuMemory()),
                config.evaluator().batch())) {
            var score = scorer.score(set);
            if (json.isSet()) {
                Json.print(Json.ordered(
                        Metric.SOFT_ERROR,
                        score.softError(),
                        Metric.ERROR,
                        score.error(),
                        Metric.LOSS,
                        score.loss(),
                        "count",
                        score.count()));
            } else {
                Json.out()
                        .printf(
                                java.util.Locale.ROOT,
                                "softError %.6f  error %.6f  loss %.6f  on %d samples of %s%n",
                                score.softError(),
                                score.error(),
                                score.loss(),
                                score.count(),
                                set.name());
            }
        }
        return 0;
    }
}

package org.twoworlds.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.twoworlds.actor.Attachment;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.data.Npz;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code batch}: the batch that a step saw, made again from the seed. */
@Command(
        name = "batch",
        description = {
            "Makes the batch of one update again, from the seed, as a NumPy file:",
            "X uint8 [B,H,W,C] after augmentation (vectors: float32 [B,D]), Y int64 [B], index int64 [B].",
            "Says on standard error how often the world's law has used its samples until then."
        })
final class BatchCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Option(names = "--world", required = true, paramLabel = "W", description = "real or ideal")
    private String world;

    @Option(
            names = "--step",
            required = true,
            paramLabel = "T",
            description = "the update that takes the world from step T-1 to step T")
    private long step;

    @Option(names = "--out", required = true, paramLabel = "F.npz", description = "the file to write")
    private Path out;

    @Override
    public Integer call() {
        var folder = run.folder();
        var view = RunView.of(folder);
        Attachment.requireClasses(folder, view.config());
        var config = view.config();
        var named = WorldName.of(world);
        if (step < 1 || step > config.steps()) {
            throw new RequestException("option --step", step, "be from 1 to " + config.steps(), "");
        }
        var experiment = Experiment.open(config);
        RecordedData.require(experiment.data(), view.started(), config.data().path());
        var batch = experiment.batch(named, step);
        var shape = experiment.data().shape();
        try (var npz = new Npz(out)) {
            if (shape.isImage()) {
                npz.bytes("X", batch.images(), batch.size(), shape.height(), shape.width(), shape.channels());
            } else {
                npz.floatBytes("X", batch.images(), batch.size(), shape.numbers());
            }
            npz.longs("Y", Arrays.stream(batch.labels()).asLongStream().toArray());
            npz.longs("index", batch.index());
            if (batch.mixed()) {
                npz.longs(
                        "Y2", Arrays.stream(batch.otherLabels()).asLongStream().toArray());
                npz.floats("lambda", batch.shares());
            }
        } catch (IOException e) {
            throw new FailureException("file", out, "be writable", "choose another one by --out");
        }
        System.err.println(config.world().label(named) + ", the first " + step + " updates: "
                + experiment.certificate(named, step));
        Json.out().println(out.toAbsolutePath());
        return 0;
    }
}

package org.twoworlds.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.log.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: a checkpoint as an ONNX file for use elsewhere. */
@Command(
        name = "export",
        description = {
            "Writes a checkpoint as an ONNX file: images as uint8 [B, H, W, C] in, logits out.",
            "Scaling is part of the file; its metadata say what was trained on what."
        })
final class ExportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "an id or a unique name")
    private String run = "";

    @Option(names = "--world", paramLabel = "WORLD", description = "real (the default) or ideal")
    private String world = "real";

    @Option(names = "--step", paramLabel = "T", description = "a checkpoint's step (default: the newest)")
    private Optional<Long> step = Optional.empty();

    @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "the file to write")
    private Path onnx = Path.of("");

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (!Event.WORLDS.contains(world)) {
            throw new RequestException("option --world", world, "be real or ideal", "");
        }
        var folder = home.find(run);
        var view = RunView.of(folder);
        var onDisk = view.world(world).onDisk();
        var wanted = step.orElseGet(() -> onDisk.isEmpty() ? -1 : onDisk.lastKey());
        var checkpoint = Optional.ofNullable(onDisk.get(wanted))
                .orElseThrow(() -> new RequestException(
                        "step",
                        wanted,
                        "be one of the checkpoints on disk: " + onDisk.keySet(),
                        "see: twoworlds checkpoints " + run));
        var data = DataSets.open(view.config().data());
        var outline = Outline.of(view.config().model(), data.shape());
        var file = folder.file(checkpoint.file());
        var weights = outline.fit(SafeTensors.read(file).weights(), file);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("twoworlds.run", folder.id());
        metadata.put("twoworlds.world", world);
        metadata.put("twoworlds.step", Long.toString(wanted));
        metadata.put("twoworlds.digest", checkpoint.digest());
        metadata.put("twoworlds.model", view.config().model().toString());
        metadata.put("twoworlds.data", view.config().data().type());
        metadata.put("classes", String.join(",", data.classNames()));
        metadata.put("input", "uint8 [B, H, W, C], RGB, 0 to 255");
        try {
            Files.write(onnx, ScoringModel.network(outline, weights, metadata));
        } catch (IOException e) {
            throw new RequestException("file", onnx, "be writable", "choose another place");
        }
        System.err.println("Wrote " + onnx.toAbsolutePath());
        return 0;
    }
}

package org.twoworlds.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ScoringModel;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.export.Table;
import org.twoworlds.stream.export.Tables;
import org.twoworlds.stream.export.TensorBoard;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: runs for use elsewhere, as tables, TensorBoard's files, a checkpoint as an ONNX file, or a bundle. */
@Command(
        name = "export",
        description = {
            "Writes runs for use elsewhere: every step and score as CSV, as Parquet or for TensorBoard;",
            "or one checkpoint as an ONNX file: images as uint8 [B, H, W, C] in, logits out, scaling included;",
            "or whole runs as a bundle, which import takes into another home, where verify holds."
        })
final class ExportCommand implements Callable<Integer> {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Parameters(arity = "1..*", paramLabel = "RUN|SWEEP", description = "ids or unique names")
    private List<String> runs = List.of();

    @Option(
            names = "--csv",
            paramLabel = "DIR",
            description = "write steps.csv and scores.csv; or - for one table on standard output: see --table")
    private Optional<Path> csv = Optional.empty();

    @Option(names = "--parquet", paramLabel = "DIR", description = "write steps.parquet and scores.parquet")
    private Optional<Path> parquet = Optional.empty();

    @Option(names = "--table", paramLabel = "TABLE", description = "for --csv -: scores (the default) or steps")
    private Optional<String> table = Optional.empty();

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "write event files, a folder for each run and world")
    private Optional<Path> tensorboard = Optional.empty();

    @Option(names = "--world", paramLabel = "WORLD", description = "real (the default) or ideal")
    private String world = WorldName.REAL.toString();

    @Option(names = "--step", paramLabel = "T", description = "a checkpoint's step (default: the newest)")
    private Optional<Long> step = Optional.empty();

    @Option(names = "--onnx", paramLabel = "FILE", description = "write a checkpoint of one run")
    private Optional<Path> onnx = Optional.empty();

    @Mixin
    private BundleOptions bundle = new BundleOptions();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var folders = home.findAll(runs);
        if (csv.isEmpty() && parquet.isEmpty() && tensorboard.isEmpty() && onnx.isEmpty() && !bundle.isAsked()) {
            throw new RequestException(
                    "export", runs, "say what to write", "give --csv, --parquet, --tensorboard, --onnx or --bundle");
        }
        var onOutput = csv.filter(STANDARD_OUTPUT::equals).isPresent();
        if (table.isPresent() && !onOutput) {
            throw new RequestException("option --table", table.get(), "go with --csv -", "leave it out");
        }
        if (csv.isPresent() || parquet.isPresent()) {
            tables(new Tables(folders), onOutput);
        }
        tensorboard.ifPresent(out -> TensorBoard.write(folders, out));
        for (var out : List.of(csv.filter(c -> !onOutput), parquet, tensorboard)) {
            out.ifPresent(o -> System.err.println("Wrote " + o.toAbsolutePath()));
        }
        onnx.ifPresent(file -> checkpoint(folders, file));
        bundle.write(home.home(), folders);
        return 0;
    }

    private void tables(Tables tables, boolean onOutput) {
        if (onOutput) {
            print(tables, table());
        } else {
            csv.ifPresent(tables::csv);
        }
        parquet.ifPresent(tables::parquet);
    }

    private Table table() {
        var name = table.orElse(Table.SCORES.toString());
        return Arrays.stream(Table.values())
                .filter(t -> t.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new RequestException("option --table", name, "be scores or steps", ""));
    }

    private static void print(Tables tables, Table table) {
        try {
            tables.csv(table, new OutputStreamWriter(Json.out(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void checkpoint(List<RunFolder> folders, Path file) {
        var named = WorldName.of(world);
        if (folders.size() != 1) {
            throw new RequestException("option --onnx", file, "go with one run, not " + folders.size(), "name one");
        }
        var folder = folders.get(0);
        var view = RunView.of(folder);
        var onDisk = view.world(named).onDisk();
        var wanted = step.orElseGet(() -> onDisk.isEmpty() ? -1 : onDisk.lastKey());
        var checkpoint = Optional.ofNullable(onDisk.get(wanted))
                .orElseThrow(() -> new RequestException(
                        "step",
                        wanted,
                        "be one of the checkpoints on disk: " + onDisk.keySet(),
                        "see: twoworlds checkpoints " + folder.id()));
        var data = DataSets.open(view.config().data());
        var outline = Outline.of(view.config().model(), data.shape());
        var written = folder.logged(checkpoint);
        var weights = outline.fit(written.read().weights(), written.path());
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
            Files.write(file, ScoringModel.network(outline, weights, metadata));
        } catch (IOException e) {
            throw new RequestException("file", file, "be writable", "choose another place");
        }
        System.err.println("Wrote " + file.toAbsolutePath());
    }
}

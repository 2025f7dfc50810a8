package org.twoworlds.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Seeds;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.network.TensorSpec;
import org.twoworlds.model.network.UNet;
import org.twoworlds.model.onnx.VelocityModel;
import org.twoworlds.model.tensorflow.FlowProgram;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.report.SampleGrid;
import org.twoworlds.stream.world.Schedule;
import org.twoworlds.stream.world.World;
import org.twoworlds.stream.world.WorldStream;

/**
 * The training of a class-conditional U-Net on a source's training stream, which ends in an ONNX file. Beside that file lies
 * a folder: {@code state.safetensors} from which to go on, {@code losses.csv}, and a grid of samples for every time that the
 * state was written. The generator is a function of the settings alone, however often its training was interrupted.
 */
public final class GeneratorTraining {
    private static final int LOSSES_A_LINE = 50;
    private static final String SAMPLER = "heun";
    private static final int SAMPLER_STEPS = 5;

    private final ExperimentConfig config;
    private final Device device;
    private final DataSet data;
    private final Outline outline;
    private final WorldStream stream;
    private final Path out;
    private final Path folder;
    private final Consumer<String> progress;
    private final String settings;

    /**
     * A training.
     *
     * @param config the data, network, seed, batch, steps, augmentation, optimizer, precision and threads
     * @param device the device that was chosen
     * @param out the ONNX file to write
     * @throws RequestException where data or network are impossible
     */
    public GeneratorTraining(ExperimentConfig config, Device device, Path out, Consumer<String> progress) {
        this.config = config;
        this.device = device;
        this.out = out;
        this.progress = progress;
        data = DataSets.open(config.data());
        if (!data.shape().isImage()) {
            throw new RequestException("source", config.data().type(), "hold images", "use cifar10 or shapes");
        }
        outline = Outline.of(config.model(), UNet.of(config.model()), data.shape());
        folder = out.resolveSibling(out.getFileName() + ".training");
        var train = data.train(config.seeds().stream());
        var augmentation = Augmentation.of(config.augment());
        if (augmentation.mixes()) {
            throw new RequestException("key augment", config.augment(), "not mix images of two classes", "");
        }
        if (train.size() < config.batch()) {
            throw new RequestException("key batch", config.batch(), "be at most the pool's size", "lower it");
        }
        var world = train.size() == Distribution.UNBOUNDED
                ? World.ideal(config.batch())
                : World.real(train.size(), config.batch(), config.seeds().order());
        stream = new WorldStream(world, train, augmentation, config.seeds().augment(), config.batch());
        settings = Sha256.of(String.join(
                        " ",
                        data.digest(),
                        config.model().toString(),
                        seeds(),
                        String.valueOf(config.batch()),
                        String.valueOf(config.steps()),
                        config.augment().toString(),
                        config.optimizer().toString(),
                        config.precision().toString(),
                        String.valueOf(threads()),
                        device.toString())
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String seeds() {
        var one = String.valueOf(config.seed());
        return config.seeds().equals(Seeds.of(config.seed()))
                ? one
                : config.seeds().toString();
    }

    private int threads() {
        var asked = config.trainer().threads();
        return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
    }

    private Path state() {
        return folder.resolve("state.safetensors");
    }

    /**
     * Trains until all steps are done or {@code stop} is true, and writes the generator to its file.
     *
     * @return whether all steps are done
     */
    public boolean run(BooleanSupplier stop) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RequestException("file", out, "lie in a folder that can be written", "choose another --out");
        }
        var options =
                TrainingOptions.of(config, threads(), device, config.seeds().dropout(), false);
        try (var program = new FlowProgram(outline, options)) {
            var step = start(program);
            var schedule = Schedule.of(config);
            var batch = stream.newBatch();
            var savedNanos = System.nanoTime();
            var savedStep = step;
            var sum = 0.0;
            var sinceNanos = System.nanoTime();
            while (step < config.steps() && !stop.getAsBoolean()) {
                stream.fill(batch, ++step);
                sum += program.step(batch, schedule.at(step));
                if (step % LOSSES_A_LINE == 0) {
                    var now = System.nanoTime();
                    say(step, sum / LOSSES_A_LINE, (now - sinceNanos) / 1e9 / LOSSES_A_LINE);
                    sum = 0;
                    sinceNanos = now;
                }
                if (config.resumeEvery().due(step - savedStep, System.nanoTime() - savedNanos)) {
                    save(program, step);
                    savedNanos = System.nanoTime();
                    savedStep = step;
                    sinceNanos = savedNanos;
                }
            }
            save(program, step);
            return step == config.steps();
        }
    }

    private void say(long step, double loss, double seconds) {
        if (!Double.isFinite(loss)) {
            throw new RequestException("loss at step " + step, loss, "be finite", "lower optimizer.rate");
        }
        var line = String.format(Locale.ROOT, "%d,%.5f,%.4f%n", step, loss, seconds);
        try {
            Files.writeString(folder.resolve("losses.csv"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        progress.accept(String.format(
                Locale.ROOT,
                "step %d/%d, loss %.4f, %.0f images/s, %.0f min left",
                step,
                config.steps(),
                loss,
                config.batch() / seconds,
                (config.steps() - step) * seconds / 60));
    }

    /** Gives the program its weights, and returns the number of updates done. */
    private long start(FlowProgram program) {
        if (!Files.isRegularFile(state())) {
            program.restore(outline.initialWeights(config.seeds().init()), List.of());
            progress.accept(String.format(
                    Locale.ROOT,
                    "%,d parameters, %.0f MFLOP an image and call",
                    outline.parameters(),
                    outline.flops() / 1e6));
            return 0;
        }
        var content = SafeTensors.read(state());
        if (!settings.equals(content.metadata().get("settings"))) {
            throw new RequestException(
                    "training in",
                    folder,
                    "have been begun with these settings",
                    "give the settings it began with, or another --out");
        }
        var names = outline.tensors().stream().map(TensorSpec::name).collect(Collectors.toSet());
        var parts = content.tensors().stream().collect(Collectors.partitioningBy(t -> names.contains(t.name())));
        program.restore(outline.fit(new Weights(parts.get(true)), state()), parts.get(false));
        var step = Long.parseLong(content.metadata().get("step"));
        progress.accept("Going on at step " + step);
        return step;
    }

    private void save(FlowProgram program, long step) {
        var tensors = new java.util.ArrayList<>(program.weights().tensors());
        tensors.addAll(program.slots());
        SafeTensors.write(state(), tensors, Map.of("step", Long.toString(step), "settings", settings));
        var averages = program.averages();
        try {
            var temporary = out.resolveSibling(out.getFileName() + ".tmp");
            Files.write(temporary, VelocityModel.of(outline, averages, true, metadata(step, averages)));
            Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var made = new ConfigLoader()
                .load(
                        "quickstart",
                        java.util.Optional.empty(),
                        List.of(
                                "data.type=generator",
                                "data.generator.file=" + out.toAbsolutePath(),
                                "data.generator.keep=0",
                                "data.generator.threads=" + threads()));
        SampleGrid.write(DataSets.open(made.data()), 1, folder.resolve("samples-%08d.png".formatted(step)));
    }

    private Map<String, String> metadata(long step, Weights averages) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("classes", String.join(",", data.classNames()));
        metadata.put("twoworlds.sampler", SAMPLER);
        metadata.put("twoworlds.steps", Integer.toString(SAMPLER_STEPS));
        metadata.put("twoworlds.model", config.model().toString());
        metadata.put("twoworlds.data", config.data().type() + " " + data.digest());
        metadata.put("twoworlds.updates", Long.toString(step));
        metadata.put("twoworlds.batch", Integer.toString(config.batch()));
        metadata.put("twoworlds.seed", Long.toString(config.seed()));
        metadata.put("twoworlds.weights", averages.digest());
        return metadata;
    }
}

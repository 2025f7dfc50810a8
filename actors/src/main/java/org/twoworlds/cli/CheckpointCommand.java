package org.twoworlds.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.api.Json;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.remake.Remade;
import org.twoworlds.remake.Remaking;
import org.twoworlds.remake.RemakingWords;
import org.twoworlds.remake.TrainedWorld;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code checkpoint}: any step's weights. */
@Command(
        name = "checkpoint",
        description = {
            "Writes a world's weights at any step that was trained, bit for bit: a checkpoint that is on disk is copied, any",
            "other is made again by training on from the nearest that was kept, and compared with what the log names.",
            "Exit code 1 where it comes to other weights: a machine gives the bits of another one only if it is like it."
        })
final class CheckpointCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Option(names = "--world", required = true, paramLabel = "W", description = "real or ideal")
    private String world;

    @Option(
            names = "--step",
            required = true,
            paramLabel = "T",
            description = "updates done; 0 for the initial weights")
    private long step;

    @Option(names = "--out", required = true, paramLabel = "F.safetensors", description = "the file to write")
    private Path out;

    @Option(
            names = "--slots",
            description = "write the optimizer's slots too, as NAME.momentum, NAME.mean and NAME.square")
    private boolean slots;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        Signals.haltOnFirst();
        var folder = run.folder();
        var trained = TrainedWorld.of(folder, WorldName.of(world));
        requireOutside(run.home().path());
        if (!trained.folder().equals(folder)) {
            System.err.println("The " + world + " world of run " + folder.id() + " is that of run "
                    + trained.folder().id() + ".");
        }
        if (!slots && isCopied(trained)) {
            return 0;
        }
        try (var remaking = new Remaking(trained, RunFiles.in(trained.folder()), RemakingWords.onError())) {
            write(trained, remaking.at(step, slots));
        }
        return 0;
    }

    /** A run's own files are not written over. */
    private void requireOutside(Path home) {
        if (out.toAbsolutePath().normalize().startsWith(home.resolve("runs"))) {
            throw new RequestException(
                    "file", out, "lie outside of the runs of " + home, "choose another place by --out");
        }
    }

    /** Copies the checkpoint, if it is on disk as it was logged. */
    private boolean isCopied(TrainedWorld trained) {
        var checkpoint = trained.progress().onDisk().get(step);
        var kept = Optional.ofNullable(checkpoint).map(trained.folder()::logged).filter(LoggedFile::isWhole);
        if (kept.isEmpty()) {
            return false;
        }
        try {
            Durable.copy(kept.get().path(), out);
        } catch (IOException e) {
            if (Files.notExists(kept.get().path())) {
                return false; // let go just now
            }
            throw unwritable();
        }
        System.err.println("The checkpoint is on disk, as it was logged: copied.");
        tell(trained, step, 0, checkpoint.digest(), true);
        return true;
    }

    private void write(TrainedWorld trained, Remade remade) {
        List<Tensor> tensors = new ArrayList<>(remade.state().weights().tensors());
        tensors.addAll(remade.state().slots());
        try {
            SafeTensors.write(out, tensors, CheckpointWriter.metadata(trained.world(), step));
        } catch (java.io.UncheckedIOException e) {
            throw unwritable();
        }
        var compared = "; %d of %d updates are in the log, with the same batches and losses"
                .formatted(remade.compared(), step - remade.from());
        var way = remade.from() == step
                ? "Read from what is kept of this step."
                : "Made again from step " + remade.from() + (remade.compared() > 0 ? compared : "") + ".";
        System.err.println(way);
        var digest = remade.state().weights().digest();
        System.err.println(
                remade.digest().isPresent()
                        ? "The digest is the one that the log names: " + digest
                        : "The log names no digest of this step, so that none was compared: " + digest);
        if (slots && remade.state().slots().isEmpty()) {
            System.err.println("The optimizer keeps no slots at this step.");
        }
        tell(trained, remade.from(), remade.compared(), digest, remade.digest().isPresent());
    }

    private void tell(TrainedWorld trained, long from, long compared, String digest, boolean isNamed) {
        var file = out.toAbsolutePath().normalize();
        if (!json.isSet()) {
            Json.out().println(file);
            return;
        }
        Json.print(Json.ordered(
                "run", trained.folder().id(),
                "world", trained.world(),
                "step", step,
                "file", file.toString(),
                "digest", digest,
                "compared", isNamed,
                "from", from,
                "updates", compared));
    }

    private FailureException unwritable() {
        return new FailureException("file", out, "be writable", "choose another one by --out");
    }
}

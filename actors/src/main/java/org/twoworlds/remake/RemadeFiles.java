package org.twoworlds.remake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.UnobtainableException;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.Durable;
import org.twoworlds.model.checkpoint.LoggedFile;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/**
 * A run's files, in which no checkpoint is ever missing: one that was let go is made again, in a temporary folder that holds one
 * a world. It belongs to one thread at a time, and is closed by its maker.
 */
public final class RemadeFiles implements RunFiles, AutoCloseable {
    private final RunFolder folder;
    private final RunFiles kept;
    private final RemakingListener listener;
    private final Path place;
    private final Map<WorldName, Remaking> makings = new EnumMap<>(WorldName.class);
    private final Map<WorldName, Long> steps = new EnumMap<>(WorldName.class);
    private final Map<WorldName, String> digests = new EnumMap<>(WorldName.class);

    /**
     * The files of a run.
     *
     * @param kept the files that are kept
     */
    public RemadeFiles(RunFolder folder, RunFiles kept, RemakingListener listener) {
        this.folder = folder;
        this.kept = kept;
        this.listener = listener;
        try {
            place = Files.createTempDirectory("twoworlds-remade");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Path> find(String file, String sha256) {
        return kept.find(file, sha256);
    }

    /**
     * A checkpoint's file, which is there: the kept one, or one whose weights have the digest of the log.
     *
     * @throws UnobtainableException where it comes to other weights
     */
    @Override
    public Optional<LoggedFile> checkpoint(RunFolder run, Event.Checkpoint checkpoint) {
        var there = kept.checkpoint(run, checkpoint);
        return there.isPresent() ? there : Optional.of(made(checkpoint));
    }

    private LoggedFile made(Event.Checkpoint checkpoint) {
        var world = checkpoint.world();
        var file = place.resolve(world + ".safetensors");
        if (!Long.valueOf(checkpoint.step()).equals(steps.get(world))) {
            steps.remove(world);
            try {
                var state = making(world).at(checkpoint.step(), false).state();
                var metadata = CheckpointWriter.metadata(world, checkpoint.step());
                digests.put(world, SafeTensors.write(file, state.weights().tensors(), metadata));
            } catch (FailureException | RequestException e) {
                throw new UnobtainableException(e);
            }
            steps.put(world, checkpoint.step());
        }
        return new LoggedFile(checkpoint.logged(folder.id(), file).what(), file, digests.get(world));
    }

    private Remaking making(WorldName world) {
        return makings.computeIfAbsent(world, w -> new Remaking(TrainedWorld.of(folder, w), kept, listener));
    }

    @Override
    public void close() {
        makings.values().forEach(Remaking::close);
        try {
            Durable.remove(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

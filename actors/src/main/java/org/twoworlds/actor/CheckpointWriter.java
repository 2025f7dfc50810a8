package org.twoworlds.actor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Tensor;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.stream.analysis.WorldView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Writes one world's checkpoints, refusing before the disk would run full. */
public final class CheckpointWriter {

    private final RunFolder folder;
    private final WorldName world;
    private final long reserve;
    private final List<String> resumeFiles = new ArrayList<>();

    /**
     * A writer of one world's checkpoints.
     *
     * @param reserve bytes that stay free on the disk
     * @param resumeFiles the resume checkpoints that the log names, oldest first
     */
    public CheckpointWriter(RunFolder folder, WorldName world, long reserve, List<String> resumeFiles) {
        this.folder = folder;
        this.world = world;
        this.reserve = reserve;
        this.resumeFiles.addAll(resumeFiles);
        removeUnnamed();
    }

    /** Removes resume checkpoints that no event names: their writer died, or the power went, before it was in the log. */
    private void removeUnnamed() {
        try (var files = Files.newDirectoryStream(folder.resume(), world + "-*")) {
            for (var file : files) {
                if (!resumeFiles.contains("resume/" + file.getFileName())) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Event.Checkpoint checkpoint(long step, Weights weights) {
        return checkpoint(step, weights, List.of());
    }

    /** Writes a checkpoint, with a mean of weights beside the weights: the digest is of the weights alone. */
    Event.Checkpoint checkpoint(long step, Weights weights, List<Tensor> mean) {
        var name = RunFolder.checkpointFile(world, step);
        List<Tensor> all = new ArrayList<>(weights.tensors());
        all.addAll(mean);
        var sha = write(name, all, step);
        return new Event.Checkpoint(world, step, name, sha, size(name), weights.digest());
    }

    /** Writes a resume point; the older one stays, in case this one is damaged. */
    public Event.ResumePoint resumePoint(long step, Weights weights, List<Tensor> slots) {
        var name = RunFolder.resumeFile(world, step);
        List<Tensor> all = new ArrayList<>(weights.tensors());
        all.addAll(slots);
        var sha = write(name, all, step);
        resumeFiles.remove(name);
        resumeFiles.add(name);
        return new Event.ResumePoint(world, step, name, sha, size(name));
    }

    /** Removes resume checkpoints that a newer one has replaced, once that is in the log. */
    void removeBefore(Event.ResumePoint logged) {
        while (resumeFiles.indexOf(logged.file()) >= WorldView.RESUME_POINTS) {
            try {
                Files.deleteIfExists(folder.file(resumeFiles.remove(0)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String write(String name, List<Tensor> tensors, long step) {
        var needed = tensors.stream().mapToLong(t -> 4L * t.data().length).sum();
        try {
            var usable = Files.getFileStore(folder.path()).getUsableSpace();
            if (usable < needed + reserve) {
                throw diskFull(usable, needed + reserve);
            }
            return SafeTensors.write(folder.file(name), tensors, metadata(world, step));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The metadata in a checkpoint's file, which a resume point's has too. */
    public static Map<String, String> metadata(WorldName world, long step) {
        return Map.of("world", world.toString(), "step", Long.toString(step));
    }

    /** The refusal of a disk with less room than is needed, both in bytes. */
    public static FailureException diskFull(long usable, long needed) {
        return new FailureException(
                "free disk space",
                usable / 1024 + " KiB",
                "be at least " + needed / 1024 + " KiB",
                "free some, then start it again (a run that had begun: with --resume)");
    }

    private long size(String name) {
        try {
            return Files.size(folder.file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.twoworlds.start;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.CheckpointWriter;
import org.twoworlds.actor.Machine;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.remake.Remaking;
import org.twoworlds.remake.RemakingWords;
import org.twoworlds.remake.TrainedWorld;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.EventLog;
import org.twoworlds.stream.log.RunFolder;

/**
 * The beginning of a fork: each world's weights and optimizer slots at a step of another run. What was kept is copied when the
 * fork is made; what was not, the fork's own process makes again before it trains.
 */
public final class Fork {
    private Fork() {}

    /**
     * The kept files with which a fork's worlds begin. A world without one begins with what is made again.
     *
     * @param parent the run that is forked
     * @param config the fork's configuration
     * @param withSlots whether the optimizer's slots come with the weights; where not, they begin at zero
     * @throws RequestException where a world was not trained so far, or has to be made again and cannot be here
     */
    public static Map<Event.ResumePoint, Path> files(
            RunFolder parent, long step, ExperimentConfig config, boolean withSlots) {
        Map<Event.ResumePoint, Path> files = new LinkedHashMap<>();
        if (step > 0) {
            Attachment.requireClasses(parent, config);
        }
        for (var name : config.world().worlds()) {
            var world = TrainedWorld.of(parent, name);
            world.requireTrained(step);
            if (step > 0) {
                file(world, step, world.needsSlots(config) && withSlots)
                        .ifPresentOrElse(
                                f -> files.put(f.point(), f.path()), () -> requireMakeable(world, step, withSlots));
            }
        }
        return files;
    }

    private record Kept(Event.ResumePoint point, Path path) {}

    private static Optional<Kept> file(TrainedWorld world, long step, boolean slots) {
        var progress = world.progress();
        var points = progress.resumePoints().stream().filter(p -> slots && p.step() == step);
        var checkpoints = Optional.ofNullable(progress.onDisk().get(step)).stream()
                .filter(c -> !slots)
                .map(c -> new Event.ResumePoint(c.world(), step, c.file(), c.sha256(), c.bytes()));
        var files = RunFiles.in(world.folder());
        return Stream.concat(points, checkpoints)
                .flatMap(p -> files.find(p.file(), p.sha256()).stream()
                        .map(path -> new Kept(
                                new Event.ResumePoint(
                                        p.world(), step, RunFolder.resumeFile(p.world(), step), p.sha256(), p.bytes()),
                                path)))
                .findFirst();
    }

    /** Refuses what nobody can make again here: on another machine the weights would be others. */
    private static void requireMakeable(TrainedWorld world, long step, boolean withSlots) {
        if (!withSlots) {
            throw new RequestException(
                    "step",
                    step,
                    "be one of the checkpoints on disk of " + world + " where a fork begins without slots: "
                            + world.progress().onDisk().keySet(),
                    "leave --without-slots out");
        }
        var difference = Machine.difference(world.view().started().machine().machine(), Machine.describe());
        if (!difference.isEmpty()) {
            throw new RequestException(
                    "step",
                    step,
                    "be one of which " + world
                            + " keeps a resume point, since this machine cannot make another one again: " + difference,
                    "fork it on such a machine, or from a checkpoint by --without-slots");
        }
    }

    /** Whether a run is a fork that has yet to get what a world of it begins with. */
    public static boolean isToBegin(RunView view) {
        return !toBegin(view).isEmpty();
    }

    private static List<WorldName> toBegin(RunView view) {
        return view.started().lineage().begins().isEmpty()
                ? List.of()
                : view.worlds().stream()
                        .filter(w -> view.world(w).resumePoints().isEmpty())
                        .toList();
    }

    /**
     * Makes again what a fork begins with, where that was not copied, as resume points of its own.
     *
     * @param folder of a fork that the caller has the right to write
     * @return the view of the log as it is then
     */
    static RunView begin(RunFolder folder, RunView view, InstantSource clock) {
        var worlds = toBegin(view);
        if (worlds.isEmpty()) {
            return view;
        }
        var from = view.started().lineage().begins().orElseThrow();
        List<Event> points = new ArrayList<>();
        for (var name : worlds) {
            var parent = Remaking.parent(folder, from, name);
            try (var remaking = new Remaking(parent, RunFiles.in(parent.folder()), RemakingWords.onError())) {
                var state = remaking.inherited(from.step(), view.config());
                points.add(
                        new CheckpointWriter(folder, name, view.config().disk().reserve(), List.of())
                                .resumePoint(from.step(), state.weights(), state.slots()));
            }
        }
        EventLog.append(folder, view.attempt(), clock, points);
        return RunView.of(folder);
    }
}

package org.twoworlds.stream.log;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RunState;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldEnding;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.LoggedFile;

/**
 * What can happen in a run. A new kind is a record here and a line in the list of subtypes; a field that an older log
 * lacks reads as 0, false, or an empty text or list.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Started.class, name = "started"),
    @JsonSubTypes.Type(value = Event.Attempt.class, name = "attempt"),
    @JsonSubTypes.Type(value = Event.Step.class, name = "step"),
    @JsonSubTypes.Type(value = Event.Checkpoint.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = Event.ResumePoint.class, name = "resumePoint"),
    @JsonSubTypes.Type(value = Event.Score.class, name = "score"),
    @JsonSubTypes.Type(value = Event.Missing.class, name = "missing"),
    @JsonSubTypes.Type(value = Event.Deleted.class, name = "deleted"),
    @JsonSubTypes.Type(value = Event.Waited.class, name = "waited"),
    @JsonSubTypes.Type(value = Event.Attached.class, name = "attached"),
    @JsonSubTypes.Type(value = Event.Detached.class, name = "detached"),
    @JsonSubTypes.Type(value = Event.Asked.class, name = "asked"),
    @JsonSubTypes.Type(value = Event.Tagged.class, name = "tagged"),
    @JsonSubTypes.Type(value = Event.Noted.class, name = "noted"),
    @JsonSubTypes.Type(value = Event.Renamed.class, name = "renamed"),
    @JsonSubTypes.Type(value = Event.WorldEnded.class, name = "worldEnded"),
    @JsonSubTypes.Type(value = Event.RunEnded.class, name = "ended")
})
public sealed interface Event {
    /**
     * Record 0: everything that the run follows from, in groups that stand side by side in the log.
     *
     * @param identity the run's names, configuration, network and data
     * @param choices the threads, precision and devices
     * @param machine the machine and the build
     * @param lineage the lab, run or sweep that the run comes from
     */
    @JsonDeserialize(using = Started.Reader.class)
    record Started(
            @JsonUnwrapped RunIdentity identity,
            @JsonUnwrapped RunChoices choices,
            @JsonUnwrapped RunMachine machine,
            @JsonUnwrapped RunLineage lineage)
            implements Event {
        /**
         * This record of a planned run, now that the run is made.
         *
         * @param on the machine and the build
         * @param network details that the network's name does not say
         */
        public Started made(RunMachine on, String network) {
            return new Started(identity.over(network), choices, on, lineage);
        }

        /** This record as another run's that no lab takes up and that belongs to no sweep. */
        public Started named(String run, String name) {
            var alone = new RunLineage(false, lineage.parent(), "", Map.of());
            return new Started(identity.called(run, name), choices, machine, alone);
        }

        /** The reader of record 0. */
        static final class Reader extends GroupsReader<Started> {
            private static final long serialVersionUID = 1L;

            Reader() {
                super(Started.class);
            }
        }
    }

    /**
     * A process took the run up. Attempt 1 is the first.
     *
     * @param forked whether the machine differs from record 0's, so that digests are no longer comparable
     * @param processStart when the process with that pid started, in milliseconds since 1970; 0 where nobody knows
     * @param command what the process with that pid runs; empty where nobody knows
     * @param node the slot of a joined machine that is the process; empty on the machine of the log
     */
    record Attempt(
            int number,
            long pid,
            boolean forked,
            Map<String, String> machine,
            long processStart,
            String command,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String node)
            implements Event {
        public Attempt {
            machine = machine == null ? Map.of() : machine;
            command = command == null ? "" : command;
            node = node == null ? "" : node;
        }

        /** An attempt on the machine of the log. */
        public Attempt(
                int number, long pid, boolean forked, Map<String, String> machine, long processStart, String command) {
            this(number, pid, forked, machine, processStart, command, "");
        }

        /** An attempt of which nothing is known but its pid, as in older logs. */
        public Attempt(int number, long pid, boolean forked, Map<String, String> machine) {
            this(number, pid, forked, machine, 0, "");
        }
    }

    /**
     * One update.
     *
     * @param step updates done, this one included
     * @param stepNanos time in the update
     * @param waitNanos time the trainer waited for this batch
     * @param hash of the bytes it was fed
     */
    record Step(
            WorldName world,
            long step,
            float loss,
            float error,
            float softError,
            double rate,
            long stepNanos,
            long waitNanos,
            long hash)
            implements Event {}

    /**
     * Weights written down to be scored.
     *
     * @param file relative to the run's folder
     * @param sha256 of the file
     * @param digest of the weights
     */
    record Checkpoint(WorldName world, long step, String file, String sha256, long bytes, String digest)
            implements Event {
        /** The checkpoint's file where it lies, of a run. */
        public LoggedFile logged(String run, Path path) {
            return new LoggedFile(
                    "checkpoint of the %s world at step %d of run %s".formatted(world, step, run), path, sha256);
        }

        /** This checkpoint as seen from another run's folder. */
        public Checkpoint under(String place) {
            return new Checkpoint(world, step, place + file, sha256, bytes, digest);
        }
    }

    /** Weights and slots written down to go on from. */
    record ResumePoint(WorldName world, long step, String file, String sha256, long bytes) implements Event {
        /** The resume point's file where it lies, of a run. */
        public LoggedFile logged(String run, Path path) {
            return new LoggedFile(
                    "resume point of the %s world at step %d of run %s".formatted(world, step, run), path, sha256);
        }
    }

    /**
     * What a checkpoint does on a set.
     *
     * @param file each sample's outcome, relative to the run's folder; empty where none is kept
     * @param further what else was measured, by name: {@code calibration}, {@code perClass}, {@code confusion}
     * @param repeats the score of equal weights on equal samples that was taken over, as a {@link Repeated}; empty for none
     */
    record Score(
            String evaluator,
            WorldName world,
            long step,
            ScoredSet set,
            double softError,
            double error,
            double loss,
            int count,
            String file,
            String sha256,
            long nanos,
            Map<String, List<Double>> further,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String repeats)
            implements Event {
        public Score {
            further = further == null ? Map.of() : further;
            repeats = repeats == null ? "" : repeats;
        }

        /** The number in a metric. */
        public double in(Metric metric) {
            return switch (metric) {
                case SOFT_ERROR -> softError;
                case ERROR -> error;
                case LOSS -> loss;
            };
        }

        /** This score as seen from another run's folder. */
        public Score under(String place) {
            var kept = file.isEmpty() ? "" : place + file;
            return new Score(
                    evaluator, world, step, set, softError, error, loss, count, kept, sha256, nanos, further, repeats);
        }
    }

    /** A score that could not be had. */
    record Missing(String evaluator, WorldName world, long step, ScoredSet set, String reason) implements Event {}

    /** A checkpoint's file was removed. */
    record Deleted(WorldName world, long step, String reason) implements Event {}

    /**
     * A lab attached an evaluator.
     *
     * @param on what it scores on, as {@code SOURCE[:SPLIT]}
     * @param first checkpoints of earlier steps are left out, by world
     * @param settings keys that differ from the run's
     * @param metrics what it measures beside SoftError, error and loss
     * @param remake whether checkpoints that were let go are made again for it
     */
    record Attached(
            String evaluator,
            String on,
            Map<WorldName, Long> first,
            List<String> settings,
            List<String> metrics,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean remake)
            implements Event {
        public Attached {
            metrics = metrics == null ? List.of() : metrics;
            first = first == null ? Map.of() : first;
            settings = settings == null ? List.of() : settings;
        }
    }

    /** An evaluator that a lab had attached goes. */
    record Detached(String evaluator) implements Event {}

    /**
     * Somebody asked that the run be left, or taken up again, and was told that it will be: so it is, even if the lab that said so dies.
     *
     * @param state PAUSED or STOPPED; or QUEUED where the run is to be taken up again
     * @param ofAttempt the attempt that was asked to end; a later one was begun by somebody who wants the run to go on
     */
    record Asked(RunState state, int ofAttempt) implements Event {}

    /**
     * Somebody put tags on the run, and took tags off.
     *
     * @param added tags that the run has from now on
     * @param removed tags that the run has no longer
     */
    record Tagged(List<String> added, List<String> removed) implements Event {
        public Tagged {
            added = added == null ? List.of() : List.copyOf(added);
            removed = removed == null ? List.of() : List.copyOf(removed);
        }
    }

    /** Somebody wrote a note on the run, in place of any earlier one; an empty note is none. */
    record Noted(String note) implements Event {}

    /** Somebody gave the run another name. */
    record Renamed(String name) implements Event {}

    /** A trainer waited for something other than data. */
    record Waited(WorldName world, long step, long nanos, String reason) implements Event {}

    /**
     * A world has done its last update.
     *
     * @param digest of its final weights
     * @param discarded updates after {@code step} that were done and are not part of the world
     */
    record WorldEnded(WorldName world, long step, String digest, WorldEnding reason, String message, long discarded)
            implements Event {}

    /**
     * The process let go of the run.
     *
     * @param state COMPLETED, INTERRUPTED, FAILED, PAUSED or STOPPED
     * @param deaths for which a lab gave the run up: how often its attempts died without getting on; 0 where no lab did
     */
    record RunEnded(RunState state, String message, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int deaths)
            implements Event {
        /** An end that is no lab's giving up. */
        public RunEnded(RunState state, String message) {
            this(state, message, 0);
        }
    }
}

package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;

/**
 * One experiment: the same network trained on n re-used samples and on fresh ones. Every key is documented in
 * {@code reference.conf}; {@link ConfigLoader} reads an experiment and reports all its problems together.
 *
 * @param name the recipe's name
 * @param seed the default of every other seed
 * @param seeds the seeds of initial weights, training stream, order, augmentation and dropout
 * @param batch samples a step
 * @param steps updates of each world; the schedule runs over all of them
 * @param model the network
 * @param modelInit a safetensors file to start from, or empty
 * @param redrawHead whether that file's head is drawn anew also where it is for as many classes
 * @param augment augmentations applied in order, empty for none
 * @param loss the function whose mean is lowered
 * @param microBatches parts into which a batch is cut to save memory
 * @param precision the precision of convolutions and matrix products
 * @param resumeEvery the interval at which a resume checkpoint rolls
 * @param checkpoints the steps at which a world's checkpoint is written to be scored
 * @param keep the checkpoints that stay on disk
 * @param keptScores what a score's file keeps of each sample
 * @param raw the effective configuration from which the experiment was read, for record 0
 */
public record ExperimentConfig(
        String name,
        long seed,
        Seeds seeds,
        int batch,
        long steps,
        Spec model,
        String modelInit,
        boolean redrawHead,
        List<String> augment,
        LossName loss,
        int microBatches,
        Precision precision,
        ResumeEvery resumeEvery,
        Cadence checkpoints,
        Retention keep,
        KeptScores keptScores,
        Data data,
        World world,
        Optimizer optimizer,
        Trainer trainer,
        Evaluator evaluator,
        Stopping stoppingTime,
        Disk disk,
        Config raw) {

    /**
     * The data source from which samples come.
     *
     * @param type a data source's name
     * @param path the source's folder or file, empty where it needs none
     * @param seed the seed of the distribution's draw and of the test split
     * @param testCount test samples that are scored
     * @param trainCount train samples that are scored
     * @param raw the whole {@code data} block, for the source's own keys
     */
    public record Data(String type, String path, long seed, int testCount, int trainCount, Config raw) {
        /** The reader of the source's own keys, whose problems are added to a list. */
        public Keys keys(List<Problem> problems) {
            return Keys.ofData(raw, problems);
        }

        /** The same block for another source. */
        public Data withType(String other) {
            return new Data(other, path, seed, testCount, trainCount, raw);
        }

        /** The same block for another folder or file. */
        public Data withPath(String other) {
            return new Data(type, other, seed, testCount, trainCount, raw);
        }
    }

    /**
     * The first world's law, and the relation of the two worlds.
     *
     * @param law the first world's; the Ideal World's is {@link Law.Fresh}
     * @param n samples that the law re-uses; where it re-uses none, the value of {@code world.n}, which then has no effect
     * @param paired whether both worlds have the same initial weights, order and augmentation draws
     * @param wrap whether the Ideal World may start again when its pool is exhausted
     * @param worlds the worlds that are trained
     * @param ideal the run whose Ideal World a run of the Real World alone is compared with, or empty
     */
    public record World(Law law, long n, boolean paired, boolean wrap, List<WorldName> worlds, String ideal) {
        /** A world's law. */
        public Law lawOf(WorldName world) {
            return world == WorldName.REAL ? law : Law.Fresh.IDEAL;
        }

        /** Whether a world's law is the paper's: n samples re-used in the Real World, none in the Ideal World. */
        public boolean isPlain(WorldName world) {
            return world == WorldName.IDEAL || law instanceof Law.Replay;
        }

        /** A world's name for people: with its law, where that is not the paper's. */
        public String label(WorldName world) {
            var name =
                    switch (world) {
                        case REAL -> "Real World";
                        case IDEAL -> "Ideal World";
                    };
            return isPlain(world) ? name : name + ", " + lawOf(world);
        }
    }

    /**
     * The rule of an update and its schedule. A number that the rule does not use has no effect.
     *
     * @param type the rule
     * @param rate the initial learning rate
     * @param momentum the momentum of SGD and RMSProp
     * @param nesterov whether SGD's momentum is Nesterov's
     * @param weightDecay added to the gradient as weightDecay times the weight
     * @param beta1 Adam's β₁
     * @param beta2 Adam's β₂
     * @param alpha RMSProp's α
     * @param epsilon added to a root before division
     * @param schedule the course of the rate
     * @param scheduleEvery steps for which the scheduled rate stays the same
     * @param finalRate the rate at which {@code exponential} ends
     */
    public record Optimizer(
            OptimizerName type,
            double rate,
            double momentum,
            boolean nesterov,
            double weightDecay,
            double beta1,
            double beta2,
            double alpha,
            double epsilon,
            ScheduleName schedule,
            long scheduleEvery,
            double finalRate) {}

    /**
     * The settings of a world's training.
     *
     * @param device the device on which a world is trained
     * @param xla whether XLA compiles the graph on a GPU
     * @param threads TensorFlow's threads a world, 0 for a choice by the number of cores
     * @param samplers batches assembled at the same time
     * @param prefetch batches that may wait for the trainer
     */
    public record Trainer(Device device, boolean xla, int threads, int samplers, int prefetch) {}

    /**
     * The settings with which checkpoints are scored.
     *
     * @param device the device on which checkpoints are scored
     * @param gpuMemory bytes of a GPU's memory that scoring may take
     * @param threads ONNX Runtime's threads
     * @param batch samples a session call
     * @param backlog unscored checkpoints a world before its trainer waits
     * @param retries failures of one set before it is logged as missing
     * @param leaseNanos the time for which a checkpoint stays for an attached evaluator that has not scored it
     * @param on further samples, as {@code SOURCE[:SPLIT]}, on which both worlds are scored
     * @param average the decay of the mean of the weights that is scored besides; 0 for none
     */
    public record Evaluator(
            Device device,
            long gpuMemory,
            int threads,
            int batch,
            int backlog,
            int retries,
            long leaseNanos,
            List<String> on,
            double average) {}

    /**
     * The stopping time T(n).
     *
     * @param metric the number that has to fall
     * @param set the train samples on which the metric is taken, as they are or with augmentation
     * @param threshold the metric's value at or below which the Real World has stopped
     * @param near batch error below which checkpoints are made denser
     * @param dense steps between two checkpoints there
     * @param stop whether the run ends at T(n)
     */
    public record Stopping(Metric metric, ScoredSet set, double threshold, double near, int dense, boolean stop) {}

    /**
     * The bounds of a run's files on disk.
     *
     * @param budget bytes that the scored checkpoints of a run may take
     * @param reserve bytes of the file system that stay free
     */
    public record Disk(long budget, long reserve) {}

    /** Whether the initial weights are those of a pretraining, a run that comes before this one. */
    public boolean isPretrained() {
        return modelInit.equals("pretrain");
    }

    /** The same configuration with another block {@code data}; what is written down stays as it was. */
    public ExperimentConfig withData(Data other) {
        return new ExperimentConfig(
                name,
                seed,
                seeds,
                batch,
                steps,
                model,
                modelInit,
                redrawHead,
                augment,
                loss,
                microBatches,
                precision,
                resumeEvery,
                checkpoints,
                keep,
                keptScores,
                other,
                world,
                optimizer,
                trainer,
                evaluator,
                stoppingTime,
                disk,
                raw);
    }

    /**
     * The effective configuration as JSON for a fork: seeds that equal {@code seed} are left out, so that they follow a
     * new one, and a law's number of samples stands beside it, so that a new law takes it over.
     */
    public String toForkJson() {
        return Seeds.following(LawReader.freed(raw)).root().render(ConfigRenderOptions.concise());
    }

    /** The effective configuration as JSON, as record 0 and {@code show --json} hold it. */
    public String toJson() {
        return raw.root().render(ConfigRenderOptions.concise());
    }
}

package org.twoworlds.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The reader of one experiment's records, which notes every problem; where a block is not a block, it notes that alone. */
final class ExperimentReader {
    private static final String BOTH = "both";
    private static final double MOST_AVERAGE = 0.9999;

    private final List<Problem> problems;

    ExperimentReader(List<Problem> problems) {
        this.problems = problems;
    }

    /** Notes every block of the reference that is not a block here. */
    private static void blocks(String path, ConfigObject known, ConfigObject found, List<Problem> problems) {
        known.forEach((key, value) -> {
            var name = path + key;
            var is = found.get(key);
            if (value instanceof ConfigObject block && is instanceof ConfigObject other) {
                blocks(name + ".", block, other, problems);
            } else if (value instanceof ConfigObject) {
                problems.add(new Problem(
                        is == null ? "" : Keys.place(is.origin()),
                        "key " + name,
                        is == null ? "null" : Keys.shown(is),
                        "be a block of keys",
                        "you mean one of its keys"));
            }
        });
    }

    ExperimentConfig read(String name, Config effective) {
        blocks("", Reference.RESOLVED.root(), effective.root(), problems);
        if (problems.stream().anyMatch(p -> p.rule().equals("be a block of keys"))) {
            throw new RequestException(problems);
        }
        var keys = new Keys(effective, Reference.RESOLVED, problems);
        keys.device("device");
        var seed = keys.whole("seed", 0, Long.MAX_VALUE);
        var batch = keys.number("batch", 1, 1 << 20);
        var steps = keys.whole("steps", 1, 1L << 40);
        var n = keys.whole("world.n", 1, 1L << 40);
        var spec = keys.parsed(LawReader.KEY, LawReader.RULE, Spec::parse);
        var law = new LawReader(effective, Reference.RESOLVED, spec, problems).read(n, steps, batch);
        var experiment = new ExperimentConfig(
                name,
                seed,
                seeds(keys),
                batch,
                steps,
                keys.parsed("model", "be a network such as mcnn{width=16} or mlp[128,128]", Spec::parse),
                keys.text("init"),
                keys.truth("redrawHead"),
                augmentations(keys.text("augment")),
                LossName.of(keys.choice(LossName.KEY, Word.all(LossName.class))),
                keys.number("microBatches", 1, 1 << 20),
                Precision.of(keys.choice("precision", Word.all(Precision.class))),
                keys.parsed("resumeEvery", "be a time or steps, such as 2m or 100steps", ResumeEvery::parse),
                keys.parsed("checkpoints", "be paper, log:NUMBER, every:NUMBER or at:STEP,STEP", Cadence::parse),
                keys.parsed("keep", "be all, log or last:NUMBER", Retention::parse),
                KeptScores.of(keys.choice(KeptScores.KEY, Word.all(KeptScores.class))),
                new ExperimentConfig.Data(
                        keys.text("data.type"),
                        keys.text("data.path"),
                        keys.whole("data.seed", 0, Long.MAX_VALUE),
                        keys.number("test.count", 1, 1 << 24),
                        keys.number("train.count", 1, 1 << 24),
                        effective.getConfig("data")),
                new ExperimentConfig.World(
                        law,
                        law.reused().orElse(n),
                        keys.choice("world.pairing", List.of("paired", "independent"))
                                .equals("paired"),
                        keys.truth("world.wrap"),
                        worlds(keys),
                        keys.text("world.ideal")),
                optimizer(keys),
                new ExperimentConfig.Trainer(
                        keys.device("trainer.device"),
                        keys.truth("trainer.xla"),
                        keys.autoOr("trainer.threads", 4096),
                        keys.autoOr("trainer.samplers", 256),
                        keys.number("trainer.prefetch", 1, 1024)),
                new ExperimentConfig.Evaluator(
                        keys.device("evaluator.device"),
                        keys.bytes("evaluator.gpuMemory"),
                        keys.autoOr("evaluator.threads", 4096),
                        keys.number("evaluator.batch", 1, 1 << 16),
                        keys.number("evaluator.backlog", 1, 1 << 20),
                        keys.number("evaluator.retries", 1, 1000),
                        keys.parsed("evaluator.lease", "be a time, such as 30s, 2m or 1h", ResumeEvery::parseTime),
                        keys.texts("evaluator.on"),
                        keys.real("evaluator.average", 0, MOST_AVERAGE)),
                new ExperimentConfig.Stopping(
                        Metric.of(keys.choice("stoppingTime.metric", Metric.words())),
                        ScoredSet.of(keys.choice(
                                "stoppingTime.set",
                                List.of(ScoredSet.TRAIN_CLEAN.toString(), ScoredSet.TRAIN_SEEN.toString()))),
                        keys.real("stoppingTime.threshold", 0, 1e6),
                        keys.real("stoppingTime.near", 0, 1),
                        keys.number("stoppingTime.dense", 1, 1 << 20),
                        keys.truth("stoppingTime.stop")),
                new ExperimentConfig.Disk(keys.bytes("disk.budget"), keys.bytes("disk.reserve")),
                LawReader.isOwn(spec) ? effective.withoutPath("world.n") : effective);
        Combinations.check(experiment, problems);
        return experiment;
    }

    private static Seeds seeds(Keys keys) {
        return new Seeds(
                keys.seed("seeds.init"),
                keys.seed("seeds.stream"),
                keys.seed("seeds.order"),
                keys.seed("seeds.augment"),
                keys.seed("seeds.dropout"));
    }

    private static List<WorldName> worlds(Keys keys) {
        List<String> choices = new ArrayList<>(List.of(BOTH));
        choices.addAll(Word.all(WorldName.class));
        var trained = keys.choice("world.trained", choices);
        return trained.equals(BOTH) ? WorldName.BOTH : List.of(WorldName.of(trained));
    }

    private static ExperimentConfig.Optimizer optimizer(Keys keys) {
        var type = OptimizerName.of(keys.choice("optimizer.type", Word.all(OptimizerName.class)));
        var rate = keys.real("optimizer.rate", 0, 1e6);
        return new ExperimentConfig.Optimizer(
                type,
                rate,
                keys.real("optimizer.momentum", 0, 1),
                keys.truth("optimizer.nesterov"),
                keys.real("optimizer.weightDecay", 0, 1e6),
                keys.real("optimizer.beta1", 0, 1),
                keys.real("optimizer.beta2", 0, 1),
                keys.real("optimizer.alpha", 0, 1),
                keys.realOr("optimizer.epsilon", type == OptimizerName.ADAGRAD ? 1e-10 : 1e-8),
                ScheduleName.of(keys.choice("optimizer.schedule", Word.all(ScheduleName.class))),
                keys.whole("optimizer.scheduleEvery", 1, 1L << 40),
                keys.realOr("optimizer.finalRate", rate / 1000));
    }

    private static List<String> augmentations(String text) {
        return text.equals("none") || text.isBlank()
                ? List.of()
                : Arrays.stream(text.split("\\+", -1)).map(String::strip).toList();
    }
}

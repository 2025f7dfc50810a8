package org.twoworlds.stream.experiment;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Law;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Seeds;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.MiniBatch;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.model.checkpoint.Weights;
import org.twoworlds.model.image.Picture;
import org.twoworlds.model.network.Outline;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.random.Draws;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.augment.Augmentation;
import org.twoworlds.stream.data.Centres;
import org.twoworlds.stream.data.DataSet;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.data.Gaussian;
import org.twoworlds.stream.data.ReplayBuffer;
import org.twoworlds.stream.descent.Empirical;
import org.twoworlds.stream.descent.Population;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.world.Certificate;
import org.twoworlds.stream.world.Schedule;
import org.twoworlds.stream.world.World;
import org.twoworlds.stream.world.WorldStream;

/**
 * An experiment: a configuration with its data opened and its network outlined, all of which follows from record 0.
 * Thread-safe.
 */
public final class Experiment {
    private static final int MOST_ESTIMATED = 512;

    private final ExperimentConfig config;
    private final DataSet data;
    private final Outline outline;
    private final Augmentation augmentation;

    private Experiment(ExperimentConfig config, DataSet data, Outline outline, Augmentation augmentation) {
        this.config = config;
        this.data = data;
        this.outline = outline;
        this.augmentation = augmentation;
    }

    /** Opens the data of a configuration and outlines its network. */
    public static Experiment open(ExperimentConfig config) {
        var data = DataSets.open(config.data());
        return new Experiment(
                config, data, Outline.of(config.model(), data.shape()), Augmentation.of(config.augment()));
    }

    /** The configuration. */
    public ExperimentConfig config() {
        return config;
    }

    /** The data. */
    public DataSet data() {
        return data;
    }

    /** The network. */
    public Outline outline() {
        return outline;
    }

    /** The seeds of a world: the same for both where they are paired. */
    public Seeds seeds(WorldName world) {
        return config.world().paired() || world == WorldName.REAL
                ? config.seeds()
                : config.seeds().map(seed -> Draws.deriveSeed(seed, 1));
    }

    /** The distribution into which a world's indices point. */
    public Distribution train(WorldName world) {
        var stream = seeds(world).stream();
        return data.train(
                config.world().lawOf(world) instanceof Law.Fresh fresh
                        ? fresh.stream().orElse(stream)
                        : stream);
    }

    /** The world of a name, as an index law. */
    public World world(WorldName name) {
        var pool = train(name).size();
        var wraps = pool < Math.multiplyExact(config.steps(), config.batch());
        return World.of(
                name,
                config.world().lawOf(name),
                wraps ? OptionalLong.of(pool) : OptionalLong.empty(),
                config.batch(),
                seeds(name).order());
    }

    /** The stream of a world's batches. The samples that the world re-uses are drawn once and kept. */
    public WorldStream stream(WorldName name) {
        var reused = config.world().lawOf(name).reused();
        var train = train(name);
        return stream(name, reused.isPresent() ? new ReplayBuffer(train, reused.getAsLong()) : train);
    }

    /** The stream of a world's batches without a buffer: to make a single batch again. */
    public WorldStream unbufferedStream(WorldName name) {
        return stream(name, train(name));
    }

    private WorldStream stream(WorldName name, Distribution source) {
        return new WorldStream(world(name), source, augmentation, seeds(name).augment(), config.batch());
    }

    /** The certificate of a world's first updates. */
    public Certificate certificate(WorldName world, long steps) {
        return Certificate.of(world(world), config.batch(), steps * config.batch(), train(world)::record);
    }

    /** The batch of the update that takes a world from {@code step − 1} to {@code step}. */
    public MiniBatch batch(WorldName world, long step) {
        var stream = unbufferedStream(world);
        var batch = stream.newBatch();
        stream.fill(batch, step);
        return batch;
    }

    /** The weights of a world at step 0: drawn from the seed, or read from {@code init}. */
    public Weights initialWeights(WorldName world) {
        var seeds = seeds(world);
        var drawn = outline.initialWeights(seeds.init());
        if (!config.modelInit().isEmpty()) {
            var file = Path.of(config.modelInit());
            return outline.fitForStart(SafeTensors.read(file).weights(), file, drawn, config.redrawHead());
        }
        var centres = outline.centres();
        if (centres.isEmpty()) {
            return drawn;
        }
        var learned = Centres.learn(data.train(seeds.stream()), centres.get(), seeds.init());
        return new Weights(drawn.tensors().stream()
                .map(t -> t.name().equals(learned.name()) ? learned : t)
                .toList());
    }

    /** The toy of this configuration: the first n samples of its training stream, and the distribution. */
    public ToyDescent toyDescent() {
        var gaussian = Gaussian.of(config.data());
        var stream = gaussian.train(seeds(WorldName.REAL).stream());
        var n = Math.toIntExact(config.world().n());
        var x = new double[n][];
        var y = new double[n];
        for (var i = 0; i < n; i++) {
            x[i] = gaussian.vector(stream, i);
            y[i] = gaussian.target(x[i]);
        }
        var population = new Population(gaussian.variance(), gaussian.isSigned());
        return new ToyDescent(new Empirical(x, y), population, Schedule.of(config), gaussian.variance().length);
    }

    /** The options with which a world is trained, with the threads and the device that were chosen. */
    public TrainingOptions trainingOptions(WorldName world, int threads, Device device) {
        return TrainingOptions.of(config, threads, device, seeds(world).dropout(), augmentation.mixes());
    }

    /** Whether a set with augmentation differs from one without. */
    public boolean augments() {
        return !config.augment().isEmpty();
    }

    /** The number of the re-used samples that a train set scores. */
    public int trainCount() {
        return (int) Math.min(config.world().n(), config.data().trainCount());
    }

    /** The first of the samples that the Real World re-uses at a step, from which its last update was drawn. */
    public long firstReused(long step) {
        return config.world().law().first(Math.max(0, step * config.batch() - 1), config.batch());
    }

    /** The first of a set's samples for the weights of a step: train sets are of those that are re-used then; else 0. */
    public long firstOf(ScoredSet set, long step) {
        return set.equals(ScoredSet.TEST) ? 0 : firstReused(step);
    }

    /**
     * The samples from which a world's batch normalisation is estimated anew: the first of its training stream, without
     * augmentation, at most {@value #MOST_ESTIMATED} and at most n.
     */
    public ScoringSet estimationSet(WorldName world) {
        var train = train(world);
        var count = (int) Math.min(MOST_ESTIMATED, config.world().n());
        return ScoringSet.of(ScoredSet.TRAIN_CLEAN.toString(), data.shape(), count, train::sample);
    }

    /**
     * Makes a set to score on.
     *
     * @param first the first of the n samples, as {@link #firstOf} gives it; without effect on the test samples
     * @throws RequestException where the set is not one of the run's own
     */
    public ScoringSet scoringSet(ScoredSet set, long first) {
        var name = set.toString();
        var test = data.test();
        var train = train(WorldName.REAL);
        return switch (set.kind()) {
            case TEST -> ScoringSet.of(name, data.shape(), config.data().testCount(), test::sample);
            case TRAIN_CLEAN ->
                ScoringSet.of(name, data.shape(), trainCount(), (i, pixels) -> train.sample(first + i, pixels));
            case TRAIN_ALL ->
                ScoringSet.of(
                        name,
                        data.shape(),
                        Math.toIntExact(config.world().n()),
                        (i, pixels) -> train.sample(first + i, pixels));
            case TRAIN_SEEN ->
                ScoringSet.of(name, data.shape(), trainCount(), (i, pixels) -> {
                    var index = first + i;
                    var label = train.sample(index, pixels);
                    var uncut = augmentation.cuts() ? train.uncut(index) : Optional.<Picture>empty();
                    var spare = new byte[pixels.length];
                    var seed = seeds(WorldName.REAL).augment();
                    var seen = augmentation.apply(uncut, pixels, spare, data.shape(), seed, index);
                    if (seen != pixels) {
                        System.arraycopy(seen, 0, pixels, 0, pixels.length);
                    }
                    return label;
                });
            case ELSEWHERE -> throw new RequestException("set", name, "be one of the run's own", "");
        };
    }
}

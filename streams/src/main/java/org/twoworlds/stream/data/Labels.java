package org.twoworlds.stream.data;

import com.typesafe.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.random.Draws;

/**
 * A data set with some classes left out, as many samples of each class, or wrong labels: {@code data.classes},
 * {@code data.balance} and {@code data.labelNoise}.
 */
final class Labels implements DataSet {
    private static final long TEST = 1L << 62;

    private final DataSet base;
    private final List<String> classes;
    private final boolean balance;
    private final double noise;
    private final long dataSeed;
    private final Map<Long, Distribution> streams = new ConcurrentHashMap<>();

    private Labels(DataSet base, List<String> classes, boolean balance, double noise, long dataSeed) {
        this.base = base;
        this.classes = classes;
        this.balance = balance;
        this.noise = noise;
        this.dataSeed = dataSeed;
    }

    /** The data set as a configuration wants its labels. */
    static DataSet of(DataSet base, ExperimentConfig.Data data) {
        try {
            var classes = data.raw().getStringList("classes");
            var balance = data.raw().getBoolean("balance");
            for (var name : classes) {
                if (!base.classNames().contains(name)) {
                    throw new RequestException(
                            "key data.classes",
                            name,
                            "be a class of the data: " + String.join(", ", base.classNames()),
                            ConfigLoader.nearest(name, base.classNames())
                                    .map(n -> "you mean " + n)
                                    .orElse(""));
                }
            }
            if (classes.size() == 1 || classes.stream().distinct().count() != classes.size()) {
                throw new RequestException("key data.classes", classes, "be two or more different classes", "");
            }
            var count = classes.isEmpty() ? base.shape().classes() : classes.size();
            var noise = noise(data, count);
            return classes.isEmpty() && !balance && noise == 0
                    ? base
                    : new Labels(base, classes.isEmpty() ? base.classNames() : classes, balance, noise, data.seed());
        } catch (ConfigException e) {
            throw new RequestException(
                    "block data", e.getMessage(), "have a list as classes and true or false as balance", "");
        }
    }

    private static double noise(ExperimentConfig.Data data, int classes) {
        var text = data.raw().getString("labelNoise");
        try {
            var noise = text.equals("random") ? 1 - 1.0 / classes : Double.parseDouble(text);
            if (noise >= 0 && noise <= 1) {
                return noise;
            }
        } catch (NumberFormatException e) {
            // Refused below.
        }
        throw new RequestException("key data.labelNoise", text, "be a number from 0 to 1, or random", "leave it out");
    }

    @Override
    public ImageShape shape() {
        var shape = base.shape();
        return new ImageShape(shape.height(), shape.width(), shape.channels(), classes.size());
    }

    @Override
    public List<String> classNames() {
        return classes;
    }

    @Override
    public Distribution train(long seed) {
        return streams.computeIfAbsent(seed, s -> {
            var stream = base.train(s);
            var isPool = stream.size() != Distribution.UNBOUNDED;
            return relabelled(stream, isPool ? dataSeed : Draws.deriveSeed(dataSeed, s), 0, s);
        });
    }

    @Override
    public Distribution test() {
        return streams.computeIfAbsent(-1L, s -> relabelled(base.test(), dataSeed, TEST, dataSeed));
    }

    private Distribution relabelled(Distribution stream, long noiseSeed, long noiseOffset, long seed) {
        var result = stream;
        var numbers = new int[base.shape().classes()];
        for (var i = 0; i < numbers.length; i++) {
            numbers[i] = classes.indexOf(base.classNames().get(i));
        }
        if (!classes.equals(base.classNames())) {
            result = new ChosenClasses(result, shape(), numbers);
        }
        if (balance) {
            result = new BalancedClasses(result, seed);
        }
        return noise == 0 ? result : new NoisyLabels(result, noise, noiseSeed, noiseOffset);
    }

    @Override
    public String digest() {
        var text = base.digest() + " " + classes + " " + balance + " " + noise + " " + dataSeed;
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}

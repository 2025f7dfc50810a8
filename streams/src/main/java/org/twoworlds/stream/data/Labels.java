package org.twoworlds.stream.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.model.ImageShape;
import org.twoworlds.model.checkpoint.Sha256;
import org.twoworlds.model.random.Draws;

/**
 * A data set with some classes left out or merged, with balanced classes, or with wrong labels: {@code data.classes},
 * {@code data.balance} and {@code data.labelNoise}.
 */
final class Labels implements DataSet {
    private static final long TEST_OFFSET = 1L << 62;

    private final DataSet base;

    /** The classes that are kept, in order: each a name, and the base's classes that it merges. */
    private final Map<String, List<String>> classes;

    private final boolean balance;
    private final double noise;
    private final long dataSeed;
    private final Map<Long, Distribution> streams = new ConcurrentHashMap<>();

    private Labels(DataSet base, Map<String, List<String>> classes, boolean balance, double noise, long dataSeed) {
        this.base = base;
        this.classes = classes;
        this.balance = balance;
        this.noise = noise;
        this.dataSeed = dataSeed;
    }

    /** The data set with classes merged: each a name with its members, in order. */
    static DataSet merged(DataSet base, Map<String, List<String>> classes, long dataSeed) {
        return new Labels(base, classes, false, 0, dataSeed);
    }

    /** The data set with the labels that a configuration asks for. */
    static DataSet of(DataSet base, ExperimentConfig.Data data) {
        var settings = SourceSettings.of(data).labels();
        var classes = settings.classes();
        requireKnown(classes, base.classNames());
        var noise = settings.noiseOf(classes.isEmpty() ? base.shape().classes() : classes.size());
        return classes.isEmpty() && !settings.balance() && noise == 0
                ? base
                : new Labels(
                        base,
                        classes.isEmpty() ? single(base.classNames()) : classes,
                        settings.balance(),
                        noise,
                        data.seed());
    }

    private static Map<String, List<String>> single(List<String> names) {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        names.forEach(name -> classes.put(name, List.of(name)));
        return classes;
    }

    private static void requireKnown(Map<String, List<String>> classes, List<String> known) {
        var members = classes.values().stream().flatMap(List::stream).toList();
        var problems = members.stream()
                .filter(name -> !known.contains(name))
                .map(name -> Problem.of(
                        "key data.classes",
                        name,
                        "be a class of the data: " + String.join(", ", known),
                        ConfigLoader.nearest(name, known)
                                .map(n -> "you mean " + n)
                                .orElse("")))
                .toList();
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        if (classes.size() == 1 || members.stream().distinct().count() != members.size()) {
            throw new RequestException("key data.classes", classes, "be two or more different classes", "");
        }
    }

    @Override
    public ImageShape shape() {
        return base.shape().withClasses(classes.size());
    }

    @Override
    public List<String> classNames() {
        return List.copyOf(classes.keySet());
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
        return streams.computeIfAbsent(-1L, s -> relabelled(base.test(), dataSeed, TEST_OFFSET, dataSeed));
    }

    private Distribution relabelled(Distribution stream, long noiseSeed, long noiseOffset, long seed) {
        var result = stream;
        var numbers = new int[base.shape().classes()];
        var groups = List.copyOf(classes.values());
        for (var i = 0; i < numbers.length; i++) {
            var name = base.classNames().get(i);
            numbers[i] = IntStream.range(0, groups.size())
                    .filter(g -> groups.get(g).contains(name))
                    .findFirst()
                    .orElse(-1);
        }
        if (!classes.equals(single(base.classNames()))) {
            result = new ChosenClasses(result, shape(), numbers);
        }
        if (balance) {
            result = new BalancedClasses(result, seed);
        }
        return noise == 0 ? result : new NoisyLabels(result, noise, noiseSeed, noiseOffset);
    }

    @Override
    public String digest() {
        return digest(base.digest());
    }

    @Override
    public Earlier earlier() {
        var earlier = base.earlier();
        return earlier.as(digest(earlier.digest()));
    }

    private String digest(String ofBase) {
        var text = ofBase + " " + classes + " " + balance + " " + noise + " " + dataSeed;
        return Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}

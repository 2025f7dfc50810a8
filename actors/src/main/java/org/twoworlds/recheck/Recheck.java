package org.twoworlds.recheck;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.twoworlds.actor.Machine;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.Device;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.FailureException;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.device.Choice;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.random.KeyedPermutation;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.results.RecordedResults;
import org.twoworlds.stream.results.RunRecord;

/**
 * The training of some recorded runs once more, from step 0, in an order that a seed draws and as far as the time allows. Nothing is
 * written. Not thread-safe.
 */
public final class Recheck {
    private static final String CACHE = "data.cache";

    private final RecordedResults results;
    private final Map<String, String> places;
    private final Duration time;
    private final LongSupplier nanoTime;
    private final Map<String, String> here = Machine.describe();

    /**
     * A recheck.
     *
     * @param settings {@code key=value} texts: where the folders and files lie here that stand as {@code DIR} in the record
     * @param time the time for training and scoring; the update under way is done
     * @param nanoTime a clock that never steps
     * @throws RequestException where a setting is of another key
     */
    public Recheck(RecordedResults results, List<String> settings, Duration time, LongSupplier nanoTime) {
        this.results = results;
        this.time = time;
        this.nanoTime = nanoTime;
        places = places(results, settings);
    }

    private static Map<String, String> places(RecordedResults results, List<String> settings) {
        Map<String, String> places = new LinkedHashMap<>();
        var known = new TreeSet<>(results.blanks());
        for (var setting : settings) {
            var equals = setting.indexOf('=');
            var key = setting.substring(0, Math.max(0, equals)).strip();
            if (!known.contains(key)) {
                throw new RequestException(
                        "setting",
                        setting,
                        known.isEmpty()
                                ? "be left out: no folder or file has to be named for these runs"
                                : "be of a folder or file that the record leaves out: " + String.join(", ", known),
                        "all else is the record's");
            }
            places.put(key, setting.substring(equals + 1).strip());
        }
        return places;
    }

    /**
     * Trains and compares.
     *
     * @param seed draws the order of the runs
     * @param told takes in each world once its time is over
     * @throws FailureException where the data are not those of the record
     */
    public RecheckReport run(long seed, Consumer<ComparedWorld> told) {
        var end = nanoTime.getAsLong() + time.toNanos();
        Map<String, String> leftOut = new LinkedHashMap<>();
        List<ComparedWorld> compared = new ArrayList<>();
        var order = KeyedPermutation.ofPool(seed, results.runs().size());
        var runs = LongStream.range(0, results.runs().size())
                .mapToObj(i -> results.runs().get((int) order.at(i)))
                .toList();
        for (var run : runs) {
            var why = reason(run);
            if (why.isPresent()) {
                leftOut.put(run.id(), why.get());
            } else if (end - nanoTime.getAsLong() > 0 || compared.isEmpty()) {
                again(run, end, world -> {
                    compared.add(world);
                    told.accept(world);
                });
            }
        }
        var differences = new LinkedHashMap<String, String>();
        runs.forEach(r -> differences.put(r.id(), difference(r)));
        return new RecheckReport(seed, results, compared, leftOut, differences);
    }

    /** Why a run cannot be trained from its record alone. */
    private static Optional<String> reason(RunRecord run) {
        if (run.started().lineage().begins().isPresent()) {
            return Optional.of("it begins with the weights of run "
                    + run.started().lineage().parent());
        }
        return run.forked() ? Optional.of("it went on on an unequal machine") : Optional.empty();
    }

    private String difference(RunRecord run) {
        return Machine.difference(run.started().machine().machine(), here);
    }

    private void again(RunRecord run, long end, Consumer<ComparedWorld> told) {
        var experiment = open(run);
        var scorer = run.started().machine().machine().getOrDefault("onnxruntime", "");
        var hasSameScorer = scorer.equals(here.getOrDefault("onnxruntime", ""));
        for (var world : WorldName.BOTH) {
            if (run.worlds().containsKey(world) && (end - nanoTime.getAsLong() > 0 || world == first(run))) {
                var comparison = new WorldComparison(run, world, results, hasSameScorer);
                var steps = run.worlds().get(world).steps();
                try (var training = training(experiment, run.started(), world, steps)) {
                    comparison.weights(training);
                    for (var step = 1L; step <= steps && (step == 1 || end - nanoTime.getAsLong() > 0); step++) {
                        comparison.update(training);
                    }
                }
                told.accept(comparison.compared());
            }
        }
    }

    private static WorldName first(RunRecord run) {
        return run.worlds().containsKey(WorldName.REAL) ? WorldName.REAL : WorldName.IDEAL;
    }

    private static Retraining training(Experiment experiment, Event.Started started, WorldName world, long steps) {
        return ToyDescent.isAsked(experiment.config())
                ? new ToyRetraining(experiment, world)
                : new NetworkRetraining(experiment, started, world, steps);
    }

    private Experiment open(RunRecord run) {
        var started = run.started();
        var config = config(run);
        Device.parse(started.choices().device())
                .ifPresent(d -> Choice.of("trainer.device", d, new CudaProbe()::tensorFlow));
        var experiment = Experiment.open(config);
        RecordedData.require(experiment.data(), started, config.data().path());
        return experiment;
    }

    private ExperimentConfig config(RunRecord run) {
        var raw = ConfigFactory.parseString(run.started().identity().config());
        for (var key : run.blanks()) {
            var place = places.getOrDefault(key, key.equals(CACHE) ? "" : RunRecord.BLANK);
            if (place.equals(RunRecord.BLANK)) {
                throw new RequestException(
                        "key " + key + " of run " + run.id(),
                        RunRecord.BLANK,
                        "be set, since the record does not say where that lies on this machine",
                        "give --set " + key + "=…");
            }
            raw = raw.withValue(key, ConfigValueFactory.fromAnyRef(place));
        }
        return new ConfigLoader()
                .fromJson(run.started().identity().recipe(), raw.root().render(ConfigRenderOptions.concise()));
    }
}

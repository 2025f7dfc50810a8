package org.twoworlds.stream.analysis;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.openhft.hashing.LongHashFunction;
import org.twoworlds.config.Law;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.model.checkpoint.SafeTensors;
import org.twoworlds.stream.data.Distribution;
import org.twoworlds.stream.descent.ToyDescent;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.experiment.RecordedData;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.LogReader;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.world.World;
import org.twoworlds.stream.world.WorldStream;

/** The verification of a run: checks of its log and files against the consequences of its record 0. */
public final class Verification {
    private static final int OVERLAP_SAMPLES = 20_000;

    /**
     * The result of one check.
     *
     * @param law the number of the law to which the check belongs, 0 for none
     * @param ok whether the check holds
     * @param count the number of things that were checked
     * @param detail the first difference, or the things that were counted
     */
    public record CheckResult(int law, String name, boolean ok, long count, String detail) {}

    private final RunFolder folder;
    private final RunView view;
    private final Experiment experiment;
    private final List<CheckResult> checks = new ArrayList<>();

    private Verification(RunFolder folder, RunView view, Experiment experiment) {
        this.folder = folder;
        this.view = view;
        this.experiment = experiment;
    }

    /** Does all checks of a run. */
    public static List<CheckResult> of(RunFolder folder, RunView view, Experiment experiment) {
        var v = new Verification(folder, view, experiment);
        var data = RecordedData.of(experiment.data(), view.started());
        v.add(1, "data as recorded", data.difference().orElse(""), 1, data.detail());
        if (ToyDescent.isAsked(view.config())) {
            v.descent();
        } else {
            v.steps();
            view.worlds().forEach(v::use);
            v.overlap();
        }
        v.checkpoints();
        v.scores();
        v.repeats();
        return List.copyOf(v.checks);
    }

    private void add(int law, String name, String difference, long count, String detail) {
        checks.add(new CheckResult(law, name, difference.isEmpty(), count, difference.isEmpty() ? detail : difference));
    }

    /** Checks every logged step: it is in order within an attempt, and its batch, made again, has the logged hash. */
    private void steps() {
        var difference = "";
        var orderDifference = "";
        long count = 0;
        Map<WorldName, WorldStream> streams = new EnumMap<>(WorldName.class);
        Map<WorldName, Long> last = new EnumMap<>(WorldName.class);
        Map<WorldName, Map<Long, Long>> known = new EnumMap<>(WorldName.class);
        view.worlds().forEach(w -> streams.put(w, experiment.stream(w)));
        var batch = streams.get(view.worlds().get(0)).newBatch();
        try (var reader = new LogReader(folder.log(), 0)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                var entry = next.get();
                if (entry.event() instanceof Event.Attempt) {
                    last.clear();
                }
                if (!(entry.event() instanceof Event.Step step)) {
                    continue;
                }
                count++;
                var before = last.put(step.world(), step.step());
                if (before != null && step.step() != before + 1 && orderDifference.isEmpty()) {
                    orderDifference = "event %d: %s step %d follows step %d"
                            .formatted(entry.index(), step.world(), step.step(), before);
                }
                var earlier = known.computeIfAbsent(step.world(), w -> new HashMap<>())
                        .putIfAbsent(step.step(), step.hash());
                long expected;
                if (earlier == null) {
                    streams.get(step.world()).fill(batch, step.step());
                    expected = WorldStream.hash(batch);
                } else {
                    expected = earlier;
                }
                if (expected != step.hash() && difference.isEmpty()) {
                    difference = "event %d: %s step %d was fed %016x, the index law gives %016x"
                            .formatted(entry.index(), step.world(), step.step(), step.hash(), expected);
                }
            }
        }
        log();
        add(2, "batches follow the index law", difference, count, "hashes of all logged batches are equal");
        add(5, "steps are logged in order", orderDifference, count, view.attempt() + " attempts");
    }

    /**
     * Checks the log by reading the whole of it: every event's checksum and index, and that nothing is between or behind
     * them.
     */
    private void log() {
        try (var reader = new LogReader(folder.log(), 0)) {
            var events = new long[1];
            reader.forEach(entry -> events[0]++);
            add(
                    5,
                    "the log is whole",
                    "",
                    events[0],
                    "events, of which " + reader.forced() + " were forced to the disk");
        }
    }

    /** Checks the losses of a toy, which has no batches: every logged loss follows from record 0. */
    private void descent() {
        var descent = experiment.toyDescent();
        var difference = "";
        long count = 0;
        for (var world : view.worlds()) {
            Map<Long, Double> train = new HashMap<>();
            Map<Long, Double> test = new HashMap<>();
            var beta = descent.start();
            for (long step = 0; step <= view.world(world).step(); step++) {
                train.put(step, descent.trainLoss(beta));
                test.put(step, descent.testLoss(beta));
                beta = descent.next(world, beta, step + 1);
            }
            for (var score : view.scores()) {
                if (score.world() == world) {
                    var expected = (score.set().equals(ScoredSet.TEST) ? test : train).get(score.step());
                    count++;
                    if ((expected == null || expected != score.loss()) && difference.isEmpty()) {
                        difference = "%s step %d has loss %s on %s, and %s follows from record 0"
                                .formatted(world, score.step(), score.loss(), score.set(), expected);
                    }
                }
            }
        }
        add(0, "losses follow from record 0", difference, count, "losses made again are equal");
    }

    /** Checks the uses of samples: a law that re-uses nothing uses no sample twice. */
    private void use(WorldName name) {
        var world = experiment.world(name);
        var steps = view.world(name).step();
        long positions = steps * experiment.config().batch();
        var certificate = experiment.certificate(name, steps);
        var difference = certificate.outside() < 0
                ? ""
                : "position " + certificate.outside() + " has an index that " + world.law() + " does not give";
        if (world.n().isEmpty() && !world.approximate() && certificate.samples() < positions) {
            difference = positions - certificate.samples() + " slots hold a sample that was used before";
        }
        add(2, lawName(name, world), difference, positions, certificate + notes(name, world));
    }

    private String lawName(WorldName name, World world) {
        if (view.config().world().isPlain(name)) {
            return world.n().isPresent() ? "Real World re-uses n samples" : "Ideal World repeats nothing";
        }
        return name + " follows " + world.law();
    }

    private String notes(WorldName name, World world) {
        var approximate = world.approximate() ? "; approximate: world.wrap allows repeats" : "";
        var isOther = world.law() instanceof Law.Fresh fresh && fresh.stream().isPresent();
        return isOther && experiment.train(name).size() < Distribution.UNBOUNDED
                ? approximate + "; of a pool, this stream is another order of the same samples"
                : approximate;
    }

    /** Checks that no training sample of either world equals a test sample, pixel for pixel. */
    private void overlap() {
        var bytes = new byte[experiment.data().shape().bytes()];
        Set<Long> test = new HashSet<>();
        for (var i = 0; i < experiment.config().data().testCount(); i++) {
            experiment.data().test().sample(i, bytes);
            test.add(LongHashFunction.xx3().hashBytes(bytes));
        }
        long count = 0;
        var difference = "";
        for (var name : view.worlds()) {
            var train = experiment.train(name);
            var batch = experiment.config().batch();
            var drawn = view.config().world().lawOf(name).reach(view.world(name).step() * batch, batch);
            for (long i = 0; i < Math.min(Math.min(drawn, train.size()), OVERLAP_SAMPLES); i++, count++) {
                train.sample(i, bytes);
                if (test.contains(LongHashFunction.xx3().hashBytes(bytes)) && difference.isEmpty()) {
                    difference = "training sample " + i + " of the " + name + " world is a test sample";
                }
            }
        }
        add(1, "no overlap with the test stream", difference, count, "compared with " + test.size() + " test samples");
    }

    private void checkpoints() {
        var difference = "";
        long count = 0;
        for (var world : view.worlds()) {
            var w = view.world(world);
            for (var c : w.onDisk().values()) {
                count++;
                var found = checkpointDifference(c);
                difference = difference.isEmpty() ? found : difference;
            }
            var ended = w.ended();
            var last = ended.map(e -> w.checkpoints().get(e.step()));
            if (last.isPresent() && !last.get().digest().equals(ended.get().digest()) && difference.isEmpty()) {
                difference = "the final weights of the " + world + " world differ from its last checkpoint";
            }
        }
        add(5, "checkpoints are as logged", difference, count, "file and weight digests are equal");
    }

    private String checkpointDifference(Event.Checkpoint c) {
        var file = folder.file(c.file());
        if (!Files.isRegularFile(file)) {
            return c.file() + " is gone";
        }
        if (!folder.logged(c).isWhole()) {
            return c.file() + " is not as it was written";
        }
        var digest = SafeTensors.read(file).weights().digest();
        return digest.equals(c.digest()) ? "" : c.file() + " has weights " + digest + ", logged " + c.digest();
    }

    private void scores() {
        var difference = Optional.<String>empty();
        for (var score : view.scores()) {
            if (difference.isEmpty()
                    && !score.file().isEmpty()
                    && !folder.logged(score).isWhole()) {
                difference = Optional.of(score.file() + " is not as it was written");
            }
            var soft = difference.isEmpty() ? SampleScores.softErrors(folder, score) : Optional.<double[]>empty();
            if (soft.isPresent()) {
                var mean = java.util.Arrays.stream(soft.get()).average().orElse(0);
                if (Math.abs(mean - score.softError()) > 1e-6) {
                    difference = Optional.of("the samples of %s step %d on %s have mean SoftError %s, logged %s"
                            .formatted(score.world(), score.step(), score.set(), mean, score.softError()));
                }
            }
        }
        add(5, "scores are as logged", difference.orElse(""), view.scores().size(), "digests and means are equal");
    }

    /** Checks the scores that were taken over, where there are any: each is what it repeats, and what scoring anew gives. */
    private void repeats() {
        var repeating =
                view.scores().stream().filter(s -> !s.repeats().isEmpty()).toList();
        if (!repeating.isEmpty()) {
            var check = new RepeatCheck(folder, view, experiment);
            var difference = repeating.stream()
                    .map(check::difference)
                    .filter(d -> !d.isEmpty())
                    .findFirst()
                    .orElse("");
            add(0, "repeated scores are right", difference, repeating.size(), check.scored() + " were scored anew");
        }
    }
}

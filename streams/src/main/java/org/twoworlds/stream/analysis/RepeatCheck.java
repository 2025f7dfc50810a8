package org.twoworlds.stream.analysis;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.model.onnx.Placement;
import org.twoworlds.model.onnx.Scorer;
import org.twoworlds.model.onnx.ScoringSet;
import org.twoworlds.model.onnx.SetScore;
import org.twoworlds.model.tensorflow.TrainingOptions;
import org.twoworlds.stream.experiment.Experiment;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.Repeated;
import org.twoworlds.stream.log.RunFolder;

/**
 * The check of scores that a run's log took over from earlier ones: of equal weights, with equal numbers, which scoring anew gives
 * again as far as another machine's rounding allows. Weights that are not kept, and sets that are not the run's own, are not
 * scored.
 */
final class RepeatCheck {
    private static final double MOST_ROUNDING = 1e-5;
    private static final double MOST_TURNED = 1e-3; // of the samples: a tie of two classes may fall otherwise

    private final RunFolder folder;
    private final RunView view;
    private final Experiment experiment;
    private final Map<String, Optional<RunView>> others = new HashMap<>();
    private final Map<Key, SetScore> anew = new HashMap<>();
    private final Set<ScoreKey> scored = new HashSet<>();
    private Optional<Loaded> loaded = Optional.empty();

    private record Key(String digest, ScoredSet set, long first) {}

    private record Loaded(ScoredSet name, long first, ScoringSet set) {}

    RepeatCheck(RunFolder folder, RunView view, Experiment experiment) {
        this.folder = folder;
        this.view = view;
        this.experiment = experiment;
    }

    /** The number of scores that were compared with new ones. */
    int scored() {
        return scored.size();
    }

    /** What is wrong with a score that repeats another; empty where nothing is. */
    String difference(Event.Score score) {
        var what = "the score of %s step %d on %s".formatted(score.world(), score.step(), score.set());
        var named = Repeated.parse(score.repeats());
        if (named.isEmpty()) {
            return what + " repeats " + score.repeats() + ", which names no score";
        }
        var log = named.get().run().isEmpty()
                ? Optional.of(view)
                : other(named.get().run());
        if (log.isPresent()) {
            var difference = difference(score, named.get(), log.get());
            if (!difference.isEmpty()) {
                return what + " " + difference;
            }
        }
        var found = anew(score);
        if (found.isPresent() && isOther(score, found.get())) {
            return "%s has SoftError %s, error %s and loss %s, and scoring anew gives %s, %s and %s"
                    .formatted(
                            what,
                            score.softError(),
                            score.error(),
                            score.loss(),
                            found.get().softError(),
                            found.get().error(),
                            found.get().loss());
        }
        return "";
    }

    /** Another run's log; empty where the run is not in this home. */
    private Optional<RunView> other(String run) {
        return others.computeIfAbsent(run, id -> Optional.of(folder.beside(id))
                .filter(f -> Files.isDirectory(f.log()))
                .map(RunView::of));
    }

    private String difference(Event.Score score, Repeated named, RunView log) {
        var earlier = log.scores().stream()
                .filter(s -> ScoreKey.of(s)
                        .equals(new ScoreKey(named.evaluator(), named.world(), named.step(), named.set())))
                .findFirst();
        if (earlier.isEmpty() || !earlier.get().repeats().isEmpty()) {
            return "repeats " + named + ", and no such score was made";
        }
        var weights = digest(view, score);
        if (weights.isEmpty() || !weights.equals(digest(log, earlier.get()))) {
            return "repeats %s, whose weights are others".formatted(named);
        }
        return score.equals(as(score, earlier.get())) ? "" : "repeats %s, whose numbers are others".formatted(named);
    }

    /** A score's numbers and outcomes as those of another. */
    private static Event.Score as(Event.Score score, Event.Score made) {
        return new Event.Score(
                score.evaluator(),
                score.world(),
                score.step(),
                score.set(),
                made.softError(),
                made.error(),
                made.loss(),
                made.count(),
                score.file(),
                made.sha256(),
                score.nanos(),
                made.further(),
                score.repeats());
    }

    private static String digest(RunView view, Event.Score score) {
        return Optional.ofNullable(view.world(score.world()).checkpoints().get(score.step()))
                .map(Event.Checkpoint::digest)
                .orElse("");
    }

    /** The score made anew; empty where its weights are not kept, or its set is not the run's own. */
    private Optional<SetScore> anew(Event.Score score) {
        var checkpoint = Optional.ofNullable(view.world(score.world()).onDisk().get(score.step()));
        if (checkpoint.isEmpty()
                || score.set().kind() == ScoredSet.Kind.ELSEWHERE
                || !folder.logged(checkpoint.get()).isWhole()) {
            return Optional.empty();
        }
        scored.add(ScoreKey.of(score));
        var first = experiment.firstOf(score.set(), score.step());
        var key = new Key(checkpoint.get().digest(), score.set(), first);
        return Optional.of(anew.computeIfAbsent(key, k -> scored(checkpoint.get(), score.set(), first)));
    }

    private SetScore scored(Event.Checkpoint checkpoint, ScoredSet name, long first) {
        if (loaded.filter(l -> l.name().equals(name) && l.first() == first).isEmpty()) {
            loaded = Optional.of(new Loaded(name, first, experiment.scoringSet(name, first)));
        }
        var config = experiment.config();
        try (var scorer = new Scorer(
                experiment.outline(),
                TrainingOptions.objective(config),
                folder.logged(checkpoint).read().weights(),
                Placement.cpu(1),
                config.evaluator().batch())) {
            return scorer.score(loaded.get().set());
        }
    }

    private static boolean isOther(Event.Score score, SetScore made) {
        return !(Math.abs(score.softError() - made.softError()) <= MOST_ROUNDING
                && Math.abs(score.loss() - made.loss()) <= MOST_ROUNDING * (1 + Math.abs(made.loss()))
                && Math.abs(score.error() - made.error()) <= MOST_TURNED + 1.0 / made.count()
                && score.count() == made.count());
    }
}

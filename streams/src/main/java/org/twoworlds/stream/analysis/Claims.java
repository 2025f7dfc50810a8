package org.twoworlds.stream.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.twoworlds.config.Metric;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.data.KnownPosterior;

/**
 * The paper's claims as checks of some runs, with the figures they are judged by. What counts as small is the reader's: the
 * paper names no number.
 */
public final class Claims {
    /** The largest difference that counts as small where nobody says another one: our setting. */
    public static final double LIMIT = 0.05;

    private static final int FEWEST_TO_ORDER = 3;

    /** What a check came to. */
    public enum Verdict {
        /** The figures are within the limit. */
        HOLDS,
        /** They are not. */
        FAILS,
        /** There is too little to judge by. */
        OPEN
    }

    /**
     * One check.
     *
     * @param claim what is claimed
     * @param of the run or the group of runs it is about
     * @param detail the figures in words
     * @param figures by name; NaN for what there is not
     */
    public record Claim(String claim, String of, Verdict verdict, String detail, Map<String, Double> figures) {}

    private final double limit;
    private final List<Claim> claims = new ArrayList<>();

    private Claims(double limit) {
        this.limit = limit;
    }

    /**
     * Checks runs.
     *
     * @param limit the largest difference that counts as small
     */
    public static List<Claim> of(List<Outcome> all, double limit) {
        var claims = new Claims(limit);
        var outcomes = all.stream().filter(o -> o.view().worlds().size() == 2).toList();
        claims.closeUntilStopping(outcomes);
        claims.endIsStopping(outcomes);
        claims.order(outcomes);
        claims.scaling(outcomes);
        outcomes.forEach(claims::calibration);
        outcomes.forEach(claims::sampler);
        return List.copyOf(claims.claims);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private void add(String claim, String of, Verdict verdict, String detail, Map<String, Double> figures) {
        claims.add(new Claim(claim, of, verdict, detail, figures));
    }

    private Verdict small(double value) {
        return Double.isNaN(value) ? Verdict.OPEN : value <= limit ? Verdict.HOLDS : Verdict.FAILS;
    }

    /** Groups that differ in the seed alone, by what else distinguishes them. */
    private static Map<String, List<Outcome>> bySeed(List<Outcome> outcomes) {
        return outcomes.stream()
                .collect(Collectors.groupingBy(Claims::withoutSeed, LinkedHashMap::new, Collectors.toList()));
    }

    private static String withoutSeed(Outcome o) {
        var cell = new TreeMap<>(o.view().started().cell());
        if (cell.remove("seed") == null) {
            return o.label();
        }
        return cell.isEmpty() ? "all seeds" : Sweep.Cell.text(cell);
    }

    private void closeUntilStopping(List<Outcome> outcomes) {
        for (var metric : Metric.values()) {
            var inMetric = outcomes.stream().map(o -> o.in(metric)).toList();
            for (var group : bySeed(inMetric).entrySet()) {
                closeUntilStopping(metric, group.getKey(), group.getValue());
            }
        }
    }

    private void closeUntilStopping(Metric metric, String of, List<Outcome> group) {
        var largest = group.stream()
                .map(Outcome::largest)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        if (largest.isEmpty() || Double.isNaN(largest.getAsDouble())) {
            return;
        }
        var at = group.stream()
                .map(Outcome::atStopping)
                .flatMap(Optional::stream)
                .toList();
        var errors =
                Repeats.of(at.stream().mapToDouble(Outcome.At::bootstrapError).toArray());
        var gaps = Repeats.of(
                at.stream().mapToDouble(Outcome.At::generalizationGap).toArray());
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("largest", largest.getAsDouble());
        figures.put("atStoppingTime", errors.mean());
        figures.put("low", errors.low());
        figures.put("high", errors.high());
        figures.put("seeds", (double) group.size());
        figures.put("testStandardError", at.size() == 1 ? at.get(0).standardError() : Double.NaN);
        figures.put("generalizationGap", gaps.mean());
        var detail = "largest |bootstrap error| up to T(n) " + number(largest.getAsDouble());
        if (at.isEmpty()) {
            detail = "T(n) was not reached; largest |bootstrap error| of all checkpoints "
                    + number(largest.getAsDouble());
        } else {
            detail += String.format(Locale.ROOT, ", at T(n) %+.4f", errors.mean())
                    + (at.size() == 1 && !Double.isNaN(at.get(0).standardError())
                            ? " ± " + number(1.96 * at.get(0).standardError()) + " (95 %, test sampling)"
                            : "")
                    + (Double.isNaN(errors.low())
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    " [%+.4f, %+.4f] (95 %%, %d seeds)",
                                    errors.low(),
                                    errors.high(),
                                    at.size()))
                    + "; generalization gap there " + number(gaps.mean());
        }
        var verdict = at.isEmpty() ? Verdict.OPEN : small(largest.getAsDouble());
        add("the worlds stay close up to T(n), in " + metric, of, verdict, detail, figures);
    }

    private void endIsStopping(List<Outcome> outcomes) {
        var judged = outcomes.stream()
                .filter(o -> o.atStopping().isPresent() && o.last().isPresent())
                .toList();
        for (var group : bySeed(judged).entrySet()) {
            var end = mean(group.getValue(), o -> o.last().orElseThrow().realTest());
            var real = mean(group.getValue(), o -> o.atStopping().orElseThrow().realTest());
            var ideal = mean(group.getValue(), o -> o.atStopping().orElseThrow().idealTest());
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("realAtEnd", end);
            figures.put("realAtStoppingTime", real);
            figures.put("idealAtStoppingTime", ideal);
            var detail = "Real at the end " + number(end) + ", Real at T(n) " + number(real) + ", Ideal at T(n) "
                    + number(ideal);
            var farthest = Math.max(Math.abs(end - real), Math.abs(end - ideal));
            add("L(n) is the Ideal World's error after T(n) steps", group.getKey(), small(farthest), detail, figures);
        }
    }

    private static double mean(List<Outcome> group, ToDoubleFunction<Outcome> what) {
        return group.stream().mapToDouble(what).average().orElse(Double.NaN);
    }

    /** Whether what is better in one world is better in the other. */
    private void order(List<Outcome> outcomes) {
        var judged = outcomes.stream().filter(o -> o.atStopping().isPresent()).toList();
        var cells = judged.stream().map(Claims::withoutSeed).distinct().count();
        if (cells < FEWEST_TO_ORDER) {
            return;
        }
        var real = new ArrayList<Double>();
        var ideal = new ArrayList<Double>();
        for (var group : bySeed(judged).values()) {
            real.add(mean(group, o -> o.last().orElseThrow().realTest()));
            ideal.add(mean(group, o -> o.atStopping().orElseThrow().idealTest()));
        }
        var tau = new KendallsCorrelation()
                .correlation(
                        real.stream().mapToDouble(v -> v).toArray(),
                        ideal.stream().mapToDouble(v -> v).toArray());
        add(
                "what is better in the Ideal World is better in the Real World",
                real.size() + " cells",
                tau > 0 ? Verdict.HOLDS : Verdict.FAILS,
                "Kendall's tau of Real at the end against Ideal at T(n) " + number(tau),
                Map.of("kendallTau", tau));
    }

    /** Carrell et al. 2022: what calibration loses on new samples is at most what error loses. */
    private void calibration(Outcome o) {
        var real = expectedError(o, WorldName.REAL, ScoredSet.TEST);
        var train = expectedError(o, WorldName.REAL, ScoredSet.TRAIN_CLEAN);
        var ideal = expectedError(o, WorldName.IDEAL, ScoredSet.TEST);
        if (Double.isNaN(real) || Double.isNaN(train)) {
            return;
        }
        var test = o.view().curve(WorldName.REAL, ScoredSet.TEST).lastEntry().getValue().error();
        var known = o.view().curve(WorldName.REAL, ScoredSet.TRAIN_CLEAN).lastEntry().getValue().error();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("realTest", real);
        figures.put("realTrain", train);
        figures.put("idealTest", ideal);
        figures.put("generalizationGapInError", test - known);
        add(
                "the calibration gap is at most the generalization gap, at the end",
                o.label(),
                real - train <= test - known ? Verdict.HOLDS : Verdict.FAILS,
                "expected calibration error: Real test " + number(real) + ", Real train " + number(train)
                        + ", Ideal test " + number(ideal) + "; generalization gap in error " + number(test - known),
                figures);
    }

    private static double expectedError(Outcome o, WorldName world, ScoredSet set) {
        var last = o.view().curve(world, set).lastEntry();
        return last == null
                ? Double.NaN
                : Calibration.expectedError(o.folder(), last.getValue()).orElse(Double.NaN);
    }

    /** Nakkiran and Bansal 2020: what interpolates predicts as a sampler of p(y | x) would, where that is known. */
    private void sampler(Outcome o) {
        var config = o.view().config();
        if (o.last().isEmpty()
                || !List.of("mixture", "gaussian").contains(config.data().type())
                || o.metric() != Metric.SOFT_ERROR) {
            return;
        }
        var data = DataSets.open(config.data());
        if (!(data instanceof KnownPosterior known)) {
            return;
        }
        var test = data.test();
        var sample = new byte[test.shape().bytes()];
        var ofSampler = 0.0;
        var least = 0.0;
        var count = config.data().testCount();
        for (var i = 0; i < count; i++) {
            test.sample(i, sample);
            var posterior = known.posterior(sample);
            ofSampler += (1 - Arrays.stream(posterior).map(p -> p * p).sum()) / count;
            least += (1 - Arrays.stream(posterior).max().orElseThrow()) / count;
        }
        var real = o.view().curve(WorldName.REAL, ScoredSet.TEST).lastEntry().getValue();
        var ideal = o.view().curve(WorldName.IDEAL, ScoredSet.TEST).lastEntry().getValue();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("samplersError", ofSampler);
        figures.put("leastError", least);
        figures.put("realSoftError", real.softError());
        figures.put("idealSoftError", ideal.softError());
        figures.put("realError", real.error());
        figures.put("idealError", ideal.error());
        add(
                "SoftError comes to that of a sampler of p(y | x)",
                o.label(),
                small(Math.abs(ideal.softError() - ofSampler)),
                "the sampler's " + number(ofSampler) + ", Real " + number(real.softError()) + ", Ideal "
                        + number(ideal.softError()) + "; least error there is " + number(least) + ", Real error "
                        + number(real.error()) + ", Ideal " + number(ideal.error()),
                figures);
    }

    private void scaling(List<Outcome> outcomes) {
        Map<String, List<Outcome>> byOther = outcomes.stream()
                .filter(o -> o.view().started().cell().containsKey("world.n"))
                .collect(Collectors.groupingBy(Claims::withoutN, LinkedHashMap::new, Collectors.toList()));
        byOther.forEach(this::scaling);
    }

    private static String withoutN(Outcome o) {
        var cell = new TreeMap<>(o.view().started().cell());
        cell.remove("world.n");
        cell.remove("seed");
        return cell.isEmpty() ? "the sweep over n" : Sweep.Cell.text(cell);
    }

    private void scaling(String of, List<Outcome> group) {
        var judged = group.stream()
                .filter(o -> o.atStopping().isPresent())
                .sorted(Comparator.comparingLong(o -> o.view().config().world().n()))
                .toList();
        var claim = "exponents multiply: L(n) ~ n^(-ab) where T(n) ~ n^b and the Ideal World's error falls as t^(-a)";
        var ideal = judged.stream()
                .map(o -> o.view().curve(WorldName.IDEAL, ScoredSet.TEST))
                .findFirst()
                .orElseGet(TreeMap::new)
                .values()
                .stream()
                .filter(s -> s.step() >= judged.get(0).stopping().orElseThrow().step() / 2)
                .toList();
        try {
            var n = judged.stream()
                    .mapToDouble(o -> o.view().config().world().n())
                    .toArray();
            var times = PowerLaw.fit(
                    n,
                    judged.stream()
                            .mapToDouble(o -> o.stopping().orElseThrow().interpolated())
                            .toArray(),
                    false);
            var learned = PowerLaw.fit(
                    n,
                    judged.stream()
                            .mapToDouble(o -> o.last().orElseThrow().realTest())
                            .toArray(),
                    false);
            var falling = PowerLaw.fit(
                    ideal.stream().mapToDouble(s -> s.step()).toArray(),
                    ideal.stream()
                            .mapToDouble(s -> s.in(judged.get(0).metric()))
                            .toArray(),
                    false);
            var product = times.exponent() * falling.exponent();
            var error = Math.hypot(
                    times.exponentHalfWidth() * falling.exponent(), falling.exponentHalfWidth() * times.exponent());
            var agrees = Math.abs(product - learned.exponent()) <= Math.hypot(error, learned.exponentHalfWidth());
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("b", times.exponent());
            figures.put("bHalfWidth", times.exponentHalfWidth());
            figures.put("minusA", falling.exponent());
            figures.put("aHalfWidth", falling.exponentHalfWidth());
            figures.put("product", product);
            figures.put("learnedExponent", learned.exponent());
            figures.put("learnedHalfWidth", learned.exponentHalfWidth());
            add(
                    claim,
                    of,
                    agrees ? Verdict.HOLDS : Verdict.FAILS,
                    String.format(
                            Locale.ROOT,
                            "b = %.3f ± %.3f (n from %.0f to %.0f), -a = %.3f ± %.3f (steps %.0f to %.0f): product %.3f ± %.3f; "
                                    + "L(n) has %.3f ± %.3f",
                            times.exponent(),
                            times.exponentHalfWidth(),
                            times.from(),
                            times.to(),
                            falling.exponent(),
                            falling.exponentHalfWidth(),
                            falling.from(),
                            falling.to(),
                            product,
                            error,
                            learned.exponent(),
                            learned.exponentHalfWidth()),
                    figures);
        } catch (RequestException e) {
            add(claim, of, Verdict.OPEN, e.getMessage().replaceAll("\\s+", " "), Map.of());
        }
    }
}

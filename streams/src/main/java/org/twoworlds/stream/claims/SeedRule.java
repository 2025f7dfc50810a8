package org.twoworlds.stream.claims;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.statistics.TestShare;
import org.twoworlds.stream.statistics.UntilPrecise;

/**
 * A rule that adds seeds to a sweep until a claim's interval is short enough in every setting, {@link UntilPrecise} of the
 * claim's own interval: {@code claim=close precision=0.01 seeds=3..20} in words.
 *
 * @param claim the claim whose interval is watched
 * @param precision the half width that is wished for, in the claim's unit
 * @param fewest the fewest seeds
 * @param most the most seeds
 */
public record SeedRule(ClaimName claim, double precision, int fewest, int most) {
    /** The most seeds that an estimate of the rest names: it stands for more, too. */
    public static final int MOST_TOLD = 1000;

    private static final String OPTION = "option --until";
    private static final String CLAIM = "claim";
    private static final String PRECISION = "precision";
    private static final String SEEDS = "seeds";
    private static final String EXAMPLE = "write \"claim=close precision=0.01 seeds=3..20\"";
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})\\.\\.([0-9]{1,4})");
    private static final int LEAST = 3;

    /**
     * A look at the claims of the seeds so far.
     *
     * @param watched the claims that the rule watches, one a setting
     * @param seeds the seeds of the setting that has the fewest
     * @param reach the half width of the longest interval; NaN where a setting has none
     * @param expected the seeds that it would take in all, whatever the rule's most
     * @param done whether no seed is to be added
     */
    public record SeedLook(List<Claim> watched, int seeds, double reach, int expected, boolean done) {
        /** The first setting that has no estimate, which more seeds do not give; empty where each has one. */
        public Optional<Claim> without() {
            return watched.stream()
                    .filter(c -> Double.isNaN(c.value().estimate()))
                    .findFirst();
        }
    }

    /**
     * Reads a rule.
     *
     * @throws RequestException with all that is wrong
     */
    public static SeedRule parse(String text) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>();
        for (var word : text.strip().split("\\s+")) {
            var equals = word.indexOf('=');
            var key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || !List.of(CLAIM, PRECISION, SEEDS).contains(key)) {
                problems.add(Problem.of(
                        OPTION, word, "hold " + CLAIM + "=, " + PRECISION + "= and " + SEEDS + "= alone", EXAMPLE));
            } else if (values.put(key, word.substring(equals + 1)) != null) {
                problems.add(Problem.of(OPTION, text, "hold " + key + "= once", EXAMPLE));
            }
        }
        for (var key : List.of(CLAIM, PRECISION, SEEDS)) {
            if (!values.containsKey(key)) {
                problems.add(Problem.of(OPTION, text, "hold " + key + "=", EXAMPLE));
            }
        }
        var claim = Optional.ofNullable(values.get(CLAIM)).flatMap(c -> claim(c, problems));
        var precision = Optional.ofNullable(values.get(PRECISION)).flatMap(p -> precision(p, problems));
        var seeds = Optional.ofNullable(values.get(SEEDS)).flatMap(s -> seeds(s, problems));
        if (!problems.isEmpty()) {
            throw new RequestException(problems);
        }
        var range = seeds.orElseThrow();
        return new SeedRule(claim.orElseThrow(), precision.orElseThrow(), range[0], range[1]);
    }

    private static Optional<ClaimName> claim(String text, List<Problem> problems) {
        var found = ClaimName.of(text).filter(ClaimName.withInterval()::contains);
        if (found.isEmpty()) {
            var known =
                    ClaimName.withInterval().stream().map(ClaimName::toString).collect(Collectors.joining(", "));
            problems.add(Problem.of(
                    CLAIM,
                    text,
                    "be one of " + known,
                    ClaimName.of(text).isPresent()
                            ? "another claim: this one's estimate has no interval over seeds"
                            : "see what claims prints"));
        }
        return found;
    }

    private static Optional<Double> precision(String text, List<Problem> problems) {
        try {
            var value = Double.parseDouble(text);
            if (value > 0 && value < Double.POSITIVE_INFINITY) {
                return Optional.of(value);
            }
        } catch (NumberFormatException e) {
            // It is told below, with the numbers that are none above 0.
        }
        problems.add(Problem.of(PRECISION, text, "be a number above 0", "0.01 is a hundredth"));
        return Optional.empty();
    }

    private static Optional<int[]> seeds(String text, List<Problem> problems) {
        var range = RANGE.matcher(text);
        if (range.matches()) {
            var fewest = Integer.parseInt(range.group(1));
            var most = Integer.parseInt(range.group(2));
            if (fewest >= LEAST && most >= fewest) {
                return Optional.of(new int[] {fewest, most});
            }
        }
        problems.add(Problem.of(
                "number of seeds",
                text,
                "be a range that begins at " + LEAST + " or above",
                "3..20: the interval of two seeds says next to nothing"));
        return Optional.empty();
    }

    /** The rule on numbers, at the probability with which the claims' intervals may miss. */
    private UntilPrecise numbers() {
        return new UntilPrecise(precision, fewest, most, Limits.OURS.alpha());
    }

    /**
     * Looks at the claims of the seeds so far.
     *
     * @throws RequestException where the claim is not judged on these runs
     */
    public SeedLook look(List<Claim> claims) {
        var watched = claims.stream().filter(c -> c.name() == claim).toList();
        if (watched.isEmpty()) {
            var judged = claims.stream()
                    .map(Claim::name)
                    .filter(ClaimName.withInterval()::contains)
                    .distinct()
                    .map(ClaimName::toString)
                    .collect(Collectors.joining(", "));
            throw new RequestException(CLAIM, claim, "be judged on these runs", "take one of " + judged);
        }
        var seeds = watched.stream().mapToInt(Claim::seeds).min().orElseThrow();
        var told = new UntilPrecise(precision, fewest, MOST_TOLD, Limits.OURS.alpha());
        var look = new SeedLook(
                watched,
                seeds,
                watched.stream().mapToDouble(c -> c.value().reach()).max().orElseThrow(),
                watched.stream()
                        .mapToInt(c -> told.expected(c.seeds(), c.value(), share(c)))
                        .max()
                        .orElseThrow(),
                watched.stream().allMatch(c -> numbers().isDone(c.seeds(), c.value())));
        return look.without().isEmpty() ? look : new SeedLook(watched, seeds, Double.NaN, seeds, true);
    }

    private static TestShare share(Claim claim) {
        var share = claim.figures().getOrDefault(Claim.TEST_SHARE, 0.0);
        return Double.isFinite(share) ? TestShare.ofStandardError(share) : TestShare.NONE;
    }

    /** Whether every setting's interval is short enough. */
    public boolean isMet(SeedLook look) {
        return look.watched().stream().allMatch(c -> numbers().isPrecise(c.seeds(), c.value()));
    }

    /** The rule as it is written. */
    @Override
    public String toString() {
        return CLAIM + "=" + claim + " " + PRECISION + "=" + precision + " " + SEEDS + "=" + fewest + ".." + most;
    }
}

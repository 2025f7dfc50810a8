package org.twoworlds.stream.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.twoworlds.config.FailureException;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.claims.ClaimName;
import org.twoworlds.stream.statistics.Verdict;

/**
 * A verdict that a recipe's header predicts, in its field {@code Claims}: {@code close HOLDS; gap of n=50 FAILS}.
 *
 * @param claim the claim
 * @param of a part of the labels of those settings of which it is predicted; empty for all
 * @param expected HOLDS or FAILS
 */
public record Prediction(ClaimName claim, String of, Verdict expected) {
    private static final int NAME = 0;
    private static final int OF = 1;

    /** Whether what was predicted came true. */
    public enum Came {
        /** Every setting has the verdict that was predicted. */
        YES,
        /** A setting has the opposite verdict. */
        NO,
        /** Neither: a verdict is open, or the claim was not judged. */
        OPEN;

        /** The word in documents. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads a header's field.
     *
     * @throws FailureException where a part of it is no prediction
     */
    public static List<Prediction> parse(String recipe, String text) {
        List<Prediction> predictions = new ArrayList<>();
        for (var part : text.split(";")) {
            if (!part.isBlank()) {
                predictions.add(one(part.strip())
                        .orElseThrow(() -> new FailureException(
                                "prediction of recipe " + recipe,
                                part.strip(),
                                "have the form CLAIM HOLDS, CLAIM FAILS, or CLAIM of SETTING HOLDS, CLAIM being one of "
                                        + Arrays.stream(ClaimName.values())
                                                .map(ClaimName::toString)
                                                .collect(Collectors.joining(", ")),
                                "correct the field Claims of its header")));
            }
        }
        return List.copyOf(predictions);
    }

    private static Optional<Prediction> one(String part) {
        var words = List.of(part.split("\\s+"));
        var last = words.get(words.size() - 1);
        var verdict = Arrays.stream(Verdict.values())
                .filter(v -> v != Verdict.OPEN && v.name().equals(last))
                .findFirst();
        var name = ClaimName.of(words.get(NAME));
        var hasSetting = words.size() > OF + 2 && words.get(OF).equals("of");
        if (name.isEmpty() || verdict.isEmpty() || words.size() != 2 && !hasSetting) {
            return Optional.empty();
        }
        var of = hasSetting ? String.join(" ", words.subList(OF + 1, words.size() - 1)) : "";
        return Optional.of(new Prediction(name.get(), of, verdict.get()));
    }

    private boolean isOf(Claim judged) {
        return judged.name() == claim && judged.of().contains(of);
    }

    /**
     * Whether it came true in all settings of which it speaks.
     *
     * @param claims all claims as they were judged
     * @param all all predictions: a setting that another one names is that one's alone
     */
    Came came(List<Claim> claims, List<Prediction> all) {
        var own = own(claims, all).map(this::came).toList();
        if (own.contains(Came.NO)) {
            return Came.NO;
        }
        return own.isEmpty() || own.contains(Came.OPEN) ? Came.OPEN : Came.YES;
    }

    /** Whether it came true in a setting. */
    Came came(Claim judged) {
        return judged.verdict() == Verdict.OPEN ? Came.OPEN : judged.verdict() == expected ? Came.YES : Came.NO;
    }

    /** The verdicts that were measured, each with the number of its settings where there are several. */
    String measured(List<Claim> claims, List<Prediction> all) {
        Map<Verdict, Integer> counts = new TreeMap<>();
        own(claims, all).forEach(c -> counts.merge(c.verdict(), 1, Integer::sum));
        var settings = counts.values().stream().mapToInt(n -> n).sum();
        if (settings == 0) {
            return "not judged";
        }
        return counts.entrySet().stream()
                .map(e -> e.getKey() + (settings == 1 ? "" : " in %d of %d settings".formatted(e.getValue(), settings)))
                .collect(Collectors.joining(", "));
    }

    private Stream<Claim> own(List<Claim> claims, List<Prediction> all) {
        return claims.stream().filter(c -> about(c, all).filter(this::equals).isPresent());
    }

    /** The prediction that speaks of a claim in a setting: the one that names the setting, before one of all settings. */
    static Optional<Prediction> about(Claim judged, List<Prediction> all) {
        return all.stream()
                .filter(p -> p.isOf(judged))
                .max((a, b) -> Integer.compare(a.of().length(), b.of().length()));
    }
}

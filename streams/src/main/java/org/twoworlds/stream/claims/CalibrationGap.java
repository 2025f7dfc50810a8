package org.twoworlds.stream.claims;

import java.util.Arrays;
import java.util.Optional;
import org.twoworlds.config.ScoredSet;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.analysis.Calibration;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.statistics.PairedMagnitudes;
import org.twoworlds.stream.statistics.SeedMean;
import org.twoworlds.stream.statistics.Verdict;

/**
 * The claim of Carrell et al. 2022 (2210.01964): the calibration errors of the Real World on test and on train samples differ
 * by at most as much as its errors do. Both differences are compared as magnitudes, and the calibration errors have less of
 * the bias that bins of few samples have.
 */
final class CalibrationGap {
    private CalibrationGap() {}

    /** Judges the claim on a group; empty where no sample's outcomes are kept. */
    static Optional<Claim> of(SeedGroup group, Limits limits) {
        var test = group.each(o -> expected(o, WorldName.REAL, ScoredSet.TEST));
        var train = group.each(o -> expected(o, WorldName.REAL, ScoredSet.TRAIN_CLEAN));
        if (Arrays.stream(test).allMatch(Double::isNaN) || Arrays.stream(train).allMatch(Double::isNaN)) {
            return Optional.empty();
        }
        var calibration = new double[test.length];
        Arrays.setAll(calibration, s -> test[s] - train[s]);
        var generalization = group.each(o -> error(o, ScoredSet.TEST) - error(o, ScoredSet.TRAIN_CLEAN));
        var difference = PairedMagnitudes.difference(calibration, generalization, limits.alpha());
        return Optional.of(new ClaimDraft(
                        ClaimName.CALIBRATION,
                        "the calibration gap is at most the generalization gap, at the end",
                        group)
                .figure("difference", difference)
                .figure("realTest", SeedMean.of(test).mean())
                .figure("realTrain", SeedMean.of(train).mean())
                .figure("idealTest", group.mean(o -> expected(o, WorldName.IDEAL, ScoredSet.TEST)))
                .figure("calibrationGap", SeedMean.of(calibration).mean())
                .figure("generalizationGapInError", SeedMean.of(generalization).mean())
                .say("|calibration gap| less |generalization gap in error| %s", ClaimDraft.words(difference))
                .say(
                        "expected calibration error: Real test %.4f, Real train %.4f",
                        SeedMean.of(test).mean(), SeedMean.of(train).mean())
                .judged(difference, 0, Verdict.below(difference, 0), group.unjudged()));
    }

    private static double expected(Outcome o, WorldName world, ScoredSet set) {
        var last = o.view().curve(world, set).lastEntry();
        return last == null
                ? Double.NaN
                : Calibration.withoutBias(o.folder(), last.getValue()).orElse(Double.NaN);
    }

    private static double error(Outcome o, ScoredSet set) {
        var last = o.view().curve(WorldName.REAL, set).lastEntry();
        return last == null ? Double.NaN : last.getValue().error();
    }
}

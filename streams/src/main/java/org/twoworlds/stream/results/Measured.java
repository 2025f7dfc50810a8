package org.twoworlds.stream.results;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.RecipeHeader;
import org.twoworlds.stream.claims.Claim;
import org.twoworlds.stream.report.MainFigure;

/**
 * A recipe as it was measured.
 *
 * @param recipe the recipe's name
 * @param header what the recipe says of itself
 * @param runs the runs, in the order of their ids
 * @param claims the claims as they were judged on them
 * @param predictions the verdicts that the recipe predicts
 * @param figure the figure; empty where no run compares two worlds
 * @param seconds the time that all updates took
 */
record Measured(
        String recipe,
        RecipeHeader header,
        List<RunRecord> runs,
        List<Claim> claims,
        List<Prediction> predictions,
        Optional<MainFigure> figure,
        double seconds) {}

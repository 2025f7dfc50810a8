package org.twoworlds.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.ClaimDocument;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.claims.Claims;
import org.twoworlds.stream.claims.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code claims}: the paper's claims, judged. */
@Command(
        name = "claims",
        description =
                "Judges the paper's claims on runs or a sweep: an estimate over seeds, its interval, and whether it HOLDS, "
                        + "FAILS or is OPEN.")
final class ClaimsCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RUN|SWEEP", description = "ids or unique names")
    private List<String> runs = List.of();

    @Option(
            names = "--criterion",
            paramLabel = "C",
            description =
                    "T(n) by another criterion: \"softError<=0.05\", \"train-seen error<=0.01\" (default: each run's own)")
    private Optional<String> criterion = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "D",
            description = "the largest difference that counts as small (default: 0.05, our setting)")
    private double limit = Limits.OURS.limit();

    @Option(
            names = "--margin",
            paramLabel = "M",
            description =
                    "the largest part of the generalization gap that counts as small, and the relative difference at which "
                            + "exponents are equal (default: 0.25, our setting)")
    private double margin = Limits.OURS.margin();

    @Option(
            names = "--alpha",
            paramLabel = "A",
            description = "how often an interval may miss: 0.05 gives 95 %% intervals (default: 0.05)")
    private double alpha = Limits.OURS.alpha();

    @Option(
            names = "--evaluator",
            paramLabel = "NAME",
            description =
                    "judge the scores of another evaluator, T(n) too: average is that of evaluator.average (default: run, each run's own)")
    private String evaluator = RunView.OWN_EVALUATOR;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var limits = new Limits(limit, margin, alpha);
        var asked = criterion.map(Criterion::parse);
        var outcomes = Outcomes.of(home.findAll(runs), asked, evaluator);
        requireScores(outcomes);
        outcomes.leftOut().forEach(System.err::println);
        var claims = Claims.of(outcomes.all(), limits);
        if (json.isSet()) {
            Json.print(claims.stream().map(c -> ClaimDocument.of(c, evaluator)).toList());
            return 0;
        }
        ClaimTable.print(claims, Json.out());
        return 0;
    }

    private void requireScores(Outcomes outcomes) {
        var isScored = outcomes.all().stream().anyMatch(o -> o.view().scores().stream()
                .anyMatch(s -> s.evaluator().equals(evaluator)));
        if (!evaluator.equals(RunView.OWN_EVALUATOR) && !isScored) {
            throw new RequestException(
                    "option --evaluator",
                    evaluator,
                    "be one that scored these runs",
                    "see what scored them: twoworlds evaluators RUN");
        }
    }
}

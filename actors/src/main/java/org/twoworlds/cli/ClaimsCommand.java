package org.twoworlds.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.Claims;
import org.twoworlds.stream.analysis.Criterion;
import org.twoworlds.stream.analysis.Outcomes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code claims}: the paper's claims, checked. */
@Command(
        name = "claims",
        description = "Checks the paper's claims on runs or a sweep: where they hold, where they fail, by how much.")
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
    private double limit = Claims.LIMIT;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        if (!(limit > 0)) {
            throw new RequestException("option --limit", limit, "be above 0", "");
        }
        var asked = criterion.map(Criterion::parse);
        var outcomes = Outcomes.of(home.findAll(runs), asked);
        outcomes.leftOut().forEach(System.err::println);
        var claims = Claims.of(outcomes.all(), limit);
        if (json.isSet()) {
            Json.print(claims.stream().map(ClaimsCommand::document).toList());
            return 0;
        }
        var last = "";
        for (var claim : claims) {
            if (!claim.claim().equals(last)) {
                last = claim.claim();
                Json.out().println(System.lineSeparator() + last);
            }
            Json.out()
                    .printf(
                            "  %-6s %s: %s%n",
                            claim.verdict().name().toLowerCase(Locale.ROOT), claim.of(), claim.detail());
        }
        return 0;
    }

    private static Map<String, Object> document(Claims.Claim claim) {
        Map<String, Object> figures = new LinkedHashMap<>();
        claim.figures().forEach((k, v) -> figures.put(k, Double.isNaN(v) ? null : v));
        return Json.ordered(
                "claim", claim.claim(),
                "of", claim.of(),
                "verdict", claim.verdict().name().toLowerCase(Locale.ROOT),
                "detail", claim.detail(),
                "figures", figures);
    }
}

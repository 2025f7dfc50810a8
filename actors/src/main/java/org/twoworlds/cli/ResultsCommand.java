package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.twoworlds.api.ClaimDocument;
import org.twoworlds.api.Json;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.results.ClaimsFile;
import org.twoworlds.stream.results.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code results}: a recipe as it was measured, as small files to be kept. */
@Command(
        name = "results",
        description = {
            "Writes what was measured of a recipe as small files: result.md with its figure, claims.json, every score and batch loss,",
            "and record 0 of every run, so that audit can train the runs again elsewhere. README.md beside DIR lists all such folders.",
            "A recipe's name means the newest completed run or sweep of that recipe."
        })
final class ResultsCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "RECIPE|RUN|SWEEP",
            description = "a recipe, or ids and unique names of runs of one recipe")
    private List<String> runs = List.of();

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "the folder, such as results/RECIPE")
    private Path to = Path.of("");

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var written = Results.write(folders(), to, ResultsCommand::claims);
        if (written.every() > 1) {
            System.err.println("The losses of all updates take too much room: those of one update in " + written.every()
                    + " are kept, of the first and of the last.");
        }
        if (written.isLarge()) {
            System.err.printf(
                    Locale.ROOT, "The files take %.1f MB, more than the 1 MB they should.%n", written.bytes() / 1e6);
        }
        var folder = to.toAbsolutePath().normalize();
        if (json.isSet()) {
            Json.print(Json.ordered(
                    "folder", folder.toString(),
                    "recipe", written.recipe(),
                    "runs", written.runs(),
                    "bytes", written.bytes(),
                    "every", written.every()));
        } else {
            Json.out().println(folder);
        }
        return 0;
    }

    private List<RunFolder> folders() {
        if (runs.size() == 1 && ConfigLoader.recipes().contains(runs.get(0)) && !isRun(runs.get(0))) {
            return newest(runs.get(0));
        }
        return home.findAll(runs);
    }

    private boolean isRun(String word) {
        return !home.home().sweep(word).isEmpty() || home.home().find(word).isPresent();
    }

    /** The newest run of a recipe, or all runs of its sweep, of which all are completed. */
    private List<RunFolder> newest(String recipe) {
        try (var catalogue = HomeCatalogue.open(home.home())) {
            var asked = RunsAsked.parse("recipe=" + recipe, "").newestFirst();
            var name = catalogue.runs(asked, Integer.MAX_VALUE).stream()
                    .collect(Collectors.groupingBy(
                            r -> r.sweep().isEmpty() ? r.run() : r.sweep(), LinkedHashMap::new, Collectors.toList()))
                    .entrySet()
                    .stream()
                    .filter(e -> e.getValue().stream().allMatch(r -> r.state() == RunState.COMPLETED))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new RequestException(
                            "recipe",
                            recipe,
                            "have been run to the end in " + home.home().path(),
                            "run it: twoworlds run " + recipe));
            System.err.println("Of recipe " + recipe + " the newest that is completed is " + name + ".");
            return home.findAll(List.of(name));
        }
    }

    private static String claims(List<ClaimsFile.Judged> judged) {
        return Json.pretty(judged.stream().map(ResultsCommand::claim).toList()) + "\n";
    }

    private static Map<String, Object> claim(ClaimsFile.Judged judged) {
        var document = ClaimDocument.of(judged.claim(), RunView.OWN_EVALUATOR);
        document.put("expected", nullable(judged.expected()));
        document.put("cameTrue", nullable(judged.cameTrue()));
        return document;
    }

    private static @Nullable String nullable(Optional<String> word) {
        return word.orElse(null);
    }
}

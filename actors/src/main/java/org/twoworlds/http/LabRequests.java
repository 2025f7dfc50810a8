package org.twoworlds.http;

import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.twoworlds.api.CurvesDocument;
import org.twoworlds.api.ForkRequest;
import org.twoworlds.api.Json;
import org.twoworlds.api.RunDocument;
import org.twoworlds.api.SubmitRequest;
import org.twoworlds.api.SweepDocument;
import org.twoworlds.config.ConfigLoader;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.Sweep;
import org.twoworlds.config.WorldName;
import org.twoworlds.lab.RunBook;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.start.Fork;
import org.twoworlds.start.NewRun;
import org.twoworlds.start.Origin;
import org.twoworlds.start.RunChecks;
import org.twoworlds.start.RunName;
import org.twoworlds.start.SweepRuns;
import org.twoworlds.stream.analysis.Annotations;
import org.twoworlds.stream.analysis.Gap;
import org.twoworlds.stream.analysis.Outcomes;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.catalogue.RunsAsked;
import org.twoworlds.stream.data.DataSets;
import org.twoworlds.stream.log.RunFolder;
import org.twoworlds.stream.report.SampleGrid;

/** The requests about runs, apart from HTTP. Each may wait for the disk. Thread-safe. */
public final class LabRequests {
    /** In characters: a recipe's name becomes a part of a folder's. */
    private static final int LONGEST_RECIPE = 100;

    private final RunBook book;
    private final InstantSource clock;

    /** Requests about the runs of a book. */
    public LabRequests(RunBook book, InstantSource clock) {
        this.book = book;
        this.clock = clock;
    }

    RunBook book() {
        return book;
    }

    /** Reads something out of a run, which nobody else can do meanwhile: what takes time is done with it afterwards. */
    <T> T read(String run, Function<RunBook.OpenRun, T> what) {
        return book.read(run, what).orElseThrow(() -> new NoSuchRun(run));
    }

    RunFolder folder(String run) {
        return read(run, RunBook.OpenRun::folder);
    }

    /** Writes tags, a note or a name on a run; returns all that is on the run then. */
    Object annotate(String run, BiFunction<RunFolder, InstantSource, Annotations> writing) {
        var folder = folder(run);
        var now = writing.apply(folder, clock);
        book.grown();
        return Json.ordered("run", folder.id(), "name", now.name(), "tags", now.tags(), "note", now.note());
    }

    Object recipes() {
        return ConfigLoader.recipes();
    }

    Object document(String run) {
        return read(run, page -> {
            var alone = page.view().config().world().ideal().isEmpty();
            var document = RunDocument.of(page.folder(), alone ? page.view() : RunView.ofPair(page.folder()));
            document.put("parent", page.view().started().lineage().parent());
            document.put("steps", page.view().config().steps());
            document.put("evaluators", evaluators(page));
            return document;
        });
    }

    Object curves(String run) {
        var other = read(run, page -> page.view().config().world().ideal());
        if (other.isEmpty()) {
            return read(run, page -> CurvesDocument.of(page.view(), page::steps, page.gaps()));
        }
        var ideal = read(other, page -> page.steps(WorldName.IDEAL));
        return read(run, page -> {
            var view = RunView.ofPair(page.folder());
            return CurvesDocument.of(
                    view, world -> world == WorldName.IDEAL ? ideal : page.steps(world), Gap.all(view, page.folder()));
        });
    }

    /** The sweeps, oldest first: each with its runs, by state. */
    Object sweeps() {
        return book.listed(catalogue -> catalogue.sweeps(RunsAsked.ALL, Integer.MAX_VALUE)).stream()
                .map(sweep -> Json.ordered("sweep", sweep.sweep(), "runs", sweep.states()))
                .toList();
    }

    /** A sweep's runs. */
    List<RunFolder> sweep(String sweep) {
        var runs = sweep.matches("[A-Za-z0-9_-]{1,200}") ? book.home().sweep(sweep) : List.<RunFolder>of();
        if (runs.isEmpty()) {
            throw new NoSuchRun(sweep);
        }
        return runs;
    }

    /** The outcomes of a sweep's cells so far. */
    Object outcomes(String sweep) {
        return SweepDocument.of(sweep, Outcomes.of(sweep(sweep)));
    }

    Object checkpoints(String run) {
        return read(run, page -> RunDocument.checkpoints(page.folder(), page.view()));
    }

    Object evaluators(String run) {
        return read(run, LabRequests::evaluators);
    }

    private static List<Object> evaluators(RunBook.OpenRun page) {
        List<Object> all = new ArrayList<>();
        page.view()
                .attached()
                .values()
                .forEach(a -> all.add(Json.ordered(
                        "evaluator", a.evaluator(),
                        "on", a.on(),
                        "metrics", a.metrics(),
                        "scores",
                                page.view().scores().stream()
                                        .filter(s -> s.evaluator().equals(a.evaluator()))
                                        .count())));
        return all;
    }

    /** A grid of a run's training stream, as PNG. */
    byte[] samples(String run) {
        var config = read(run, page -> page.view().config());
        return AnswerFolder.with(folder -> {
            var file = folder.resolve("samples.png");
            SampleGrid.write(DataSets.open(config.data()), config.seeds().stream(), file);
            return Files.readAllBytes(file);
        });
    }

    /**
     * Makes a run, or those of a sweep.
     *
     * @param probe the devices of the lab and of the machines that joined
     */
    List<RunFolder> submit(SubmitRequest request, Guard guard, DeviceProbe probe) {
        var recipe = request.recipe();
        if (recipe.length() > LONGEST_RECIPE) {
            throw new RequestException("recipe", recipe, "have at most " + LONGEST_RECIPE + " characters", "");
        }
        var loader = new ConfigLoader()
                .check((config, problems) -> guard.check(config))
                .check((config, problems) -> RunChecks.check(config, problems, probe));
        var size = Optional.of(request.size()).filter(s -> !s.isEmpty());
        Sweep sweep;
        if (request.config().isPresent()) {
            sweep = loader.loadText(
                    recipe.isEmpty() ? "submitted" : recipe, request.config().get(), size, request.set());
        } else if (ConfigLoader.recipes().contains(recipe)) {
            sweep = loader.loadSweep(recipe, size, request.set());
        } else {
            throw new RequestException(
                    "recipe",
                    recipe,
                    "be one of " + String.join(", ", ConfigLoader.recipes()),
                    "send a file as config");
        }
        var name = free(request.name());
        if (sweep.isSingle() && !sweep.single().isPretrained()) {
            var config = sweep.single();
            RunChecks.checkIdeal(book.home(), config);
            var made = NewRun.create(book.home(), config, Origin.ofLab(name, ""), Map.of(), probe, clock);
            book.grown();
            return List.of(made);
        }
        if (!name.isEmpty()) {
            throw new RequestException("name", name, "be left out: a sweep's runs are named by it", "");
        }
        var made = SweepRuns.submit(book.home(), sweep, true, probe, clock);
        book.grown();
        return made;
    }

    private String free(String name) {
        RunName.check(name);
        if (!name.isEmpty() && book.isTaken(name)) {
            throw new RequestException("name", name, "be free", "choose another one");
        }
        return name;
    }

    /** Makes a run that goes on from a step of another one, with some keys changed. */
    RunFolder fork(String run, ForkRequest request, Guard guard, DeviceProbe probe) {
        record Parent(ExperimentConfig config, RunFolder folder, int threads) {}
        var parent = read(
                run,
                page -> new Parent(
                        page.view().config(),
                        page.folder(),
                        page.view().started().choices().threads()));
        // Weights depend on the threads: as many as the parent's, unless it says otherwise.
        List<String> settings = new ArrayList<>(List.of("trainer.threads=" + parent.threads()));
        settings.addAll(request.set());
        var config = new ConfigLoader()
                .check((c, problems) -> guard.check(c))
                .check((c, problems) -> RunChecks.check(c, problems, probe))
                .loadText(parent.config().name(), parent.config().toForkJson(), Optional.empty(), settings)
                .single();
        RunChecks.checkIdeal(book.home(), config);
        var step = request.step()
                .orElseThrow(() -> new RequestException(
                        "step",
                        "none",
                        "be one of those to which run " + parent.folder().id() + " was trained",
                        "name it"));
        var from = Fork.files(parent.folder(), step, config, request.slots());
        var lineage = parent.folder().id() + "@" + step;
        var made = NewRun.create(book.home(), config, Origin.ofLab(free(request.name()), lineage), from, probe, clock);
        book.grown();
        return made;
    }
}

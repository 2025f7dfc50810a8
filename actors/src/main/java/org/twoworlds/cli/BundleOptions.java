package org.twoworlds.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.analysis.RunView;
import org.twoworlds.stream.bundle.BundleWriter;
import org.twoworlds.stream.bundle.CheckpointChoice;
import org.twoworlds.stream.log.Home;
import org.twoworlds.stream.log.RunFolder;
import picocli.CommandLine.Option;

/** The options of {@code export} by which runs go into a bundle, which {@code import} takes into another home. */
final class BundleOptions {
    private static final String ENDING = ".tar.zst";

    @Option(
            names = "--bundle",
            paramLabel = "F.tar.zst",
            description = "write log, scores and checkpoints into one file for another home: see import")
    private Optional<Path> bundle = Optional.empty();

    @Option(
            names = "--checkpoints",
            paramLabel = "CHOICE",
            description = "for --bundle: all (the default), last (of each world), or steps such as 100,200")
    private Optional<String> checkpoints = Optional.empty();

    @Option(
            names = "--with-ideal",
            description = "for --bundle: with the runs whose Ideal World these are compared with")
    private boolean withIdeal;

    /** Whether a bundle is asked for. */
    boolean isAsked() {
        return bundle.isPresent();
    }

    /** Writes the bundle, where one is asked for, and says what is in it. */
    void write(Home home, List<RunFolder> folders) {
        if (bundle.isEmpty()) {
            if (checkpoints.isPresent() || withIdeal) {
                throw new RequestException(
                        "option",
                        checkpoints.isPresent() ? "--checkpoints" : "--with-ideal",
                        "go with --bundle",
                        "leave it out");
            }
            return;
        }
        var file = bundle.get();
        if (!file.toString().endsWith(ENDING)) {
            throw new RequestException("option --bundle", file, "end with " + ENDING, "name it so");
        }
        var choice = CheckpointChoice.parse(checkpoints.orElse("all"));
        if (choice instanceof CheckpointChoice.Of steps) {
            checkSteps(folders, steps);
        }
        var runs = withIdeal ? withIdeals(home, folders) : folders;
        var packed = BundleWriter.write(runs, choice, file);
        System.err.println("Wrote " + file.toAbsolutePath());
        packed.forEach(run -> tell(run, packed));
    }

    /** Each step must be one of each run's that a person named. */
    private static void checkSteps(List<RunFolder> folders, CheckpointChoice.Of choice) {
        for (var folder : folders) {
            var view = RunView.of(folder);
            for (var step : choice.steps()) {
                if (view.worlds().stream().noneMatch(w -> view.world(w).onDisk().containsKey(step))) {
                    throw new RequestException(
                            "step",
                            step,
                            "be one of the checkpoints on disk",
                            "see: twoworlds checkpoints " + folder.id());
                }
            }
        }
    }

    /** The runs, each behind the one whose Ideal World it is compared with. */
    private static List<RunFolder> withIdeals(Home home, List<RunFolder> folders) {
        Set<RunFolder> all = new LinkedHashSet<>();
        for (var folder : folders) {
            var ideal = RunView.of(folder).config().world().ideal();
            if (!ideal.isEmpty()) {
                all.add(home.find(ideal)
                        .orElseThrow(() -> new RequestException(
                                "run of the Ideal World of " + folder.id(),
                                ideal,
                                "be in " + home.path(),
                                "leave --with-ideal out")));
            }
        }
        all.addAll(folders);
        return List.copyOf(all);
    }

    private static void tell(BundleWriter.Packed run, List<BundleWriter.Packed> all) {
        List<String> words = new ArrayList<>(List.of(run.events() + " events", run.files() + " files"));
        if (run.leftOut() > 0) {
            words.add(run.leftOut() + " checkpoints left out");
        }
        if (run.isUnderWay()) {
            words.add("as far as it has survived a power cut: it is under way");
        }
        System.err.println("Run " + run.run() + ": " + String.join(", ", words) + ".");
        run.notes().forEach(note -> System.err.println("  " + note));
        var needs = run.references();
        if (!needs.ideal().isEmpty()
                && all.stream().noneMatch(other -> other.run().equals(needs.ideal()))) {
            System.err.println("  It is compared with the Ideal World of run " + needs.ideal()
                    + ", which is not in the bundle: add --with-ideal, unless that home has it.");
        }
        ReferenceWords.tell(needs);
    }
}

package org.twoworlds.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.config.RunState;
import org.twoworlds.stream.bundle.BundleReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code import}: takes the runs of a bundle into a home. */
@Command(
        name = "import",
        description = {
            "Takes the runs of a bundle, which export --bundle made, into the home: log, scores, and the checkpoints that came",
            "along; of the others the log says that they are gone. A run that was under way is paused here, until it is",
            "resumed. Each run comes whole or not at all. A bundle that is damaged, or holds what no run has, is refused."
        })
final class ImportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "F.tar.zst", description = "a bundle")
    private Path bundle = Path.of("");

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        var arrived = BundleReader.read(bundle, home.home(), InstantSource.system());
        if (json.isSet()) {
            Json.print(arrived.stream().map(ImportCommand::document).toList());
        } else {
            arrived.forEach(run -> Json.out()
                    .printf(
                            "%-40s %10d events %5d files %14d bytes  %s%n",
                            run.run(), run.events(), run.files(), run.bytes(), run.isNew() ? "new" : "already here"));
        }
        arrived.forEach(this::tell);
        return 0;
    }

    private static Object document(BundleReader.Arrived run) {
        return Json.ordered(
                "run",
                run.run(),
                "new",
                run.isNew(),
                "events",
                run.events(),
                "files",
                run.files(),
                "bytes",
                run.bytes(),
                "leftOut",
                run.leftOut(),
                RunState.PAUSED.toString(),
                run.isPaused());
    }

    private void tell(BundleReader.Arrived run) {
        if (!run.isNew()) {
            System.err.println("Run " + run.run() + " is here already, with the same log: nothing was changed."
                    + (run.leftOut() > 0 ? " Of the bundle's checkpoints " + run.leftOut() + " are not here." : ""));
            return;
        }
        if (run.leftOut() > 0) {
            System.err.println("Run " + run.run() + ": " + run.leftOut() + " checkpoints did not come along.");
        }
        if (run.isPaused()) {
            System.err.println("Run " + run.run() + " was under way, and is paused here.");
            System.err.println("  Go on with: twoworlds run --resume " + run.run());
        }
        run.references().ifPresent(needs -> {
            if (!needs.ideal().isEmpty() && home.home().find(needs.ideal()).isEmpty()) {
                System.err.println("Run " + run.run() + " is compared with the Ideal World of run " + needs.ideal()
                        + ", which is not here.");
                System.err.println("  Maybe export it with --with-ideal.");
            }
            ReferenceWords.tell(needs);
        });
    }
}

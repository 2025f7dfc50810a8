package org.twoworlds.cli;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.twoworlds.api.Json;
import org.twoworlds.start.Annotating;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code note}: a text on a run. */
@Command(name = "note", description = "Writes a note on a run, in place of any earlier one, or prints the note.")
final class NoteCommand implements Callable<Integer> {
    @Mixin
    private RunArgument run = new RunArgument();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "the note; \"\" for none (default: print it)")
    private Optional<String> text = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        var folder = run.folder();
        var now = text.map(note -> Annotating.note(folder, note, InstantSource.system()))
                .orElseGet(() -> Annotating.of(folder));
        if (json.isSet()) {
            Json.print(Json.ordered("run", folder.id(), "note", now.note()));
        } else if (text.isEmpty() && !now.note().isEmpty()) {
            Json.out().println(now.note());
        }
        return 0;
    }
}

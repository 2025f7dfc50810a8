package org.twoworlds.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.twoworlds.config.Problem;

/**
 * The check that the account to which a home belongs can write all of it.
 *
 * @param home the home, which need not be there yet
 */
record HomeCheck(Path home) implements Check {
    @Override
    public String name() {
        return "home";
    }

    @Override
    public List<Finding> look() {
        if (Files.notExists(home)) {
            return List.of(Finding.ok(name(), home + " is not there yet: the first run makes it."));
        }
        if (!Files.isDirectory(home)) {
            return List.of(
                    Finding.fault(name(), Problem.of("home", home, "be a folder", "choose another one by --home")));
        }
        if (!Files.isWritable(home)) {
            return List.of(Finding.warning(
                    name(),
                    Problem.of(
                            "home",
                            home,
                            "be writable to hold new runs; those in it can be read",
                            "choose another one by --home")));
        }
        return others();
    }

    /** Finds files of other accounts in the home, such as after a start as root: the home's account cannot go on with them. */
    private List<Finding> others() {
        List<Finding> found = new ArrayList<>();
        try {
            var owner = Files.getOwner(home);
            for (var folder : List.of(home, home.resolve("runs"))) {
                if (!Files.isDirectory(folder)) {
                    continue;
                }
                try (var files = Files.newDirectoryStream(folder)) {
                    for (var file : files) {
                        if (!Files.getOwner(file).equals(owner)) {
                            found.add(Finding.fault(
                                    name(),
                                    Problem.of(
                                            "owner of " + file,
                                            Files.getOwner(file),
                                            "be the home's, " + owner,
                                            "give it back by: chown -R " + owner + " " + file)));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.isEmpty() ? List.of(Finding.ok(name(), home + " can be written.")) : found;
    }
}

package org.twoworlds.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Problem;
import org.twoworlds.config.RequestException;
import org.twoworlds.http.TokenFile;
import org.twoworlds.node.NodeKey;
import org.twoworlds.node.OwnerFile;

/**
 * The check that a lab's secrets are its owner's alone, and that its key opens.
 *
 * @param key the file of the key that a lab made for itself
 * @param password the file of the key's password
 * @param tokens the file of the lab's tokens, where it has one
 * @param further other files that hold a token or a password
 */
record SecretsCheck(Path key, Path password, Optional<Path> tokens, List<Path> further) implements Check {
    @Override
    public String name() {
        return "secrets";
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        tokens.flatMap(file -> fault(() -> TokenFile.read("file of the lab's tokens", file)))
                .ifPresent(found::add);
        further.forEach(file -> fault(() -> OwnerFile.secret("secret", file)).ifPresent(found::add));
        var hasKey = Files.exists(key);
        if (hasKey != Files.exists(password)) {
            found.add(Finding.fault(
                    name(),
                    Problem.of(
                            "lab's key",
                            key,
                            "have its password beside it, and the other way round",
                            "remove the one that is left: the lab makes a new key, which machines are given anew")));
        } else if (hasKey) {
            fault(() -> new NodeKey(key, OwnerFile.secret("password of the lab's key", password)).check())
                    .ifPresent(found::add);
        }
        return found.isEmpty() ? List.of(Finding.ok(name(), "No other account may use a secret.")) : found;
    }

    private Optional<Finding> fault(Runnable look) {
        try {
            look.run();
            return Optional.empty();
        } catch (RequestException e) {
            var problem = e.problems().get(0);
            return Optional.of(Finding.fault(name(), problem));
        }
    }
}

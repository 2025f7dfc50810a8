package org.twoworlds.model.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.twoworlds.model.Notes;

/**
 * The prefixes that wrappers of PyTorch put before the names of a network's tensors: {@code module.} (DataParallel), {@code
 * model.} (Lightning) and {@code _orig_mod.} (compile), one within the other in any order. A prefix that all names have is
 * taken off, with a note.
 */
public final class Prefixes {
    private static final List<String> KNOWN = List.of("module.", "model.", "_orig_mod.");

    private Prefixes() {}

    /**
     * Weights under the names that a network knows.
     *
     * @param known the network's own names, which stay as they are
     * @param file the name of the weights in messages
     */
    public static Weights without(Weights given, Collection<String> known, Object file) {
        var weights = given;
        var taken = new StringBuilder();
        for (var prefix = common(weights, known); prefix.isPresent(); prefix = common(weights, known)) {
            var length = prefix.get().length();
            weights = new Weights(weights.tensors().stream()
                    .map(t -> new Tensor(t.name().substring(length), t.shape(), t.data()))
                    .toList());
            taken.append(prefix.get());
        }
        if (taken.length() > 0) {
            Notes.say("Weights %s: the prefix %s is taken off all %d names"
                    .formatted(file, taken, weights.tensors().size()));
        }
        return weights;
    }

    /** The prefix that all given names have, and that none of the network's names has. */
    private static Optional<String> common(Weights weights, Collection<String> known) {
        return KNOWN.stream()
                .filter(p -> !weights.tensors().isEmpty()
                        && weights.tensors().stream().allMatch(t -> t.name().startsWith(p))
                        && known.stream().noneMatch(n -> n.startsWith(p)))
                .findFirst();
    }

    /** The hint where only some names have a prefix; empty where no name has one. */
    public static Optional<String> mixed(Weights weights) {
        var found = KNOWN.stream()
                .filter(p -> weights.tensors().stream().anyMatch(t -> t.name().startsWith(p)))
                .collect(Collectors.joining(", "));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "only some of its names have the prefix " + found + ": save the network's own state_dict");
    }
}

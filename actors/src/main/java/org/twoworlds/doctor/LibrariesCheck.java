package org.twoworlds.doctor;

import java.util.List;
import java.util.function.Supplier;

/**
 * The libraries that compute.
 *
 * @param load opens them, and says which they are
 */
record LibrariesCheck(Supplier<String> load) implements Check {
    @Override
    public String name() {
        return "libraries";
    }

    @Override
    public List<Finding> look() {
        return List.of(Finding.ok(name(), load.get() + "."));
    }
}

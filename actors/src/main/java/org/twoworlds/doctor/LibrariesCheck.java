package org.twoworlds.doctor;

import java.util.List;
import java.util.function.Supplier;

/**
 * The check of the libraries that compute.
 *
 * @param load opens the libraries and returns their names
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

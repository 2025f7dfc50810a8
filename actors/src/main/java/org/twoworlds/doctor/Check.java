package org.twoworlds.doctor;

import java.util.List;
import org.twoworlds.config.Fault;

/** A check of one thing, which changes nothing. */
interface Check {
    /** The check's name in findings, such as {@code disk}. */
    String name();

    /** Does the check and returns its findings; may throw where the check cannot be done. */
    List<Finding> look();

    /** Does the check and returns its findings; a check that cannot be done is a fault. */
    default List<Finding> examine() {
        try {
            return look();
        } catch (RuntimeException | LinkageError e) {
            var lines = Fault.of(e).message().lines().toList();
            var hint = lines.size() < 2 ? "" : lines.get(1).strip().replaceFirst("^Maybe (.*)\\.$", "$1");
            return List.of(new Finding(name(), Finding.Level.FAULT, lines.get(0), hint));
        }
    }
}

package org.twoworlds.doctor;

import java.util.List;
import org.twoworlds.config.Fault;

/** A check of one thing. It changes nothing. */
interface Check {
    /** Its name in findings, such as {@code disk}. */
    String name();

    /** Looks, and tells what was found. It may throw where it cannot look. */
    List<Finding> look();

    /** Looks, and tells what was found. That it cannot look is a fault. */
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

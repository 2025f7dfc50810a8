package org.twoworlds.doctor;

import java.util.List;

/** A check of one thing. It changes nothing, and what it throws is a finding too: see {@link Doctor}. */
interface Check {
    /** Its name in findings, such as {@code disk}. */
    String name();

    /** Looks, and tells what was found: at least that all is well. */
    List<Finding> look();
}

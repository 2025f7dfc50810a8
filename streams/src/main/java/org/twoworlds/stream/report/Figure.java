package org.twoworlds.stream.report;

import java.util.List;

/**
 * A figure: panels beside each other that share their axes.
 *
 * @param name the name of its files
 * @param reading how to read it: what is thick, thin and a band; empty where the legend says all
 * @param text what it shows, in two sentences with numbers
 */
record Figure(String name, String heading, String reading, String text, Axis x, Axis y, List<Panel> panels) {
    /**
     * A panel.
     *
     * @param title what distinguishes it; empty for a figure of one
     */
    record Panel(String title, List<Layer> layers) {}

    /** All layers of all panels. */
    List<Layer> layers() {
        return panels.stream().flatMap(p -> p.layers().stream()).toList();
    }

    /** Whether there is anything to be drawn. */
    boolean isEmpty() {
        return layers().isEmpty();
    }

    /** Whether it can be drawn from its curves alone, so that a page may show the values under the pointer. */
    boolean isOfCurves() {
        return layers().stream().noneMatch(l -> l instanceof Layer.Points)
                && y.names().isEmpty();
    }
}

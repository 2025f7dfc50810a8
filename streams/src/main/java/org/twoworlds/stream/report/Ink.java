package org.twoworlds.stream.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The colours of all figures, of reports as of the lab's page, each for a light and a dark page. A world has one colour
 * everywhere; settings have the numbered ones, none of which is a world's.
 */
public enum Ink {
    /** Text and axes. */
    INK("#1c2024", "#e6e8ea"),
    /** The page. */
    PAPER("#fdfdfc", "#14171a"),
    /** The grid. */
    LINE("#dfe2e5", "#343a40"),
    /** What stands back, the null among it. */
    QUIET("#5c646c", "#9aa3ab"),
    /** The Real World. */
    REAL("#1f5fa8", "#6db0f2"),
    /** The Ideal World. */
    IDEAL("#c8501e", "#f39a6b"),
    /** The Real World's train samples. */
    TRAIN("#5f86b8", "#9fbce0"),
    /** The bootstrap error, where it is of one setting. */
    EPSILON("#8a4fa8", "#c493df"),
    /** The first setting. */
    C0("#2e8b57", "#62c28d"),
    /** The second setting. */
    C1("#b8860b", "#e0b64a"),
    /** The third setting. */
    C2("#d0508a", "#f08ab8"),
    /** The fourth setting. */
    C3("#3a949c", "#7fd0d8"),
    /** The fifth setting. */
    C4("#7a5230", "#c79a72"),
    /** The sixth setting. */
    C5("#6f8f2f", "#aecb6b"),
    /** The seventh setting. */
    C6("#5a5ac8", "#a9a9f5"),
    /** The eighth setting. */
    C7("#30303a", "#c9c9d6"),
    /** The ninth setting. */
    C8("#9a2f4f", "#e88aa4"),
    /** The tenth setting. */
    C9("#7d8a97", "#aab6c2");

    private static final Ink[] SETTINGS = {C0, C1, C2, C3, C4, C5, C6, C7, C8, C9};

    private final String light;
    private final String dark;

    Ink(String light, String dark) {
        this.light = light;
        this.dark = dark;
    }

    /** The colour of the setting with a number from 0; the eleventh has the first one's again. */
    static Ink of(int setting) {
        return SETTINGS[setting % SETTINGS.length];
    }

    /** The name in style sheets, as in {@code var(--real)}. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The colour on a light page, as {@code #rrggbb}. */
    public String light() {
        return light;
    }

    /** The colour on a dark page, as {@code #rrggbb}. */
    public String dark() {
        return dark;
    }

    /** The style of a page or of a picture of its own: the colours as variables, and classes that stroke and fill with them. */
    static String style() {
        return ":root{color-scheme:light dark;" + variables(false)
                + "}@media screen and (prefers-color-scheme:dark){:root{" + variables(true) + "}}" + classes();
    }

    private static String variables(boolean isDark) {
        return Arrays.stream(values())
                .map(ink -> "--" + ink.css() + ":" + (isDark ? ink.dark : ink.light))
                .collect(Collectors.joining(";"));
    }

    private static String classes() {
        return Arrays.stream(values())
                .map(ink -> ".s-%1$s{stroke:var(--%1$s)}.f-%1$s{fill:var(--%1$s)}".formatted(ink.css()))
                .collect(Collectors.joining());
    }
}

package org.twoworlds.stream.report;

/** Text as it may stand in HTML and SVG. */
final class Markup {
    private Markup() {}

    /** A text without a character that markup reads. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

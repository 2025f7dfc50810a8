package org.twoworlds.http;

import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import java.util.regex.Pattern;

/** The routes of the page: its files and the drawing program. They hold nothing of any run. */
final class PageRoutes extends AllDirectives {
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final Pattern FILE = Pattern.compile("[a-z]+\\.(?:js|css)");

    /** Whether a path is one of the page's own, which are open to all: it is the page that asks for the token. */
    static boolean isOpen(String path) {
        return path.equals("/")
                || path.equals("/uPlot.js")
                || path.equals("/uPlot.css")
                || path.startsWith("/page/")
                        && FILE.matcher(path.substring("/page/".length())).matches();
    }

    Route all() {
        return concat(
                pathSingleSlash(() -> page("index.html")),
                path(PathMatchers.segment("page").slash(PathMatchers.segment(FILE)), this::page),
                path("uPlot.js", () -> get(() -> getFromResource(UPLOT + "uPlot.iife.min.js"))),
                path("uPlot.css", () -> get(() -> getFromResource(UPLOT + "uPlot.min.css"))));
    }

    /** The page loads nothing from elsewhere, and no other page may frame it. */
    private Route page(String name) {
        return get(() -> respondWithHeader(
                RawHeader.create(
                        "Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"),
                () -> getFromResource("twoworlds/page/" + name)));
    }
}

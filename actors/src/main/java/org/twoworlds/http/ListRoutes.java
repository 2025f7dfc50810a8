package org.twoworlds.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.function.Function;
import java.util.function.Supplier;
import org.twoworlds.lab.LabProtocol;

/** The routes of lists: runs and sweeps in pages, what is under way, and the changes of all that. */
final class ListRoutes extends AllDirectives {
    private final Asking asking;
    private final ListRequests lists;
    private final ListFeed feed;

    ListRoutes(Asking asking, ListRequests lists, ListFeed feed) {
        this.asking = asking;
        this.lists = lists;
        this.feed = feed;
    }

    /**
     * The runs: a page of them, or all as a script without a word to the contrary has them.
     *
     * @param all makes the document of all
     */
    Route runs(Supplier<Object> all) {
        return paged(lists::runs, all);
    }

    /** The sweeps, likewise. */
    Route sweeps(Supplier<Object> all) {
        return paged(lists::sweeps, all);
    }

    private Route paged(Function<Paging, Object> page, Supplier<Object> all) {
        return query(query -> asking.json(() -> Paging.of(query).map(page).orElseGet(all)));
    }

    private Route query(Function<Query, Route> inner) {
        return extractRequest(request -> inner.apply(request.getUri().query()));
    }

    /** What is under way. */
    Route overview() {
        return onSuccess(asking.status(), (LabProtocol.Status status) -> asking.json(() -> lists.overview(status)));
    }

    /** The changes of the lists as they happen. */
    Route events() {
        return complete(HttpResponse.create()
                .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), feed.events())));
    }
}

package org.twoworlds.http;

import akka.actor.typed.ActorRef;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.api.AttachRequest;
import org.twoworlds.api.ForkRequest;
import org.twoworlds.api.TagRequest;
import org.twoworlds.api.TextRequest;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.RunState;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.start.Annotating;
import org.twoworlds.stream.log.RunFolder;

/** The routes below {@code /api/v1/runs/RUN}. */
final class RunRoutes extends AllDirectives {
    private final Asking asking;
    private final LabRequests requests;
    private final Guard guard;
    private final Attaching attaching;
    private final ActorRef<EventFeeds.Command> feeds;
    private final ExportRoutes exported;
    private final FigureRoutes figures;

    RunRoutes(
            Asking asking,
            LabRequests requests,
            Guard guard,
            ActorRef<EventFeeds.Command> feeds,
            FigureRoutes figures,
            ExportRoutes exported) {
        this.asking = asking;
        this.requests = requests;
        this.guard = guard;
        attaching = new Attaching(requests, guard);
        this.feeds = feeds;
        this.exported = exported;
        this.figures = figures;
    }

    Route of(String run) {
        return concat(
                pathEnd(() -> get(() -> asking.json(() -> requests.document(run)))),
                path("curves", () -> get(() -> asking.json(() -> requests.curves(run)))),
                path("checkpoints", () -> get(() -> asking.json(() -> requests.checkpoints(run)))),
                exported.routes(() -> List.of(requests.folder(run))),
                path("samples.png", () -> get(() -> samples(run))),
                path("report.html", () -> get(() -> figures.report(run))),
                path("events", () -> get(() -> events(run))),
                path("pause", () -> post(() -> asking.nothing(() -> leave(run, RunState.PAUSED)))),
                path("stop", () -> post(() -> asking.nothing(() -> leave(run, RunState.STOPPED)))),
                path("resume", () -> post(() -> asking.nothing(() -> resume(run)))),
                path("tags", () -> post(() -> asking.body(TagRequest::of, request -> tag(run, request)))),
                path(
                        "note",
                        () -> post(() -> asking.body(b -> TextRequest.of("note", b), request -> note(run, request)))),
                path(
                        "name",
                        () -> post(() -> asking.body(b -> TextRequest.of("name", b), request -> name(run, request)))),
                path("fork", () -> post(() -> asking.body(ForkRequest::of, request -> fork(run, request)))),
                path(
                        "evaluators",
                        () -> concat(
                                get(() -> asking.json(() -> requests.evaluators(run))),
                                post(() -> asking.body(AttachRequest::of, request -> attach(run, request))))),
                path(
                        PathMatchers.segment("evaluators").slash(PathMatchers.segment()),
                        name -> delete(() -> asking.nothing(() -> detach(run, name)))));
    }

    private Route samples(String run) {
        return completeWithFuture(asking.opened(() -> HttpResponse.create()
                .withEntity(HttpEntities.create(MediaTypes.IMAGE_PNG.toContentType(), requests.samples(run)))));
    }

    private Route tag(String run, TagRequest request) {
        return asking.json(() -> requests.annotate(
                run, (folder, clock) -> Annotating.tag(folder, request.add(), request.remove(), clock)));
    }

    private Route note(String run, TextRequest request) {
        return asking.json(
                () -> requests.annotate(run, (folder, clock) -> Annotating.note(folder, request.text(), clock)));
    }

    private Route name(String run, TextRequest request) {
        return asking.json(
                () -> requests.annotate(run, (folder, clock) -> Annotating.rename(folder, request.text(), clock)));
    }

    private Route resume(String run) {
        return onSuccess(
                asking.later(() -> requests.folder(run)), folder -> asking.takeUp(folder, StatusCodes.ACCEPTED));
    }

    private Route leave(String run, RunState state) {
        return onSuccess(
                asking.later(() -> requests.folder(run)),
                folder -> asking.command(
                        folder.id(), StatusCodes.ACCEPTED, replyTo -> new LabProtocol.Leave(folder, state, replyTo)));
    }

    private Route fork(String run, ForkRequest request) {
        return onSuccess(
                asking.opened(probe -> requests.fork(run, request, guard, probe)),
                folder -> asking.takeUp(folder, StatusCodes.CREATED));
    }

    private Route attach(String run, AttachRequest request) {
        return onSuccess(
                asking.opened(() -> attaching.open(run, request)),
                opened -> asking.command(
                        opened.folder().id(),
                        Map.of("evaluator", opened.event().evaluator()),
                        StatusCodes.CREATED,
                        replyTo -> LabProtocol.attach(opened.folder(), opened.event(), opened.attachment(), replyTo)));
    }

    private Route detach(String run, String name) {
        return onSuccess(
                asking.later(() -> requests.folder(run)),
                folder -> asking.command(
                        folder.id(), StatusCodes.OK, replyTo -> LabProtocol.detach(folder, name, replyTo)));
    }

    private record Listening(RunFolder folder, long first, boolean withSteps) {}

    /** A run's events as they happen, from an index on; a client that comes back says what it had last. */
    private Route events(String run) {
        return optionalHeaderValueByName(
                "Last-Event-ID",
                last -> parameterOptional(
                        "from",
                        from -> parameterOptional(
                                "steps",
                                steps -> onSuccess(
                                        asking.later(() -> listening(run, last, from, steps.orElse("false"))),
                                        at -> complete(HttpResponse.create()
                                                .withEntity(HttpEntities.create(
                                                        MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                                                        EventFeeds.events(
                                                                feeds, at.folder(), at.first(), at.withSteps()))))))));
    }

    private Listening listening(String run, Optional<String> last, Optional<String> from, String steps) {
        if (!List.of("true", "false").contains(steps)) {
            throw new RequestException("value of steps", Answers.shown(steps), "be true or false", "");
        }
        record Log(RunFolder folder, long next) {}
        var log = requests.read(run, page -> new Log(page.folder(), page.view().next()));
        var after =
                last.map(text -> index("Last-Event-ID", text, log.next() - 1)).orElse(-1L);
        var first = from.map(text -> index("from", text, log.next())).orElse(0L);
        return new Listening(log.folder(), Math.max(after + 1, first), steps.equals("true"));
    }

    private static long index(String name, String text, long most) {
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
            throw new RequestException(
                    "value of " + name, Answers.shown(text), "be an index of the run's log, from 0 to " + most, "");
        }
        return Long.parseLong(text);
    }
}

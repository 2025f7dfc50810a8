package org.twoworlds.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.HttpCookie;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.MalformedRequestContentRejection;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.twoworlds.api.Json;
import org.twoworlds.config.RequestException;
import org.twoworlds.lab.Lab;
import org.twoworlds.lab.LabDevices;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.log.RunFolder;

/** The lab's address: the page, and under {@code /api/v1} what {@code openapi.json} says. Errors are problem+json. */
public final class LabServer extends AllDirectives {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 64 << 10;
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final Unmarshaller<akka.http.javadsl.model.HttpEntity, JsonNode> JSON =
            Unmarshaller.entityToString().thenApply(LabServer::parsed);

    private final ActorSystem<Lab.Command> lab;
    private final LabRequests requests;
    private final Guard guard;
    private final Metrics metrics;
    private final Executor blocking;
    private final ActorRef<EventFeeds.Command> feeds;
    private volatile Optional<InetSocketAddress> bound = Optional.empty();

    /** The server of a lab, not yet bound. */
    public LabServer(ActorSystem<Lab.Command> lab, LabRequests requests, Guard guard) {
        this.lab = lab;
        this.requests = requests;
        this.guard = guard;
        metrics = new Metrics(requests.book());
        feeds = lab.systemActorOf(
                EventFeeds.create(System::nanoTime), "feeds", DispatcherSelector.fromConfig("twoworlds.pinned"));
        blocking = lab.dispatchers().lookup(DispatcherSelector.fromConfig("twoworlds.requests"));
    }

    /**
     * Listens.
     *
     * @param tls what it shows who it is by, where it is to be reached from elsewhere
     */
    public CompletionStage<ServerBinding> bind(String address, int port, Optional<SSLContext> tls) {
        var server = Http.get(lab).newServerAt(address, port);
        return tls.map(t -> server.enableHttps(ConnectionContext.httpsServer(t)))
                .orElse(server)
                .bind(route())
                .thenApply(binding -> {
                    bound = Optional.of(binding.localAddress());
                    return binding;
                });
    }

    private Route route() {
        var problems = new Problems(lab.log()).handler();
        var rejections = RejectionHandler.newBuilder()
                .handleNotFound(extractUnmatchedPath(path -> complete(
                        problem(StatusCodes.NOT_FOUND, "The path (" + path + ") must be one of openapi.json."))))
                .handle(
                        MalformedRequestContentRejection.class,
                        r -> complete(problem(StatusCodes.BAD_REQUEST, r.message())))
                .handleAll(
                        akka.http.javadsl.server.Rejection.class,
                        all -> complete(problem(
                                StatusCodes.BAD_REQUEST, "The request must be as openapi.json says: " + all.get(0))))
                .build();
        return extractRequest(request -> guard.refusal(request)
                .map(why -> complete(problem(why.status(), why.reason())))
                .orElseGet(() -> handleExceptions(
                        problems, () -> handleRejections(rejections, () -> withSizeLimit(MOST_BYTES, this::paths)))));
    }

    private Route paths() {
        return concat(
                pathSingleSlash(() -> page("index.html")),
                path("page.js", () -> page("page.js")),
                path("page.css", () -> page("page.css")),
                path("uPlot.js", () -> getFromResource(UPLOT + "uPlot.iife.min.js")),
                path("uPlot.css", () -> getFromResource(UPLOT + "uPlot.min.css")),
                path("login", () -> post(() -> body(this::login))),
                path("health", () -> get(() -> parameterOptional("challenge", c -> json(() -> health(c.orElse("")))))),
                path(
                        "ready",
                        () -> get(() -> ask(Lab.Ask::new, (Lab.Status s) -> ok(Json.ordered("status", "ready"))))),
                path("metrics", () -> get(this::scrape)),
                pathPrefix(PathMatchers.segment("api").slash("v1"), this::api));
    }

    /** The page loads nothing from elsewhere, and no other page may frame it. */
    private Route page(String name) {
        return get(() -> respondWithHeader(
                RawHeader.create(
                        "Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"),
                () -> getFromResource("twoworlds/page/" + name)));
    }

    /** Lets the page keep the token where its own program cannot read it. */
    private Route login(JsonNode json) {
        var given = json.path("token").asText();
        if (!guard.isToken(given)) {
            return complete(problem(StatusCodes.UNAUTHORIZED, "The token must be the lab's."));
        }
        var cookie = HttpCookie.create(Guard.COOKIE, given)
                .withHttpOnly(true)
                .withSecure(true)
                .withPath("/")
                .withExtension("SameSite=Strict");
        return setCookie(cookie, () -> complete(ok(Json.ordered("status", "known"))));
    }

    private Object health(String challenge) {
        return bound.flatMap(at -> guard.proof(at, challenge))
                .map(proof -> Json.ordered("status", "up", "proof", proof))
                .orElse(Json.ordered("status", "up"));
    }

    private Route scrape() {
        return completeWithFuture(Problems.later(
                () -> HttpResponse.create()
                        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, metrics.scrape())),
                blocking));
    }

    private Route api() {
        return concat(
                path("openapi.json", () -> get(() -> getFromResource("twoworlds/openapi.json"))),
                path("recipes", () -> get(() -> json(requests::recipes))),
                path("lab", () -> get(() -> ask(Lab.Ask::new, (Lab.Status s) -> ok(s)))),
                path("nodes", () -> get(() -> ask(Lab.Ask::new, (Lab.Status s) -> ok(s.nodes())))),
                path("evaluators", () -> get(() -> ask(Lab.Ask::new, (Lab.Status s) -> ok(s.evaluators())))),
                path(
                        "runs",
                        () -> concat(get(() -> json(() -> requests.book().all())), post(() -> body(this::submit)))),
                pathPrefix("runs", () -> pathPrefix(PathMatchers.segment(), this::run)),
                path("sweeps", () -> get(() -> json(requests::sweeps))),
                pathPrefix("sweeps", () -> pathPrefix(PathMatchers.segment(), this::sweep)));
    }

    private Route sweep(String sweep) {
        return concat(
                pathEnd(() -> get(() -> json(() -> requests.outcomes(sweep)))),
                path("resume", () -> post(() -> takeUpAll(sweep, requests.sweep(sweep), StatusCodes.ACCEPTED))));
    }

    private Route run(String run) {
        return concat(
                pathEnd(() -> get(() -> json(() -> requests.document(run)))),
                path("curves", () -> get(() -> json(() -> requests.curves(run)))),
                path("checkpoints", () -> get(() -> json(() -> requests.checkpoints(run)))),
                path(
                        "samples.png",
                        () -> get(() -> completeWithFuture(Problems.later(
                                () -> HttpResponse.create()
                                        .withEntity(HttpEntities.create(
                                                MediaTypes.IMAGE_PNG.toContentType(), requests.samples(run))),
                                blocking)))),
                path("events", () -> get(() -> events(run))),
                path("pause", () -> post(() -> leave(run, "paused"))),
                path("stop", () -> post(() -> leave(run, "stopped"))),
                path("resume", () -> post(() -> takeUp(run, StatusCodes.ACCEPTED))),
                path("fork", () -> post(() -> body(json -> fork(run, json)))),
                path(
                        "evaluators",
                        () -> concat(
                                get(() -> json(() -> requests.evaluators(run))),
                                post(() -> body(json -> attach(run, json))))),
                path(
                        PathMatchers.segment("evaluators").slash(PathMatchers.segment()),
                        name -> delete(() -> detach(run, name))));
    }

    /** Work that waits for the disk, away from the threads that serve. */
    private Route json(Supplier<Object> document) {
        return completeWithFuture(Problems.later(() -> ok(document.get()), blocking));
    }

    private static HttpResponse ok(Object document) {
        return response(StatusCodes.OK, document);
    }

    private static HttpResponse response(StatusCode status, Object document) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.text(document) + "\n"));
    }

    static HttpResponse problem(StatusCode status, String detail) {
        var type = MediaTypes.applicationWithFixedCharset("problem+json", akka.http.javadsl.model.HttpCharsets.UTF_8);
        var document = Json.ordered("title", status.reason(), "status", status.intValue(), "detail", detail);
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(type.toContentType(), Json.text(document) + "\n"));
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text.isBlank() ? "{}" : text);
        } catch (JsonProcessingException e) {
            throw new RequestException("body", text, "be one JSON document", "");
        }
    }

    private Route body(Function<JsonNode, Route> then) {
        return entity(JSON, then);
    }

    private <T> Route ask(Function<ActorRef<T>, Lab.Command> message, Function<T, HttpResponse> answer) {
        CompletionStage<T> reply = AskPattern.ask(lab, message::apply, PATIENCE, lab.scheduler());
        return completeWithFuture(reply.thenApply(answer));
    }

    private Route command(String run, StatusCode done, Function<ActorRef<Lab.Reply>, Lab.Command> message) {
        return ask(
                message,
                (Lab.Reply reply) -> reply.done()
                        ? response(
                                done,
                                reply.message().isEmpty()
                                        ? Json.ordered("run", run)
                                        : Json.ordered("run", run, "waiting", reply.message()))
                        : problem(StatusCodes.CONFLICT, "The run (" + run + ") " + reply.message() + "."));
    }

    private Route takeUp(String run, StatusCode done) {
        var folder = requests.folder(run);
        return command(folder.id(), done, replyTo -> new Lab.TakeUp(folder, replyTo));
    }

    private Route leave(String run, String state) {
        var folder = requests.folder(run);
        return command(folder.id(), StatusCodes.ACCEPTED, replyTo -> new Lab.Leave(folder, state, replyTo));
    }

    private Route submit(JsonNode json) {
        return onSuccess(withDevices(probe -> requests.submit(json, guard, probe)), folders -> {
            var first = folders.get(0).id();
            return folders.size() == 1
                    ? takeUp(first, StatusCodes.CREATED)
                    : takeUpAll(folders.get(0).sweep(), folders, StatusCodes.CREATED);
        });
    }

    /** Work that depends on what the lab and the machines that joined can compute on. */
    private <T> CompletionStage<T> withDevices(Function<DeviceProbe, T> work) {
        return AskPattern.ask(lab, Lab.Ask::new, PATIENCE, lab.scheduler())
                .thenCompose(status ->
                        Problems.later(() -> work.apply(new LabDevices(new CudaProbe(), status.nodes())), blocking));
    }

    /** Takes up those of a sweep's runs that can be. */
    private Route takeUpAll(String sweep, List<RunFolder> folders, StatusCode done) {
        return ask(
                replyTo -> new Lab.TakeUpAll(folders, replyTo),
                (Integer count) -> response(
                        done,
                        Json.ordered(
                                "sweep", sweep,
                                "runs", folders.stream().map(RunFolder::id).toList(),
                                "takenUp", count)));
    }

    private Route fork(String run, JsonNode json) {
        return onSuccess(
                withDevices(probe -> requests.fork(run, json, guard, probe)),
                folder -> takeUp(folder.id(), StatusCodes.CREATED));
    }

    private Route attach(String run, JsonNode json) {
        return onSuccess(
                Problems.later(() -> requests.attachment(run, json, guard), blocking),
                opened -> command(
                        opened.folder().id(),
                        StatusCodes.CREATED,
                        replyTo -> new Lab.Attach(opened.folder(), opened.event(), replyTo)));
    }

    private Route detach(String run, String name) {
        var folder = requests.folder(run);
        return command(folder.id(), StatusCodes.OK, replyTo -> new Lab.Detach(folder, name, replyTo));
    }

    /** A run's events as they happen, from an index on; a client that comes back says what it had last. */
    private Route events(String run) {
        var folder = requests.folder(run);
        return optionalHeaderValueByName(
                "Last-Event-ID",
                last -> parameterOptional(
                        "from",
                        from -> parameterOptional("steps", steps -> {
                            var after =
                                    last.map(id -> number("Last-Event-ID", id)).orElse(-1L);
                            var first = Math.max(
                                    after + 1,
                                    from.map(id -> number("from", id)).orElse(0L));
                            var withSteps = steps.filter("true"::equals).isPresent();
                            return complete(HttpResponse.create()
                                    .withEntity(HttpEntities.create(
                                            MediaTypes.TEXT_EVENT_STREAM.toContentType(),
                                            EventFeeds.events(feeds, folder, first, withSteps))));
                        })));
    }

    private static long number(String name, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new RequestException("value of " + name, text, "be an index of the log", "");
        }
        return Long.parseLong(text);
    }
}

package org.twoworlds.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.HttpCookie;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.twoworlds.api.Json;
import org.twoworlds.api.RequestBody;
import org.twoworlds.api.SubmitRequest;
import org.twoworlds.audit.AuditLog;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.notice.NoticeCounts;
import org.twoworlds.stream.log.RunFolder;

/** The lab's address: the page, and under {@code /api/v1} what {@code openapi.json} says. Errors are problem+json. */
public final class LabServer extends AllDirectives {
    private static final Duration METRICS_PATIENCE = Duration.ofSeconds(2);

    private final ActorSystem<LabProtocol.Command> lab;
    private final LabRequests requests;
    private final Guard guard;
    private final Optional<NoticeCounts> notices;
    private final Metrics metrics;
    private final Readiness readiness;
    private final Asking asking;
    private final RunRoutes runs;
    private final ListRoutes lists;
    private final FigureRoutes figures;
    private final ExportRoutes exported;
    private final AuditRoutes audit;
    private volatile Optional<InetSocketAddress> bound = Optional.empty();

    /**
     * The server of a lab, not yet bound.
     *
     * @param notices where the lab tells a command of its events
     */
    public LabServer(
            ActorSystem<LabProtocol.Command> lab, LabRequests requests, Guard guard, Optional<NoticeCounts> notices) {
        this.lab = lab;
        this.requests = requests;
        this.guard = guard;
        this.notices = notices;
        metrics = new Metrics(requests.book(), notices);
        readiness = new Readiness(lab);
        asking = new Asking(lab);
        var feeds = lab.systemActorOf(
                EventFeeds.create(System::nanoTime), "feeds", DispatcherSelector.fromConfig("twoworlds.pinned"));
        var listed = new ListRequests(requests.book());
        lists = new ListRoutes(asking, listed, new ListFeed(lab, listed, asking.blocking()));
        figures = new FigureRoutes(asking, new FigureRequests(requests));
        exported = new ExportRoutes(asking);
        audit = new AuditRoutes(asking, guard, AuditLog.of(requests.book().home()), InstantSource.system(), lab.log());
        runs = new RunRoutes(asking, requests, guard, feeds, figures, exported);
    }

    /**
     * Listens.
     *
     * @param tls by which it shows that it is the lab, where it is to be reached from elsewhere
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
        return RequestTimes.of(() -> SealedRoute.of(
                lab.log(),
                () -> extractRequest(request -> guard.refusal(request)
                        .map(why -> complete(Answers.problem(why.status(), why.reason())))
                        .orElseGet(() -> oneOfEach(
                                request,
                                () -> audit.audited(request, () -> mapRequest(LabServer::whole, this::paths)))))));
    }

    /** Refuses a query that has a key twice: nobody can tell which of its values is meant. */
    private Route oneOfEach(HttpRequest request, Supplier<Route> inner) {
        return request.getUri().query().toMultiMap().entrySet().stream()
                .filter(key -> key.getValue().size() > 1)
                .findFirst()
                .map(key -> complete(Answers.problem(
                        StatusCodes.BAD_REQUEST,
                        "The query key (" + Answers.shown(key.getKey()) + ") must be given once.")))
                .orElseGet(inner);
    }

    /** A request for all that there is: no answer is made of parts. */
    private static HttpRequest whole(HttpRequest request) {
        return (HttpRequest) request.removeHeader("Range").removeHeader("If-Range");
    }

    private Route paths() {
        return concat(
                new PageRoutes().all(),
                path("login", () -> post(() -> asking.body(LabServer::token, this::login))),
                path(
                        "health",
                        () -> get(() -> parameterOptional("challenge", c -> asking.json(() -> health(c.orElse("")))))),
                path("ready", () -> get(() -> complete(readiness.now()))),
                path("metrics", () -> get(this::scrape)),
                pathPrefix(PathMatchers.segment("api").slash("v1"), this::api));
    }

    private static String token(byte[] json) {
        return RequestBody.of(json, List.of("token")).text("token");
    }

    /** Lets the page keep the token where its own program cannot read it. */
    private Route login(String given) {
        if (!guard.isToken(given)) {
            return complete(Answers.problem(StatusCodes.UNAUTHORIZED, "The token must be the lab's."));
        }
        var cookie = HttpCookie.create(Guard.COOKIE, given)
                .withHttpOnly(true)
                .withSecure(true)
                .withPath("/")
                .withExtension("SameSite=Strict");
        return setCookie(cookie, () -> complete(Answers.ok(Json.ordered("status", "known"))));
    }

    private Object health(String challenge) {
        var health = Json.ordered("status", "up");
        var proofs = bound.map(at -> guard.proofs(at, challenge)).orElse(List.of());
        if (!proofs.isEmpty()) {
            health.put("proof", proofs.get(0));
        }
        if (proofs.size() > 1) {
            health.put("proofs", proofs);
        }
        return health;
    }

    /** A lab that does not answer in time has its other metrics all the same. */
    private Route scrape() {
        return onSuccess(
                asking.status(METRICS_PATIENCE)
                        .thenApply(Optional::of)
                        .exceptionally(late -> Optional.<LabProtocol.Status>empty()),
                status -> completeWithFuture(asking.later(() -> HttpResponse.create()
                        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, metrics.scrape(status))))));
    }

    private Route api() {
        return concat(
                path("openapi.json", () -> get(() -> getFromResource("twoworlds/openapi.json"))),
                path("recipes", () -> get(() -> asking.json(requests::recipes))),
                path("lab", () -> get(() -> onSuccess(asking.status(), s -> complete(Answers.ok(document(s)))))),
                path(
                        "nodes",
                        () -> get(() ->
                                asking.ask(LabProtocol.Ask::new, (LabProtocol.Status s) -> Answers.ok(s.nodes())))),
                path(
                        "evaluators",
                        () -> get(() -> asking.ask(
                                LabProtocol.Ask::new, (LabProtocol.Status s) -> Answers.ok(s.evaluators())))),
                path(
                        "runs",
                        () -> concat(
                                get(() -> lists.runs(() -> requests.book().all())),
                                post(() -> asking.body(SubmitRequest::of, this::submit)))),
                pathPrefix("runs", () -> pathPrefix(PathMatchers.segment(), runs::of)),
                path("lab-log", () -> get(audit::newest)),
                path("overview", () -> get(lists::overview)),
                path("events", () -> get(lists::events)),
                path("compare", () -> get(figures::compare)),
                path("sweeps", () -> get(() -> lists.sweeps(requests::sweeps))),
                pathPrefix("sweeps", () -> pathPrefix(PathMatchers.segment(), this::sweep)));
    }

    /** What is under way, and the counts of what the lab told; null where it tells nobody. */
    private Object document(LabProtocol.Status status) {
        var document = Json.MAPPER.<ObjectNode>valueToTree(status);
        return document.set(
                "onEvent",
                Json.MAPPER.valueToTree(notices.map(NoticeCounts::document).orElse(null)));
    }

    private Route sweep(String sweep) {
        return concat(
                pathEnd(() -> get(() -> asking.json(() -> requests.outcomes(sweep)))),
                exported.routes(() -> requests.sweep(sweep)),
                path("figure", () -> get(() -> figures.figure(sweep))),
                path("claims", () -> get(() -> figures.claims(sweep))),
                path("report.html", () -> get(() -> figures.sweepReport(sweep))),
                path(
                        "resume",
                        () -> post(() -> asking.nothing(() -> onSuccess(
                                asking.later(() -> requests.sweep(sweep)),
                                folders -> takeUpAll(sweep, folders, StatusCodes.ACCEPTED))))));
    }

    private Route submit(SubmitRequest request) {
        return onSuccess(asking.opened(probe -> requests.submit(request, guard, probe)), folders -> {
            var first = folders.get(0);
            return folders.size() == 1
                    ? asking.takeUp(first, StatusCodes.CREATED)
                    : takeUpAll(folders.get(0).sweep(), folders, StatusCodes.CREATED);
        });
    }

    /** Takes up those of a sweep's runs that can be. */
    private Route takeUpAll(String sweep, List<RunFolder> folders, StatusCode done) {
        return asking.ask(
                replyTo -> new LabProtocol.TakeUpAll(folders, replyTo),
                (Integer count) -> Answers.of(
                        done,
                        Json.ordered(
                                "sweep", sweep,
                                "runs", folders.stream().map(RunFolder::id).toList(),
                                "takenUp", count)));
    }
}

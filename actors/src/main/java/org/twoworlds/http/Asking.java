package org.twoworlds.http;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.util.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.twoworlds.api.Json;
import org.twoworlds.api.RequestBody;
import org.twoworlds.lab.LabDevices;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.lab.Reply;
import org.twoworlds.model.device.CudaProbe;
import org.twoworlds.model.device.DeviceProbe;
import org.twoworlds.stream.log.RunFolder;

/** The ways in which a route reads a body, waits for the disk, asks the lab, and answers: never on the threads that serve. */
final class Asking extends AllDirectives {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SLOWEST_BODY = Duration.ofSeconds(10);

    /** The most bytes that a body may have. */
    private static final int MOST_BYTES = 64 << 10;

    /** The most bytes that are read of a body that has more, so that its sender reads the answer. */
    private static final long MOST_BYTES_READ = 8 << 20;

    private static final int MOST_OPENING_AT_A_TIME = 64;

    private final ActorSystem<LabProtocol.Command> lab;
    private final Executor blocking;
    private final Opening opening;

    Asking(ActorSystem<LabProtocol.Command> lab) {
        this.lab = lab;
        blocking = lab.dispatchers().lookup(DispatcherSelector.fromConfig("twoworlds.requests"));
        opening = new Opening(
                lab.dispatchers().lookup(DispatcherSelector.fromConfig("twoworlds.opening")), MOST_OPENING_AT_A_TIME);
    }

    /**
     * Reads the body of a request, and goes on with it.
     *
     * @param reader makes the request of a body, or refuses it
     */
    <T> Route body(Function<byte[], T> reader, Function<T, Route> then) {
        return extractRequest(request -> onSuccess(read(request).thenApply(b -> reader.apply(b.toArray())), then));
    }

    /** Reads a body that has no keys. */
    Route nothing(Supplier<Route> then) {
        return body(bytes -> RequestBody.of(bytes, List.of()), body -> then.get());
    }

    private CompletionStage<ByteString> read(HttpRequest request) {
        var encoding = StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(h -> h.is("content-encoding"))
                .map(HttpHeader::value)
                .collect(Collectors.joining(", "));
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            throw new Problems.Refused(
                    StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                    "The content encoding (" + Answers.shown(encoding) + ") must be identity.");
        }
        return request.entity()
                .withSizeLimit(MOST_BYTES_READ)
                .getDataBytes()
                .completionTimeout(SLOWEST_BODY)
                .runFold(
                        ByteString.emptyByteString(),
                        (sum, more) -> sum.size() > MOST_BYTES ? sum : sum.concat(more),
                        lab)
                .handle((bytes, error) -> {
                    var cause = error instanceof CompletionException ? error.getCause() : error;
                    if (cause instanceof TimeoutException) {
                        throw new Problems.Refused(
                                StatusCodes.REQUEST_TIMEOUT,
                                "The body must come within " + SLOWEST_BODY.toSeconds() + " s.");
                    }
                    if (cause instanceof EntityStreamSizeException || cause == null && bytes.size() > MOST_BYTES) {
                        throw new Problems.Refused(
                                StatusCodes.PAYLOAD_TOO_LARGE, "The body must have at most " + MOST_BYTES + " bytes.");
                    }
                    if (cause != null) {
                        throw new Problems.Refused(StatusCodes.BAD_REQUEST, "The body must come whole.");
                    }
                    return bytes;
                });
    }

    /** Does work that waits for the disk. */
    <T> CompletionStage<T> later(Supplier<T> work) {
        return Problems.later(work, blocking);
    }

    /** Does work that opens data. */
    <T> CompletionStage<T> opened(Supplier<T> work) {
        return opening.later(work);
    }

    /** Does work that opens data, and depends on the devices of the lab and of the machines that joined. */
    <T> CompletionStage<T> opened(Function<DeviceProbe, T> work) {
        return status().thenCompose(
                        status -> opened(() -> work.apply(new LabDevices(new CudaProbe(), status.nodes()))));
    }

    /** The threads that may wait for the disk. */
    Executor blocking() {
        return blocking;
    }

    /** Answers with a document that waits for the disk. */
    Route json(Supplier<Object> document) {
        return completeWithFuture(later(() -> Answers.ok(document.get())));
    }

    /** What is under way in the lab. */
    CompletionStage<LabProtocol.Status> status() {
        return status(PATIENCE);
    }

    /** The same, where it is known within a time. */
    CompletionStage<LabProtocol.Status> status(Duration patience) {
        return AskPattern.ask(lab, LabProtocol.Ask::new, patience, lab.scheduler());
    }

    /** Answers with the lab's reply to a message. */
    <T> Route ask(Function<ActorRef<T>, LabProtocol.Command> message, Function<T, HttpResponse> answer) {
        CompletionStage<T> reply = AskPattern.ask(lab, message::apply, PATIENCE, lab.scheduler());
        return completeWithFuture(reply.thenApply(answer));
    }

    /** Answers whether the lab does what is asked of a run. */
    Route command(String run, StatusCode done, Function<ActorRef<Reply>, LabProtocol.Command> message) {
        return command(run, Map.of(), done, message);
    }

    /**
     * Answers whether the lab does what is asked of a run.
     *
     * @param more what to say beside the run where it does
     */
    Route command(
            String run,
            Map<String, String> more,
            StatusCode done,
            Function<ActorRef<Reply>, LabProtocol.Command> message) {
        return ask(
                message,
                (Reply reply) -> reply.done()
                        ? Answers.of(done, accepted(run, more, reply.message()))
                        : Answers.problem(StatusCodes.CONFLICT, "The run (" + run + ") " + reply.message() + "."));
    }

    private static Object accepted(String run, Map<String, String> more, String waiting) {
        var document = Json.ordered("run", run);
        document.putAll(more);
        if (!waiting.isEmpty()) {
            document.put("waiting", waiting);
        }
        return document;
    }

    /** Takes up a run. */
    Route takeUp(RunFolder folder, StatusCode done) {
        return command(folder.id(), done, replyTo -> new LabProtocol.TakeUp(folder, replyTo));
    }
}

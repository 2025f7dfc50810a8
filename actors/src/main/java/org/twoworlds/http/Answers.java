package org.twoworlds.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import org.twoworlds.api.Json;

/** The forms of answers: JSON, and problem+json for a refusal or a failure. */
final class Answers {
    private static final int MOST_CHARACTERS_SHOWN = 200;

    private Answers() {}

    /** The answer of a request that was done. */
    static HttpResponse ok(Object document) {
        return of(StatusCodes.OK, document);
    }

    /** An answer with a status of its own. */
    static HttpResponse of(StatusCode status, Object document) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.text(document) + "\n"));
    }

    /** The answer that says why there is no other. */
    static HttpResponse problem(StatusCode status, String detail) {
        var type = MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8);
        var document = Json.ordered("title", status.reason(), "status", status.intValue(), "detail", detail);
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(type.toContentType(), Json.text(document) + "\n"));
    }

    /** The beginning of a text that came from elsewhere. */
    static String shown(String text) {
        return text.length() <= MOST_CHARACTERS_SHOWN ? text : text.substring(0, MOST_CHARACTERS_SHOWN) + "…";
    }
}

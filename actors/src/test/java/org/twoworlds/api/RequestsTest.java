package org.twoworlds.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.twoworlds.config.RequestException;

/** The requests that a client writes and a lab reads: the same after the way, and refused where they are not exact. */
class RequestsTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Map<String, Object> document) {
        return bytes(Json.text(document));
    }

    private static void refused(Function<byte[], ?> reader, String json, String words) {
        assertThatThrownBy(() -> reader.apply(bytes(json)))
                .as(json)
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aRequestIsReadAsItWasWritten() {
        var recipe = new SubmitRequest("quickstart", Optional.empty(), "smoke", List.of("steps=3"), "a name");
        assertThat(SubmitRequest.of(bytes(recipe.document()))).isEqualTo(recipe);
        var file = new SubmitRequest("mine", Optional.of("steps = 3"), "", List.of(), "");
        assertThat(SubmitRequest.of(bytes(file.document()))).isEqualTo(file);
        var fork = new ForkRequest(OptionalLong.of(20), List.of("seed=2"), "", false);
        assertThat(ForkRequest.of(bytes(fork.document()))).isEqualTo(fork);
        var attach = new AttachRequest("shapes:train", "watcher", "now", List.of(), List.of("loss"), true);
        assertThat(AttachRequest.of(bytes(attach.document()))).isEqualTo(attach);
    }

    @Test
    void anAbsentKeyAndANullAreTheSame() {
        var nothing = new SubmitRequest("", Optional.empty(), "", List.of(), "");
        assertThat(SubmitRequest.of(bytes(""))).isEqualTo(nothing);
        assertThat(SubmitRequest.of(bytes("{\"config\":null,\"set\":null}"))).isEqualTo(nothing);
        assertThat(ForkRequest.of(bytes("{}")).step()).isEmpty();
    }

    @Test
    void anythingElseIsRefusedByItsName() {
        refused(
                SubmitRequest::of,
                "{\"step\":3}",
                "key of the body (step) must be one of recipe, config, size, set, name");
        refused(SubmitRequest::of, "{\"recipe\":1}", "key recipe of the body (1) must be a JSON string");
        refused(SubmitRequest::of, "{\"set\":[3]}", "key set of the body (3) must be an array");
        refused(SubmitRequest::of, "{\"name\":\"a\",\"name\":\"b\"}", "each key once");
        refused(ForkRequest::of, "{\"step\":2.0}", "key step of the body (2.0) must be a whole number");
        refused(ForkRequest::of, "{\"on\":\"shapes\"}", "key of the body (on) must be one of step, set, name, slots");
        refused(AttachRequest::of, "{\"metrics\":\"loss\"}", "key metrics of the body");
        refused(AttachRequest::of, "[]", "body ([]) must be a JSON object");
    }
}

package org.twoworlds.cli;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Bodies that are not what they must be: where they are sent ({@code RUN} being a run), and what they are told. */
final class WrongBodies {
    private WrongBodies() {}

    /** What is wrong everywhere. */
    private static Stream<Arguments> anywhere(String path) {
        return Stream.of(
                Arguments.of(path, "[]", "body ([]) must be a JSON object"),
                Arguments.of(path, "null", "body (null) must be a JSON object"),
                Arguments.of(path, "\"x\"", "must be a JSON object"),
                Arguments.of(path, "{", "must be one JSON document"),
                Arguments.of(path, "{} {}", "nothing behind it"),
                Arguments.of(path, "{} x", "nothing behind it"),
                Arguments.of(path, "{\"wrong\":1}", "key of the body (wrong) must be"),
                Arguments.of(path, "{\"wrong\":1,\"wrong\":2}", "each key once"),
                Arguments.of(path, "{'wrong':1}", "must be one JSON document"),
                Arguments.of(path, "[".repeat(30_000), "must be one JSON document"),
                Arguments.of(path, "{\"" + "x".repeat(30_000) + "\":1}", "key of the body (xxx"));
    }

    private static Arguments of(String path, String body, String says) {
        return Arguments.of(path, body, says);
    }

    static Stream<Arguments> all() {
        var everywhere = Stream.of(
                        "runs",
                        "runs/RUN/fork",
                        "runs/RUN/evaluators",
                        "runs/RUN/tags",
                        "runs/RUN/note",
                        "runs/RUN/name",
                        "runs/RUN/pause",
                        "runs/RUN/stop",
                        "runs/RUN/resume",
                        "sweeps/none/resume",
                        "login")
                .flatMap(WrongBodies::anywhere);
        var oneEach = Stream.of(
                of("runs/RUN/tags", "{}", "body (no tag) must have a tag in add or in remove"),
                of("runs/RUN/tags", "{\"add\":\"a\"}", "key add of the body (\"a\") must be an array"),
                of("runs/RUN/tags", "{\"add\":[\"two words\"]}", "tag (two words) must be a word"),
                of("runs/RUN/tags", "{\"add\":[\"a\"],\"remove\":[\"a\"]}", "tag (a) must be added or removed"),
                of("runs/RUN/note", "{}", "body (no note) must have the key note"),
                of("runs/RUN/note", "{\"note\":null}", "body (no note) must have the key note"),
                of("runs/RUN/note", "{\"note\":\"\\u0000\"}", "note (?) must be text without control characters"),
                of("runs/RUN/name", "{\"name\":\"\"}", "name () must have at least one character"),
                of("runs/RUN/name", "{\"name\":\" x\"}", "name ( x) must be one line"),
                of("login", "{\"token\":1}", "key token of the body (1) must be a JSON string"),
                of("runs", "{\"recipe\":1}", "key recipe of the body (1) must be a JSON string"),
                of("runs", "{\"recipe\":[\"quickstart\"]}", "key recipe of the body"),
                of("runs", "{\"recipe\":\"quickstart\",\"recipe\":\"quickstart\"}", "each key once"),
                of("runs", "{\"recipe\":\"" + "x".repeat(30_000) + "\"}", "recipe (xxx"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":\"steps=3\"}", "key set of the body (\"steps=3\")"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":{\"steps\":3}}", "key set of the body"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[3]}", "key set of the body (3) must be an array"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[null]}", "key set of the body (null)"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[[\"steps=3\"]]}", "key set of the body"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[\"x\"" + ",\"x\"".repeat(200) + "]}", "at most 200"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[\"" + "x".repeat(30_000) + "\"]}", "setting (xxx"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[\"" + "x.".repeat(15_000) + "x=1\"]}", "must"),
                of("runs", "{\"recipe\":\"quickstart\",\"set\":[\"" + "x".repeat(30_000) + "=1\"]}", "key xxx"),
                of("runs", "{\"recipe\":\"quickstart\",\"size\":3}", "key size of the body (3)"),
                of("runs", "{\"recipe\":\"quickstart\",\"name\":true}", "key name of the body (true)"),
                of("runs", "{\"recipe\":\"quickstart\",\"name\":\"\\ud800\"}", "surrogate"),
                of("runs", "{\"recipe\":\"quickstart\",\"name\":\"a\\u0000b\"}", "name (a?b)"),
                of("runs", "{\"config\":{\"steps\":3}}", "key config of the body"),
                of(
                        "runs",
                        "{\"config\":\"seed = 0..9999, pretrain.a = \\\"" + "x".repeat(10_000) + "\\\"\"}",
                        "at most 64 MiB once its 10000 runs are written out"),
                of("runs", "{\"config\":\"pretrain.x = \\\"\\\\ud800\\\"\"}", "be Unicode"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"as\":\"..\"}", "evaluator's name (..)"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"as\":\"-x\"}", "evaluator's name (-x)"),
                of("runs", "{\"config\":3}", "key config of the body (3)"),
                of("runs", "{\"config\":null}", "recipe () must be one of"),
                of("runs/RUN/fork", "{}", "step (none) must be one of"),
                of("runs/RUN/fork", "{\"step\":\"20\"}", "key step of the body (\"20\") must be a whole number"),
                of("runs/RUN/fork", "{\"step\":20.0}", "key step of the body (20.0)"),
                of("runs/RUN/fork", "{\"step\":-1}", "key step of the body (-1)"),
                of("runs/RUN/fork", "{\"step\":2e1}", "key step of the body"),
                of("runs/RUN/fork", "{\"step\":9223372036854775808}", "key step of the body (9223372036854775808)"),
                of("runs/RUN/fork", "{\"step\":" + "9".repeat(20_000) + "}", "body"),
                of("runs/RUN/fork", "{\"step\":7000000}", "step (7000000) must be one of"),
                of("runs/RUN/fork", "{\"step\":7,\"slots\":false}", "step (7) must be one of"),
                of("runs/RUN/fork", "{\"step\":20,\"slots\":1}", "key slots of the body (1) must be true or false"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"remake\":\"yes\"}", "key remake of the body"),
                of("runs/RUN/fork", "{\"step\":20,\"set\":\"seed=1\"}", "key set of the body"),
                of("runs/RUN/evaluators", "{\"on\":[\"shapes\"]}", "key on of the body"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"metrics\":\"loss\"}", "key metrics of the body"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"metrics\":[1]}", "key metrics of the body (1)"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"from\":0}", "key from of the body (0)"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"from\":\"then\"}", "be start or now"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes\",\"as\":{}}", "key as of the body"),
                of("runs/RUN/evaluators", "{\"on\":\"nothing\"}", "data.type (nothing)"),
                of("runs/RUN/evaluators", "{\"on\":\"shapes:both\"}", "split (both)"),
                of("runs/RUN/evaluators", "{\"on\":\"\"}", "key on of the body () must name a source"));
        return Stream.concat(everywhere, oneEach);
    }
}

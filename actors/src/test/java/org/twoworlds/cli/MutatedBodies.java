package org.twoworlds.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Bodies of requests, each with something else in it: a letter, a piece of JSON or HOCON, a value, a byte that is no text. */
final class MutatedBodies {
    private static final List<String[]> VALID = List.of(
            new String[] {
                "runs",
                "{\"recipe\":\"quickstart\",\"size\":\"smoke\",\"set\":[\"steps=2\",\"model=mlp[4]\",\"test.count=20\"],"
                        + "\"name\":\"first\"}"
            },
            new String[] {"runs", "{\"config\":\"steps = 2, optimizer { rate = 0.1 }\",\"name\":\"first\",\"set\":[]}"},
            new String[] {"runs/RUN/fork", "{\"step\":20,\"set\":[\"optimizer.rate=0.01\"],\"name\":\"first\"}"},
            new String[] {
                "runs/RUN/evaluators",
                "{\"on\":\"shapes:train\",\"as\":\"run\",\"from\":\"now\",\"set\":[\"test.count=20\"],"
                        + "\"metrics\":[\"calibration\"]}"
            },
            new String[] {"runs/RUN/pause", "{}"},
            new String[] {"login", "{\"token\":\"0123456789abcdef\"}"});

    private static final List<String> PIECES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "9223372036854775808",
            "\"\"",
            "{}",
            "[]",
            "[".repeat(2_000),
            "{\"a\":".repeat(1_500),
            ",",
            ":",
            "\"",
            "\\",
            "\\u0000",
            "\\ud800",
            "\u0000",
            "\u0663",
            "\ufeff",
            "\n",
            " ",
            "//",
            "${PATH}",
            "include file(\\\"/etc/passwd\\\")",
            "data.path=/etc",
            "..",
            "0..9",
            "[1,2]",
            "steps=",
            "test.count=2000000000",
            "evaluator.batch=2000000000",
            "batch=2000000000",
            "data.size=2000000000",
            "data.type=gaussian",
            "model=mlp[1000000000]",
            "x".repeat(3_000));

    private final Random random;

    MutatedBodies(long seed) {
        random = new Random(seed);
    }

    /** A body and where it goes. */
    record Sent(String path, byte[] bytes) {
        String text() {
            var text = new String(bytes, StandardCharsets.UTF_8);
            return text.length() <= 500 ? text : text.substring(0, 500) + "…";
        }
    }

    Sent next() {
        var valid = VALID.get(random.nextInt(VALID.size()));
        var text = new StringBuilder(valid[1]);
        for (var i = 1 + random.nextInt(3); i > 0; i--) {
            var at = random.nextInt(text.length() + 1);
            var to = Math.min(text.length(), at + random.nextInt(20));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, piece());
                case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
                case 3 -> value(text);
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                    }
                }
            }
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(10) == 0) {
            bytes = Arrays.copyOf(bytes, bytes.length);
            bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(0x80));
        }
        return new Sent(valid[0], bytes);
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    /** Something else in place of what stands between two quotes. */
    private void value(StringBuilder text) {
        var from = text.indexOf("\"", random.nextInt(text.length() + 1));
        var to = from < 0 ? -1 : text.indexOf("\"", from + 1);
        if (to > 0) {
            text.replace(from + 1, to, piece());
        }
    }
}

package org.twoworlds.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.api.Json;

/**
 * An entry of the audit: something that was changed.
 *
 * @param time when it was done
 * @param who who did it
 * @param action what was done, such as {@code submit}
 * @param run the run to which it was done, by its id; empty where it was a whole sweep
 * @param sweep the sweep to which it was done; empty for a run
 * @param evaluator the evaluator that it was about; empty for others
 */
public record AuditEntry(Instant time, Who who, String action, String run, String sweep, String evaluator) {
    /**
     * The one who does something.
     *
     * @param address from which the request came; empty for a command in the home itself
     * @param token the name of the token that the request brought; empty where tokens have no names
     * @param account of a command in the home itself; empty for a request
     */
    public record Who(String address, String token, String account) {
        /** The account in which this process runs. */
        public static Who here() {
            return new Who("", "", System.getProperty("user.name", ""));
        }

        /** As a person reads it: {@code TOKEN@ADDRESS}, or the account. */
        public String words() {
            if (!account.isEmpty()) {
                return account;
            }
            return token.isEmpty() ? address : token + "@" + address;
        }
    }

    /** The entry as JSON has it: every key is there, and empty where it says nothing. */
    public Map<String, Object> document() {
        return Json.ordered(
                "time",
                time.toString(),
                "address",
                who.address(),
                "token",
                who.token(),
                "account",
                who.account(),
                "action",
                action,
                "run",
                run,
                "sweep",
                sweep,
                "evaluator",
                evaluator);
    }

    /** The entry of a document; empty where it is none. */
    public static Optional<AuditEntry> of(JsonNode document) {
        try {
            return Optional.of(new AuditEntry(
                    Instant.parse(document.path("time").asText()),
                    new Who(
                            document.path("address").asText(),
                            document.path("token").asText(),
                            document.path("account").asText()),
                    document.path("action").asText(),
                    document.path("run").asText(),
                    document.path("sweep").asText(),
                    document.path("evaluator").asText()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

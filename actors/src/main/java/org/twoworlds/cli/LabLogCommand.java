package org.twoworlds.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.twoworlds.api.Json;
import org.twoworlds.audit.AuditEntry;
import org.twoworlds.audit.AuditLog;
import org.twoworlds.config.RequestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code lab-log}. */
@Command(
        name = "lab-log",
        description = {
            "Says who changed what, and when: the requests to this home's lab, and what rm removed from it. No lab has to run.",
            "Of another lab (--lab, or TWOWORLDS_LAB) it asks, with a token that may administer."
        })
final class LabLogCommand implements Callable<Integer> {
    @Option(names = "--limit", paramLabel = "N", description = "how many, the newest ones (default: 50)")
    private int limit = 50;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private LabClient lab = new LabClient();

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > AuditLog.MOST_ASKED) {
            throw new RequestException("option --limit", limit, "be at least 1 and at most " + AuditLog.MOST_ASKED, "");
        }
        var entries = lab.isNamed() ? asked() : here();
        if (json.isSet()) {
            Json.print(entries.stream().map(AuditEntry::document).toList());
        } else {
            entries.forEach(LabLogCommand::print);
        }
        return 0;
    }

    private List<AuditEntry> asked() {
        return StreamSupport.stream(lab.get("lab-log?limit=" + limit).spliterator(), false)
                .flatMap(document -> AuditEntry.of(document).stream())
                .toList();
    }

    private List<AuditEntry> here() throws IOException {
        var newest = AuditLog.of(lab.home()).newest(limit);
        if (newest.damaged() > 0) {
            System.err.println("Lines of the audit that cannot be read: " + newest.damaged());
        }
        return newest.entries();
    }

    private static void print(AuditEntry entry) {
        var what = entry.run().isEmpty() ? entry.sweep() : entry.run();
        Json.out()
                .printf(
                        "%-24s  %-24s %-10s %s%s%n",
                        entry.time(),
                        entry.who().words(),
                        entry.action(),
                        what,
                        entry.evaluator().isEmpty() ? "" : " " + entry.evaluator());
    }
}

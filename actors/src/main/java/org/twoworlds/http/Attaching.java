package org.twoworlds.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.Samples;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** Requests for evaluators: what they score on is opened once before the lab takes them, while nobody waits for it. */
record Attaching(LabRequests requests, Guard guard) {
    /** What a request may say. */
    static final List<String> KEYS = List.of("on", "as", "from", "set", "metrics");

    /** An evaluator that can be opened. */
    record Opened(RunFolder folder, Event.Attached event) {}

    /** What of a run there is to know: nothing of it changes, so that it may be used outside of its book. */
    private record Scored(RunFolder folder, Event.Started started, ExperimentConfig config, Map<String, Long> first) {}

    /** Tries an evaluator. */
    Opened open(String run, Body body) {
        var on = body.text("on");
        if (on.isEmpty()) {
            throw new RequestException("key on of the body", on, "name a source, as SOURCE[:SPLIT]", "");
        }
        var metrics = body.texts("metrics");
        var settings = body.texts("set");
        var as = body.text("as").isEmpty() ? Attachment.name(on, metrics) : body.text("as");
        var from = body.text("from").isEmpty() ? "start" : body.text("from");
        var scored = requests.read(
                run,
                page -> new Scored(
                        page.folder(),
                        page.view().started(),
                        page.view().config(),
                        Attachment.first(from, page.view())));
        guard.check(Samples.parse(on).config(scored.config(), settings));
        var event = new Event.Attached(as, on, scored.first(), settings, metrics);
        Attachment.open(
                scored.folder(),
                RunFiles.in(scored.folder()),
                scored.started(),
                scored.config(),
                event,
                Optional.empty());
        return new Opened(scored.folder(), event);
    }
}

package org.twoworlds.http;

import java.util.Map;
import java.util.Optional;
import org.twoworlds.actor.Attachment;
import org.twoworlds.actor.RunFiles;
import org.twoworlds.actor.Samples;
import org.twoworlds.api.AttachRequest;
import org.twoworlds.config.ExperimentConfig;
import org.twoworlds.config.RequestException;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.log.Event;
import org.twoworlds.stream.log.RunFolder;

/** The requests for evaluators: an evaluator's source is opened once, before the lab takes the evaluator, while nobody waits for it. */
record Attaching(LabRequests requests, Guard guard) {
    /** An evaluator of a run, its source opened. */
    record Opened(RunFolder folder, Event.Attached event, Attachment attachment) {}

    /** The part of a run that an evaluator needs: nothing of it changes, so that it may be used outside of the run's book. */
    private record Scored(
            RunFolder folder, Event.Started started, ExperimentConfig config, Map<WorldName, Long> first) {}

    /** Opens an evaluator's source. */
    Opened open(String run, AttachRequest request) {
        var on = request.on();
        if (on.isEmpty()) {
            throw new RequestException("key on of the body", on, "name a source, as SOURCE[:SPLIT]", "");
        }
        var as = request.as().isEmpty() ? Attachment.name(on, request.metrics()) : request.as();
        var from = request.from().isEmpty() ? "start" : request.from();
        var scored = requests.read(
                run,
                page -> new Scored(
                        page.folder(),
                        page.view().started(),
                        page.view().config(),
                        Attachment.first(from, page.view())));
        guard.check(Samples.parse(on).config(scored.config(), request.set()));
        var event = new Event.Attached(as, on, scored.first(), request.set(), request.metrics(), request.remake());
        var attachment = Attachment.open(
                scored.folder(),
                RunFiles.in(scored.folder()),
                scored.started(),
                scored.config(),
                event,
                Optional.empty());
        return new Opened(scored.folder(), event, attachment);
    }
}

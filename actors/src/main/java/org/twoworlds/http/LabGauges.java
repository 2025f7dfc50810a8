package org.twoworlds.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.twoworlds.config.Role;
import org.twoworlds.lab.LabProtocol;
import org.twoworlds.notice.NoticeCounts;
import org.twoworlds.stream.catalogue.Lag;

/** The metrics of a lab itself: its queue, slots and machines, its catalogue, and what it tells. */
final class LabGauges {
    private final MeterRegistry registry;
    private final MultiGauge nodes;
    private volatile Optional<Now> now = Optional.empty();

    private record Now(Optional<LabProtocol.Status> status, Lag lag) {}

    /**
     * The gauges of a lab.
     *
     * @param notices where the lab tells a command of its events
     */
    LabGauges(MeterRegistry registry, Optional<NoticeCounts> notices) {
        this.registry = registry;
        nodes = MultiGauge.builder("twoworlds.nodes")
                .description("machines that joined")
                .register(registry);
        ofStatus("queued.runs", "runs that wait for a slot", status -> status.queued()
                .size());
        ofStatus("slots", "runs at a time on the lab's own machine", LabProtocol.Status::slots);
        ofStatus("slots.taken", "runs with a slot on the lab's own machine", LabGauges::taken);
        gauge(
                "catalogue.lag.seconds",
                "time since the catalogue was brought up to the logs",
                now -> now.lag().age().toMillis() / 1e3);
        gauge("catalogue.lag.runs", "runs whose logs it had to read on then", now -> now.lag()
                .runs());
        notices.ifPresent(this::bind);
    }

    private void gauge(String name, String what, ToDoubleFunction<Now> value) {
        Gauge.builder("twoworlds." + name, this, g -> g.now.map(value::applyAsDouble)
                        .orElse(Double.NaN))
                .description(what)
                .register(registry);
    }

    private void ofStatus(String name, String what, ToDoubleFunction<LabProtocol.Status> value) {
        gauge(name, what, now -> now.status().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private static double taken(LabProtocol.Status status) {
        return status.running().stream()
                .filter(run -> !status.places().containsKey(run))
                .count();
    }

    private void bind(NoticeCounts counts) {
        counter("told", "events that the command of --on-event was told", counts, NoticeCounts::told);
        counter("failures", "failures of the command of --on-event", counts, NoticeCounts::failures);
        counter("left.out", "events that were not told, for too many waited", counts, NoticeCounts::leftOut);
        Gauge.builder("twoworlds.on.event.waiting", counts, NoticeCounts::waiting)
                .description("events that wait for the command of --on-event")
                .register(registry);
        Gauge.builder("twoworlds.on.event.under.way", counts, NoticeCounts::underWay)
                .description("commands of --on-event under way")
                .register(registry);
    }

    private void counter(String name, String what, NoticeCounts counts, ToDoubleFunction<NoticeCounts> value) {
        FunctionCounter.builder("twoworlds.on.event." + name, counts, value)
                .description(what)
                .register(registry);
    }

    /**
     * Takes what is so now.
     *
     * @param status of the lab; empty where it did not say it in time
     * @param lag of the catalogue, before it is brought up to the logs for this very answer
     */
    void now(Optional<LabProtocol.Status> status, Lag lag) {
        now = Optional.of(new Now(status, lag));
        nodes.register(status.map(LabGauges::nodes).orElse(List.of()), true);
    }

    private static List<MultiGauge.Row<?>> nodes(LabProtocol.Status status) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (var role : Role.values()) {
            rows.add(MultiGauge.Row.of(
                    Tags.of("role", role.toString()),
                    status.nodes().stream().filter(node -> node.role() == role).count()));
        }
        return rows;
    }
}

package org.twoworlds.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.twoworlds.config.WorldName;
import org.twoworlds.stream.seeds.ErrorBand;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedText;
import org.twoworlds.stream.statistics.Interval;
import org.twoworlds.stream.statistics.StoppedSeeds;

/** The numbers of a setting's figures over seeds as parts of a JSON document: bands, the null, and T(n) with its spread. */
final class SeedFigureDocument {
    private SeedFigureDocument() {}

    /** Adds them to a setting's document; where there is no figure, all of them are null. */
    static void add(Map<String, Object> document, Optional<SeedFigure> figure) {
        document.put("hasFigure", figure.isPresent());
        document.put(
                "hasBand", figure.filter(f -> SeedFigure.hasBand(f.seeds())).isPresent());
        document.put("band", figure.map(f -> band(f.errors())).orElse(null));
        document.put(
                "null",
                figure.flatMap(SeedFigure::nulls).map(SeedFigureDocument::band).orElse(null));
        document.put("stoppingTimes", figure.map(f -> stopped(f.stopped())).orElse(null));
        document.put(
                "atStoppingTime", figure.map(SeedFigureDocument::atStopping).orElse(null));
    }

    private static Map<String, Object> band(ErrorBand band) {
        return Json.ordered(
                "seeds", band.seeds(),
                "drawn", SeedFigure.hasBand(band.seeds()),
                "step", band.steps(),
                "mean", column(band, Interval::estimate),
                "low", column(band, Interval::low),
                "high", column(band, Interval::high),
                "checkpoints", band.checkpoints(),
                "largest", interval(band.largest()));
    }

    private static List<Double> column(ErrorBand band, ToDoubleFunction<Interval> number) {
        return band.means().stream().map(number::applyAsDouble).toList();
    }

    private static Map<String, Object> stopped(StoppedSeeds stopped) {
        return Json.ordered(
                "reached", stopped.reached(),
                "seeds", stopped.seeds(),
                "earliest", stopped.earliest(),
                "median", stopped.median().estimate(),
                "latest", stopped.latest(),
                "text", SeedText.mark(stopped));
    }

    private static @Nullable Object atStopping(SeedFigure figure) {
        return figure.stopped().reached() == 0
                ? null
                : Json.ordered(
                        WorldName.REAL,
                        interval(figure.realAtStopping()),
                        WorldName.IDEAL,
                        interval(figure.idealAtStopping()),
                        "bootstrapError",
                        interval(figure.errorAtStopping()));
    }

    private static Map<String, Object> interval(Interval value) {
        return Json.ordered("estimate", value.estimate(), "low", value.low(), "high", value.high());
    }
}

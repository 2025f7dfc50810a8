package org.twoworlds.stream.report;

import java.util.List;
import java.util.Optional;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;

/**
 * The figure that answers a recipe: the bootstrap errors of its settings, with their bands and the null, as the report draws them.
 *
 * @param heading the figure's heading
 * @param reading how to read it: what is thick, thin and a band; empty where the legend says all
 * @param text what it shows, in two sentences with numbers
 * @param svg the picture as an SVG file
 */
public record MainFigure(String heading, String reading, String text, String svg) {
    /** The figure of some runs; empty where none compares two worlds. */
    public static Optional<MainFigure> of(List<Outcome> outcomes) {
        var compared = outcomes.stream()
                .filter(o -> o.view().worlds().size() == 2 && o.last().isPresent())
                .toList();
        if (compared.isEmpty()) {
            return Optional.empty();
        }
        var metric = outcomes.stream().map(Outcome::metric).findFirst().orElse(Metric.SOFT_ERROR);
        var figures = SeedFigure.of(compared.stream().map(SeedRun::of).toList());
        var figure = SweepFigures.errors(figures, metric);
        var svg = new FigurePainter(figure).svgFile();
        return Optional.of(new MainFigure(figure.heading(), figure.reading(), figure.text(), svg));
    }
}

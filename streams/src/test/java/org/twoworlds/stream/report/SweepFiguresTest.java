package org.twoworlds.stream.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.twoworlds.config.Metric;
import org.twoworlds.stream.analysis.Outcome;
import org.twoworlds.stream.claims.Sketch;
import org.twoworlds.stream.seeds.SeedFigure;
import org.twoworlds.stream.seeds.SeedRun;

/** A sweep's figures: panels, bands, the null, and their pictures. */
class SweepFiguresTest {
    @TempDir
    Path home;

    private List<Outcome> sweep(int settings, int seeds) {
        List<Outcome> outcomes = new ArrayList<>();
        for (var n = 1; n <= settings; n++) {
            for (var s = 1; s <= seeds; s++) {
                var value = 0.001 * s * n;
                outcomes.add(new Sketch(home)
                        .cell("seed", Integer.toString(s))
                        .cell("world.n", Integer.toString(100 * n))
                        .epsilon(t -> value)
                        .outcome());
            }
        }
        return outcomes;
    }

    private List<Outcome> withNull(List<Outcome> outcomes, int seeds) {
        var all = new ArrayList<>(outcomes);
        for (var s = 1; s <= seeds; s++) {
            var value = 0.002 * s;
            all.add(new Sketch(home)
                    .cell("seed", Integer.toString(s))
                    .cell("world.n", "1000")
                    .setting("world.pairing=independent")
                    .epsilon(t -> value)
                    .outcome());
        }
        return all;
    }

    private static List<SeedFigure> figures(List<Outcome> outcomes) {
        return SeedFigure.of(outcomes.stream().map(SeedRun::of).toList());
    }

    private static long bands(Figure figure, Ink ink) {
        return figure.layers().stream()
                .filter(l -> l instanceof Layer.Band && l.ink() == ink)
                .count();
    }

    private static long seeds(Figure figure) {
        return figure.layers().stream()
                .filter(l -> l instanceof Layer.Line line && line.isSeed())
                .count();
    }

    @Test
    void moreThanThreeSettingsHaveAPanelEachAndFewerShareOneForTheirErrors() {
        var four = figures(sweep(4, 3));
        assertThat(SweepFigures.curves(four, Metric.SOFT_ERROR).panels()).hasSize(4);
        var errors = SweepFigures.errors(four, Metric.SOFT_ERROR);
        assertThat(errors.panels().stream().map(Figure.Panel::title))
                .containsExactly("world.n=100", "world.n=200", "world.n=300", "world.n=400");
        assertThat(SweepFigures.errors(figures(sweep(3, 3)), Metric.SOFT_ERROR).panels())
                .hasSize(1);
    }

    @Test
    void threeSeedsHaveABandTwoHaveTheirCurvesAloneAndOneItsCurve() {
        var three = SweepFigures.errors(figures(sweep(1, 3)), Metric.SOFT_ERROR);
        assertThat(bands(three, Ink.EPSILON)).isOne();
        assertThat(seeds(three)).isEqualTo(3);
        var two = SweepFigures.errors(figures(sweep(1, 2)), Metric.SOFT_ERROR);
        assertThat(bands(two, Ink.EPSILON)).isZero();
        assertThat(seeds(two)).isEqualTo(2);
        assertThat(two.reading()).contains("a band is drawn from three seeds on");
        var one = SweepFigures.errors(figures(sweep(1, 1)), Metric.SOFT_ERROR);
        assertThat(bands(one, Ink.EPSILON)).isZero();
        assertThat(seeds(one)).isZero();
    }

    @Test
    void theNullIsAGreyBandOfThreeSeedsOrMore() {
        var all = figures(withNull(sweep(4, 3), 3));
        assertThat(bands(SweepFigures.errors(all, Metric.SOFT_ERROR), Ink.QUIET))
                .isEqualTo(4);
        var curves = SweepFigures.curves(all, Metric.SOFT_ERROR);
        assertThat(bands(curves, Ink.QUIET)).isEqualTo(4);
        var grey = (Layer.Band) curves.panels().get(0).layers().get(0);
        // The Ideal World's mean at step 100 is 0.9 · 101^(−0.2); the null's mean lies 0.004 above it.
        var at = List.of(1L, 2L, 3L, 5L, 7L, 10L, 15L, 22L, 32L, 46L, 68L, 100L).indexOf(100L);
        assertThat((grey.low()[at] + grey.high()[at]) / 2).isCloseTo(0.9 * Math.pow(101, -0.2) + 0.004, within(1e-9));
        var two = figures(withNull(sweep(4, 3), 2));
        assertThat(bands(SweepFigures.errors(two, Metric.SOFT_ERROR), Ink.QUIET))
                .isZero();
    }

    @Test
    void aWorldHasOneColourAndOneStrokeInEveryPanel() {
        for (var panel :
                SweepFigures.curves(figures(sweep(5, 3)), Metric.SOFT_ERROR).panels()) {
            for (var layer : panel.layers()) {
                if (layer instanceof Layer.Line line) {
                    assertThat(line.dash()).isEqualTo(line.ink() == Ink.REAL ? Dash.SOLID : Dash.DASHED);
                    assertThat(line.ink()).isIn(Ink.REAL, Ink.IDEAL);
                }
            }
        }
        assertThat(SweepFigures.errors(figures(sweep(3, 1)), Metric.SOFT_ERROR).layers().stream()
                        .filter(l -> l instanceof Layer.Line)
                        .map(Layer::ink))
                .doesNotContain(Ink.REAL, Ink.IDEAL)
                .doesNotHaveDuplicates();
    }

    @Test
    void theBandOfFewSeedsDoesNotPressTheCurvesIntoOneLine() {
        var x = new double[] {0, 1};
        List<Layer> layers = List.of(
                new Layer.Band("", Ink.REAL, x, new double[] {-50, -50}, new double[] {50, 50}),
                new Layer.Line("", Ink.REAL, Dash.SOLID, false, x, new double[] {-1, 1}));
        var wide = new Figure("f", "", "", "", Axis.of(""), Axis.of(""), List.of(new Figure.Panel("", layers)));
        // Data from −1 to 1, no farther beyond than 2 to either side, and 5 % of room.
        assertThat(Ranges.y(wide).least()).isCloseTo(-3.3, within(1e-9));
        assertThat(Ranges.y(wide).greatest()).isCloseTo(3.3, within(1e-9));
    }

    @Test
    void theScatterHasBarsAndTheNullBesideTheDiagonal() {
        var figure = StoppingFigures.scatter(figures(withNull(sweep(4, 3), 3)), Metric.SOFT_ERROR)
                .orElseThrow();
        var means = figure.layers().stream()
                .filter(l -> l instanceof Layer.Points p && !p.isSeed())
                .map(l -> (Layer.Points) l)
                .toList();
        assertThat(means).hasSize(4).allSatisfy(p -> assertThat(p.up().get(0).isKnown())
                .isTrue());
        assertThat(bands(figure, Ink.QUIET)).isOne();
        assertThat(StoppingFigures.scatter(figures(sweep(2, 2)), Metric.SOFT_ERROR)
                        .orElseThrow()
                        .layers())
                .filteredOn(l -> l instanceof Layer.Points p && !p.isSeed())
                .allSatisfy(l ->
                        assertThat(((Layer.Points) l).up().get(0).isKnown()).isFalse());
    }

    @Test
    void picturesAreWellFormedDarkWhereTheReaderIsAndNotEmpty() throws Exception {
        var figure = SweepFigures.curves(figures(withNull(sweep(5, 3), 3)), Metric.SOFT_ERROR);
        var svg = new FigurePainter(figure).svgFile();
        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(root.getElementsByTagName("clipPath").getLength())
                .as("panels")
                .isEqualTo(5);
        assertThat(root.getElementsByTagName("polygon").getLength())
                .as("the null, two bands and the key of each")
                .isGreaterThanOrEqualTo(15);
        assertThat(svg).contains("prefers-color-scheme:dark").doesNotContain("NaN");
        var image = ImageIO.read(new ByteArrayInputStream(new FigurePainter(figure).png()));
        var colours = new HashSet<Integer>();
        for (var x = 0; x < image.getWidth(); x += 3) {
            for (var y = 0; y < image.getHeight(); y += 3) {
                colours.add(image.getRGB(x, y) & 0xffffff);
            }
        }
        assertThat(colours)
                .contains(
                        Integer.decode(Ink.REAL.light()),
                        Integer.decode(Ink.IDEAL.light()),
                        Integer.decode(Ink.PAPER.light()));
    }

    @Test
    void theReportHasTheNumbersOfItsFiguresAndTheirTextsBelow() throws Exception {
        var outcomes = withNull(sweep(4, 3), 3);
        var html = Files.readString(SweepReport.write(
                "sweep", outcomes.stream().map(Outcome::folder).toList(), Optional.empty(), home.resolve("out")));
        assertThat(html).contains("<figcaption>Up to T(n) the largest |mean bootstrap error| goes from 0.0020 [");
        assertThat(html).contains("(the null, 3 seeds) it is 0.0040 [");
        var data = html.substring(html.indexOf("application/json\">") + 18);
        var figure = new ObjectMapper().readTree(data.substring(0, data.indexOf("</script>")));
        assertThat(figure.get("panels")).hasSize(4);
        assertThat(figure.at("/panels/0/title").asText()).isEqualTo("world.n=100");
        assertThat(figure.at("/panels/0/spans/0/label").asText()).isEqualTo("T(n) 463");
        assertThat(home.resolve("out/curves.svg")).isNotEmptyFile();
        assertThat(home.resolve("out/errors.png")).isNotEmptyFile();
    }
}

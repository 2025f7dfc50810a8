package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** The lab's page in a real browser, clicked through as a person would. */
class LabPageIT {
    @TempDir
    Path folder;

    private Cli cli;
    private Cli.Running lab;
    private PageBrowser page;
    private String url;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(PageBrowser.isThere(), "skipped: /usr/bin/chromium and /usr/bin/chromedriver are not both there");
        cli = new Cli(Files.createDirectory(folder.resolve("home")));
        lab = cli.start("lab", "--port", "0");
        url = TestLab.url(lab);
        page = new PageBrowser(folder.resolve("browser"));
        page.open(url);
        page.until("recipes are offered", () -> page.all("#submit option").size() > 3);
    }

    @AfterEach
    void close() throws Exception {
        if (page != null) {
            page.close();
        }
        if (lab != null) {
            lab.signal("TERM");
            lab.await();
        }
    }

    private void submit(String name, String settings) {
        if (!page.find("#new textarea").isDisplayed()) {
            page.find("#new summary").click();
        }
        new Select(page.find("#submit select[name=recipe]")).selectByVisibleText("quickstart");
        page.fill("#submit input[name=name]", name);
        page.fill("#submit textarea", settings);
        page.find("#submit button").click();
    }

    private long legends(String figure) {
        return page.all(figure + " .u-series").size();
    }

    private boolean stands(String state) {
        return page.text("#standing").contains(state);
    }

    @Test
    void aPersonSubmitsWatchesAttachesPausesResumesAndForks() throws Exception {
        page.until("an empty home says how to begin", () -> page.text("#list").contains("No runs yet"));
        assertThat(page.find("#login").isDisplayed())
                .as("this lab has no token")
                .isFalse();
        page.screenshots("nothing");
        submit("clicked", "steps=1500\nbatch=16\nmodel=mcnn{width=4}\ntest.count=500\nresumeEvery=20steps");
        page.until("the run is shown", () -> page.text("#title").equals("clicked"));
        page.until("curves of both worlds are drawn", () -> legends("#scores") >= 4);
        var first = page.picture("#scores");
        page.until("the curves move", () -> !page.picture("#scores").equals(first));

        page.find("#evaluators summary").click();
        page.fill("#attach input[name=on]", "shapes:train");
        page.fill("#attach input[name=as]", "onlooker");
        page.find("#attach button").click();
        page.until("the evaluator is listed", () -> page.text("#evaluators ul").contains("onlooker on shapes:train"));
        page.until("its curve is drawn", () -> page.text("#scores").contains("(onlooker)"));
        page.until("what it scored is told", () -> page.text("#scored").contains("onlooker"));
        var run = cli.run("show", "clicked", "--json").json();
        for (var score : run.get("scores")) {
            if (score.get("evaluator").asText().equals("onlooker")) {
                assertThat(score.get("step").asLong())
                        .as("back-filled from the start")
                        .isZero();
                break;
            }
        }

        page.find("#pause").click();
        page.until("it is paused", () -> stands("paused"));
        page.find("#resume").click();
        page.until("it goes on", () -> stands("running"));
        new Select(page.find("#metric")).selectByValue("loss");
        new Select(page.find("#xaxis")).selectByValue("samples");
        page.find("#logx").click();
        page.until(
                "the view is in the address",
                () -> page.isInAddress("metric=loss") && page.isInAddress("x=samples") && page.isInAddress("logx=1"));
        page.reload();
        page.until(
                "the view survives a reload",
                () -> legends("#scores") >= 4
                        && page.text("#scores-caption").startsWith("Loss")
                        && page.find("#xaxis").getDomProperty("value").equals("samples")
                        && page.find("#logx").isSelected());
        page.until("it is completed", () -> stands("completed"));
        page.screenshots("run");

        page.find("#tagging summary").click();
        page.fill("#tag input", "keeper");
        page.find("#tag button").click();
        page.until("its tag is shown", () -> page.text("#standing").contains("keeper"));
        page.find("#home-link").click();
        page.fill("#filter input[name=where]", "tag=keeper" + Keys.ENTER);
        page.until(
                "it is found by its tag",
                () -> page.all("#list tbody tr").size() == 1
                        && page.text("#list").contains("clicked"));
        page.find("#list tbody a").click();
        page.until("it is shown again", () -> page.text("#title").equals("clicked"));

        page.find("#forks summary").click();
        page.until("checkpoints are offered", () -> !page.all("#fork option").isEmpty());
        page.until("a checkpoint is chosen", () -> {
            var steps = new Select(page.find("#fork select"));
            steps.selectByIndex(steps.getOptions().size() - 2);
            return true;
        });
        page.fill("#fork input[name=name]", "forked");
        page.fill("#fork textarea", "optimizer.rate=0.01");
        page.find("#fork button").click();
        page.until(
                "the fork is shown with where it comes from",
                () -> page.text("#title").equals("forked")
                        && page.text("#lineage").contains("Forked from"));
        page.until("the fork ends", () -> stands("completed"));
        page.find("#lineage a").click();
        page.until("its parent names it", () -> page.text("#lineage").contains("forked"));

        var report = page.find("#report").getDomProperty("href");
        assertThat(page.text("#message")).isEmpty();
        assertThat(page.complaints()).isEmpty();
        page.open(report);
        page.until(
                "the report's figures are drawn by its own program",
                () -> page.all("figure.live .u-over").size() == 2);
        new Actions(page.driver())
                .moveToElement(page.find("figure.live .u-over"))
                .perform();
        page.until("the values under the pointer are shown", () -> page.text("figure.live .u-legend")
                .matches("(?s).*Ideal World, test\\s*0\\.[0-9]+.*"));
        assertThat(page.find("figure.live > svg").isDisplayed())
                .as("the picture is for print")
                .isFalse();
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void aPersonFiltersOpensASweepWatchesItsBandsComparesAndReloads() throws Exception {
        submit("before", "steps=2\nmodel=mlp[4]\ntest.count=20\ntrain.count=20");
        page.until("the first run is shown", () -> page.text("#title").equals("before"));
        page.find("#home-link").click();
        submit(
                "",
                "steps=250\nmodel=mlp[16]\nbatch=16\ntest.count=200\ntrain.count=200\nworld.n=[64,128]\nseed=0..1\n"
                        + "stoppingTime.threshold=0.4");
        page.until("the sweep is shown", () -> page.text("#sweep-title").endsWith("-quickstart"));
        var sweep = page.text("#sweep-title");
        page.find("#home-link").click();
        page.until("a sweep is one line", () -> page.all("#list tr.is-sweep").size() == 1);
        page.fill("#filter input[name=where]", "sweep=" + sweep + Keys.ENTER);
        page.until(
                "it alone is left",
                () -> page.all("#list tbody tr").size() == 1
                        && page.text("#list").contains(sweep));
        page.reload();
        page.until(
                "the filter survives a reload",
                () -> page.all("#list tr.is-sweep").size() == 1
                        && page.all("#list tr.is-run").isEmpty()
                        && page.find("#filter input[name=where]")
                                .getDomProperty("value")
                                .equals("sweep=" + sweep));
        page.fill("#filter input[name=where]", "seeed=1" + Keys.ENTER);
        page.until("a word that is none is refused as on the command line", () -> page.text("#filter-error")
                .contains("you mean seed"));
        page.fill("#filter input[name=where]", "sweep=" + sweep + Keys.ENTER);
        page.until("it is left again", () -> page.all("#list tr.is-sweep").size() == 1);

        page.find("#list tr.is-sweep a").click();
        page.until(
                "means of both settings are drawn",
                () -> page.text("#sweep-curves").contains("world.n=64")
                        && page.text("#sweep-curves").contains("world.n=128")
                        && page.all("#sweep-curves canvas").size() == 2
                        && page.text("#sweep-gap").contains("world.n=128"));
        var bands = page.picture("#sweep-curves");
        page.until("its bands move", () -> !page.picture("#sweep-curves").equals(bands));
        page.until("it is completed", () -> page.text("#sweep-state").equals("✓ completed"));
        page.until("claims have verdicts", () -> page.text("#claims").contains("OPEN"));
        page.until(
                "Real is laid against Ideal",
                () -> page.all("#sweep-scatter svg.scatter a").size() > 0);
        page.until("below the figure stands what it shows, in numbers", () -> page.text("#sweep-gap-text")
                .matches("(?s).*largest \\|mean bootstrap error\\| goes from \\d\\.\\d{4} \\[.*over 2 seeds a cell.*"));
        assertThat(page.text("#sweep-gap-caption")).contains("a band is drawn from three seeds on");
        var overSteps = page.picture("#sweep-curves");
        new Select(page.find("#sweep-xaxis")).selectByValue("samples");
        page.until(
                "its figures are drawn over samples",
                () -> page.isInAddress("x=samples")
                        && page.text("#sweep-caption").contains("over samples")
                        && !page.picture("#sweep-curves").equals(overSteps));
        page.screenshots("sweep");

        page.driver()
                .executeScript("document.querySelectorAll('#cells .choose').forEach((box, i) => i > 3 && box.click())");
        page.until("two are to be compared", () -> page.text("#compare-link").startsWith("Compare "));
        page.find("#compare-link").click();
        page.until("runs are laid over each other", () -> legends("#overlay") > 4);
        page.until("their difference is drawn", () -> legends("#differences-real") > 1);
        page.until(
                "settings that differ are told", () -> page.text("#differing").contains("seed"));
        page.reload();
        page.until("the comparison survives a reload", () -> legends("#overlay") > 4);
        page.screenshots("compare");
        page.find("body").sendKeys(Keys.ESCAPE);
        page.until("a key leads home", () -> page.find("#home").isDisplayed());
        page.screenshots("home");
        assertThat(page.text("#message")).isEmpty();
        page.open(url + "/api/v1/sweeps/" + sweep + "/report.html");
        page.until(
                "the report's panels are drawn by its own program",
                () -> page.all("figure.live .panels canvas").size() == 3);
        assertThat(page.all("figure figcaption").size()).isGreaterThanOrEqualTo(3);
        page.screenshots("sweep-report");
        assertThat(page.complaints().stream().filter(c -> !c.contains("400"))).isEmpty();
    }
}

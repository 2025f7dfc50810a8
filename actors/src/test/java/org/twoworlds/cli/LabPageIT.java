package org.twoworlds.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The lab's page in a real browser: Debian's Chromium. */
class LabPageIT {
    private static final Duration STILL = Duration.ofSeconds(90);

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    @TempDir
    Path folder;

    private Cli cli;
    private Cli.Running lab;
    private ChromeDriver browser;
    private String url;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "skipped: /usr/bin/chromium and /usr/bin/chromedriver are not both there");
        cli = new Cli(Files.createDirectory(folder.resolve("home")));
        lab = cli.start("lab", "--port", "0");
        url = TestLab.url(lab);
        var options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + folder.resolve("browser"));
        options.setCapability("goog:loggingPrefs", java.util.Map.of("browser", "ALL"));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
        browser.manage().window().setSize(new Dimension(1280, 1900));
    }

    @AfterEach
    void close() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (lab != null) {
            lab.signal("TERM");
            lab.await();
        }
    }

    private WebElement find(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private String text(String selector) {
        return find(selector).getText();
    }

    private interface Condition {
        boolean holds();
    }

    /** Waits as long as the page moves, however slow the machine is: one that stands still fails. */
    private void until(String what, Condition condition) {
        var shown = "";
        while (true) {
            try {
                new WebDriverWait(browser, STILL)
                        .withMessage(() -> what + "; the page says: " + text("body"))
                        .ignoring(StaleElementReferenceException.class)
                        .until(b -> condition.holds());
                return;
            } catch (TimeoutException e) {
                var now = text("body");
                if (now.equals(shown)) {
                    throw e;
                }
                shown = now;
            }
        }
    }

    private long legends() {
        return browser.findElements(By.cssSelector("#scores .u-series")).size();
    }

    private String canvas() {
        return (String) browser.executeScript("return document.querySelector('#scores canvas').toDataURL()");
    }

    private void screenshot(String name) throws Exception {
        var picture = Path.of("target", name + ".png");
        Files.write(picture, browser.getScreenshotAs(OutputType.BYTES));
    }

    @Test
    void aPersonSubmitsWatchesAttachesPausesResumesAndForks() throws Exception {
        browser.get(url);
        until(
                "recipes are offered",
                () -> browser.findElements(By.cssSelector("#submit option")).size() > 3);
        new Select(find("#submit select[name=recipe]")).selectByVisibleText("quickstart");
        find("#submit input[name=name]").sendKeys("clicked");
        find("#submit textarea")
                .sendKeys("steps=1500\nbatch=16\nmodel=mcnn{width=4}\ntest.count=500\nresumeEvery=20steps");
        find("#submit button").click();
        until("the run is shown", () -> text("#title").equals("clicked"));
        until("curves of both worlds are drawn", () -> legends() >= 4);
        var first = canvas();
        until("the curves move", () -> !canvas().equals(first));

        find("#evaluators summary").click();
        find("#attach input[name=on]").sendKeys("shapes:train");
        find("#attach input[name=as]").sendKeys("onlooker");
        find("#attach button").click();
        until("the evaluator is listed", () -> text("#evaluators ul").contains("onlooker on shapes:train"));
        until("its curve is drawn", () -> text("#scores").contains("(onlooker)"));
        var run = cli.run("show", "clicked", "--json").json();
        assertThat(run.get("scores").findValuesAsText("evaluator")).contains("onlooker");
        for (var score : run.get("scores")) {
            if (score.get("evaluator").asText().equals("onlooker")) {
                assertThat(score.get("step").asLong())
                        .as("back-filled from the start")
                        .isZero();
                break;
            }
        }

        find("#pause").click();
        until("it is paused", () -> text("#facts").startsWith("paused"));
        find("#resume").click();
        until("it goes on", () -> text("#facts").startsWith("running"));

        new Select(find("#metric")).selectByValue("loss");
        new Select(find("#xaxis")).selectByValue("log");
        until("the metric is in the address", () -> browser.getCurrentUrl().contains("metric=loss"));
        browser.navigate().refresh();
        until(
                "the view survives a reload",
                () -> legends() >= 4
                        && text("#scores-caption").startsWith("Loss")
                        && find("#xaxis").getDomProperty("value").equals("log"));

        until("it is completed", () -> text("#facts").startsWith("completed"));
        screenshot("page");
        find("#forks summary").click();
        until("checkpoints are offered", () -> !browser.findElements(By.cssSelector("#fork option"))
                .isEmpty());
        until("a checkpoint is chosen", () -> {
            var steps = new Select(find("#fork select"));
            steps.selectByIndex(steps.getOptions().size() - 2);
            return true;
        });
        find("#fork input[name=name]").sendKeys("forked");
        find("#fork textarea").sendKeys("optimizer.rate=0.01");
        find("#fork button").click();
        until(
                "the fork is shown",
                () -> text("#title").equals("forked") && text("#facts").contains("forked from"));
        until("the fork ends", () -> text("#facts").startsWith("completed"));

        browser.manage().window().setSize(new Dimension(390, 1400));
        until("a phone need not scroll sideways", () -> (Boolean)
                browser.executeScript("return document.documentElement.scrollWidth <= window.innerWidth + 1"));
        screenshot("page-phone");
        assertThat(List.of(text("#message"))).containsExactly("");

        var report =
                folder.resolve("home/runs").resolve(run.get("run").asText()).resolve("report/report.html");
        browser.get(report.toUri().toString());
        until(
                "the report's figures are drawn by its own program",
                () -> browser.findElements(By.cssSelector("figure.live .u-over"))
                                .size()
                        == 2);
        var curves = find("figure.live .u-over");
        new Actions(browser).moveToElement(curves).perform();
        until("the values under the pointer are shown", () -> text("figure.live .u-legend")
                .matches("(?s).*Ideal World, test\\s*0\\.[0-9]+.*"));
        assertThat(find("figure.live img").isDisplayed())
                .as("the picture is for print")
                .isFalse();
        screenshot("report");
        assertThat(browser.manage().logs().get("browser").getAll()).isEmpty();
    }
}

package org.twoworlds.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser that looks at the lab's page: Debian's Chromium. */
final class PageBrowser implements AutoCloseable {
    private static final Duration STILL = Duration.ofSeconds(90);
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final int HEIGHT = 1900;

    private final ChromeDriver driver;

    /** Whether it is installed. */
    static boolean isThere() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Starts it with a folder for what it keeps. */
    PageBrowser(Path folder) {
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
                        "--user-data-dir=" + folder);
        options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1400, HEIGHT));
    }

    ChromeDriver driver() {
        return driver;
    }

    void open(String url) {
        driver.get(url);
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    String text(String selector) {
        return find(selector).getText();
    }

    /** Clicks on what a link says. */
    void follow(String words) {
        driver.findElement(By.partialLinkText(words)).click();
    }

    /** Fills a field in place of what it holds. */
    void fill(String selector, String text) {
        var field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** What a figure shows, as text: another one once anything in it moves. */
    String picture(String figure) {
        return String.valueOf(
                driver.executeScript("return document.querySelector('" + figure + " canvas').toDataURL()"));
    }

    boolean isInAddress(String words) {
        return driver.getCurrentUrl().contains(words);
    }

    void reload() {
        driver.navigate().refresh();
    }

    interface Condition {
        boolean holds();
    }

    /** Waits as long as the page moves, however slow the machine is: one that stands still fails. */
    void until(String what, Condition condition) {
        var shown = "";
        while (true) {
            try {
                new WebDriverWait(driver, STILL)
                        .withMessage(() -> what + "; the page says: " + text("body"))
                        .ignoring(
                                StaleElementReferenceException.class, org.openqa.selenium.NoSuchElementException.class)
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

    /** Takes pictures of the page as a desk and as a phone show it, and checks that nobody has to scroll sideways. */
    void screenshots(String name) throws IOException {
        for (var width : List.of(1400, 390)) {
            resize(width);
            until(
                    name + " is no wider than " + width,
                    () -> Boolean.TRUE.equals(driver.executeScript(
                            "return document.documentElement.scrollWidth <= window.innerWidth + 1")));
            var picture = Path.of("target", "page-" + name + "-" + width + ".png");
            var shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
            Files.write(picture, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        }
        resize(1400);
    }

    private void resize(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", false));
        driver.executeScript("window.dispatchEvent(new Event('resize'))");
    }

    /** What the browser complains of. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}

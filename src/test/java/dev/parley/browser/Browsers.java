package dev.parley.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds a Chromium on this machine and starts it without a window.
 *
 * <p>In this order: the system property {@code parley.browser} or the variable {@code PARLEY_BROWSER} (a path), the usual
 * places on Linux, an installed Chrome or Edge. Nothing is ever downloaded. Where there is none the test is skipped, with a sentence; on CI
 * ({@code CI=true}) it fails.
 *
 * <p>One for each thread: Playwright is not safe for several.
 */
public final class Browsers implements AutoCloseable {

    private static final List<String> USUAL_PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome-stable",
            "/usr/bin/google-chrome");
    private static final List<String> CHANNELS = List.of("chrome", "msedge");

    private final Playwright playwright;
    private final Browser browser;

    private Browsers(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts a browser, or ends the test that asked. */
    public static Browsers open() {
        var playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var tried = new ArrayList<String>();
        for (var options : choices()) {
            try {
                return new Browsers(playwright, playwright.chromium().launch(options));
            } catch (PlaywrightException e) {
                tried.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        playwright.close();
        var message = "No Chromium was found: install it (apt-get install chromium), or name one with"
                + " -Dparley.browser=/path or PARLEY_BROWSER. Tried: " + tried;
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(message);
        }
        Assumptions.abort(message);
        throw new AssertionError("abort() does not return");
    }

    private static List<LaunchOptions> choices() {
        Optional<String> wish =
                Optional.ofNullable(System.getProperty("parley.browser", System.getenv("PARLEY_BROWSER")));
        if (wish.isPresent()) {
            return List.of(headless().setExecutablePath(Path.of(wish.get())));
        }
        return Stream.concat(
                        USUAL_PLACES.stream()
                                .map(Path::of)
                                .filter(Files::isExecutable)
                                .map(path -> headless().setExecutablePath(path)),
                        CHANNELS.stream().map(channel -> headless().setChannel(channel)))
                .toList();
    }

    private static LaunchOptions headless() {
        return new LaunchOptions().setHeadless(true).setArgs(List.of("--disable-quic"));
    }

    /** The browser; valid until {@link #close()}. */
    public Browser browser() {
        return browser;
    }

    /** Somebody at a desk with a light screen. */
    public Person person() {
        return new Person(browser, new Browser.NewContextOptions().setViewportSize(1280, 800));
    }

    /** Somebody with a screen of their own. */
    public Person person(Browser.NewContextOptions screen) {
        return new Person(browser, screen);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}

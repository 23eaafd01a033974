package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody who uses the page: one browser context with its own storage. Speaks of rooms and messages, and keeps
 * everything that the browser complained about.
 *
 * <p>Waits itself wherever waiting is meant; {@link #close()} fails if the browser reported an error or a violated policy.
 */
public final class Person implements AutoCloseable {

    /** The browser reports every failed connection as an error; that nodes go away is what is being tested. */
    private static final Pattern WEATHER = Pattern.compile(
            "WebSocket connection to .* failed|net::ERR_|Failed to load resource|has been blocked by CORS policy");

    /** Runs before the page's own scripts, in every document. */
    private static final String WATCH = """
            document.addEventListener('securitypolicyviolation',
                (event) => console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} ${event.sample}`));
            globalThis.banners = [];
            new MutationObserver(() => {
                const text = document.querySelector('.banner')?.textContent;
                if (text) globalThis.banners.push(text);
            }).observe(document, { childList: true, subtree: true });
            """;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new ArrayList<>();
    private Duration patience = Duration.ofSeconds(10);

    Person(Browser browser, Browser.NewContextOptions screen) {
        context = browser.newContext(screen.setLocale("en-GB"));
        context.addInitScript(WATCH);
        page = watched(context.newPage());
    }

    private Page watched(Page opened) {
        opened.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !WEATHER.matcher(message.text()).find()) {
                complaints.add(message.text());
            }
        });
        opened.onPageError(error -> complaints.add("uncaught: " + error));
        opened.setDefaultTimeout(patienceMillis());
        return opened;
    }

    /** Waits longer or shorter than the usual 10 s from now on. */
    public Person hasPatience(Duration limit) {
        patience = limit;
        page.setDefaultTimeout(patienceMillis());
        return this;
    }

    private double patienceMillis() {
        return patience.toNanos() / 1e6;
    }

    // ---- doing

    public Person opens(String url) {
        page.navigate(url);
        return this;
    }

    public Person callsHerself(String name) {
        page.getByLabel("Your name").first().fill(name);
        page.getByRole(AriaRole.BUTTON, named("Come in")).click();
        soon(field()).isVisible();
        return this;
    }

    public Person says(String text) {
        types(text);
        field().press("Enter");
        return this;
    }

    /** Writes without sending. */
    public Person types(String text) {
        field().fill(text);
        return this;
    }

    public Person goesTo(String room) {
        page.getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK)
                .filter(new Locator.FilterOptions().setHasText(room))
                .click();
        seesRoom(room);
        return this;
    }

    public Person makesRoom(String name) {
        page.getByRole(AriaRole.BUTTON, named("New room")).click();
        page.getByLabel("Name of the room").fill(name);
        page.getByRole(AriaRole.BUTTON, named("Make it")).click();
        seesRoom(name);
        return this;
    }

    public Person presses(String keys) {
        page.keyboard().press(keys);
        return this;
    }

    public Person reloads() {
        page.reload();
        return this;
    }

    /** Opens the page once more in another tab of the same browser. */
    public Page opensTab(String url) {
        var tab = watched(context.newPage());
        tab.navigate(url);
        return tab;
    }

    // ---- seeing

    public Person seesMessage(String text) {
        soon(message(text)).isVisible();
        return this;
    }

    public Person seesMessageOnce(String text) {
        soon(message(text)).hasCount(1);
        return this;
    }

    public Person seesRoom(String name) {
        soon(page.locator(".room-head h2")).hasText("#" + name);
        return this;
    }

    /** Everything said so far is on the disks of the cluster. */
    public Person seesNothingPending() {
        soon(page.locator(".message.pending")).hasCount(0);
        return this;
    }

    public Person seesPending(String text) {
        soon(page.locator(".message.pending").filter(new Locator.FilterOptions().setHasText(text)))
                .isVisible();
        return this;
    }

    public Person seesBanner() {
        soon(page.locator(".banner")).isVisible();
        return this;
    }

    /** None was shown since the page was opened or loaded anew. */
    public Person seesNoBanner() {
        assertThat(page.evaluate("() => globalThis.banners")).as("banners").isEqualTo(List.of());
        return this;
    }

    /** Waits until it is gone. */
    public Person seesBannerGo() {
        soon(page.locator(".banner")).hasCount(0);
        return this;
    }

    public Person isServedBy(String node) {
        soon(page.locator(".served")).containsText(node);
        soon(page.locator(".served .dot.on")).isVisible();
        return this;
    }

    /** What stands in the field, not sent. */
    public String draft() {
        return field().inputValue();
    }

    /** The messages in the document from top to bottom: a window of the room, not all of it. */
    public List<String> messages() {
        return page.locator(".message .text").allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }

    /** Puts a mark on the document that does not outlive it. */
    public Person marksTheDocument() {
        page.evaluate("() => { globalThis.marked = true; }");
        return this;
    }

    /** The page was not loaded anew since {@link #marksTheDocument()}. */
    public Person isOnTheMarkedDocument() {
        assertThat(page.evaluate("() => globalThis.marked === true"))
                .as("same document")
                .isEqualTo(true);
        return this;
    }

    public Locator field() {
        return page.getByRole(AriaRole.TEXTBOX, named("Message to"));
    }

    /** The text of a message that is exactly this, whatever its state. */
    public Locator message(String text) {
        var quoted = text.replaceAll("[.*+?^${}()|\\[\\]\\\\/]", "\\\\$0"); // for JavaScript, which has no \\Q
        var exactly = Pattern.compile("^\\s*" + quoted + "\\s*(waiting for connection)?\\s*$");
        return page.locator(".message .text").filter(new Locator.FilterOptions().setHasText(exactly));
    }

    /** An assertion that waits as long as this person is patient. */
    public LocatorAssertions soon(Locator locator) {
        setDefaultAssertionTimeout(patienceMillis());
        return assertThat(locator);
    }

    /** The page, for what has no word here. */
    public Page page() {
        return page;
    }

    public BrowserContext context() {
        return context;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    @Override
    public void close() {
        context.close();
        assertThat(complaints).as("complaints of the browser").isEmpty();
    }
}

package dev.parley.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page under axe, with everything on it that there can be: an empty page has no faults. With the system property
 * {@code parley.shots} every state is also kept as a picture in the folder that it names.
 */
@ExtendWith(BrowserExtension.class)
class AccessibilityIT {

    private FakeChat chat;

    /** What people look at the page with. */
    enum Screen {
        LIGHT(1280, 800, ColorScheme.LIGHT),
        DARK(1280, 800, ColorScheme.DARK),
        PHONE(390, 844, ColorScheme.LIGHT),
        PHONE_DARK(390, 844, ColorScheme.DARK);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        Screen(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }

        NewContextOptions options() {
            return new NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setHasTouch(isPhone());
        }

        boolean isPhone() {
            return name().startsWith("PHONE");
        }
    }

    @BeforeEach
    void aChatWithEverything() {
        chat = FakeChat.ofNodes(3);
        chat.hasHistory(30);
        chat.makesRoom("R1", "Releases");
        chat.makesRoom("R2", "Incident 42");
        chat.says("Grace", "The night was quiet. Details: https://example.org/report?night=12");
        chat.says("Alan", "Good. Then the switch to the new rack at ten, as planned?");
        chat.says("Alan", "I have the checklist open.\n1. drain node-3\n2. swap\n3. start it again");
    }

    @AfterEach
    void end() {
        chat.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeUsableByEverybody(Screen screen, Browsers browsers) {
        try (var ada = browsers.person(screen.options()).opens(chat.url(1))) {
            check(ada, screen, "login");
            ada.callsHerself("Ada").says("Ten is fine.").seesNothingPending();
            if (!screen.isPhone()) {
                ada.goesTo("Incident 42").types("a draft for later").goesTo("General");
            }
            ada.says("!refuse me").types("Shall we also");
            ada.soon(ada.page().locator(".failure")).isVisible();
            chat.says("Grace", "One more thing from me.");
            chat.isTyping("Grace");
            ada.seesMessage("One more thing from me.");
            assertThat(ada.message("Ten is fine.")).isInViewport();
            check(ada, screen, "chat");
            ada.presses("Control+k");
            check(ada, screen, "switcher");
            ada.presses("Escape");
            if (screen.isPhone()) {
                checkPhonePanes(ada, screen);
            } else {
                ada.page().locator(".served").click();
                check(ada, screen, "panel");
            }
        }
    }

    private void checkPhonePanes(Person ada, Screen screen) {
        ada.page().locator(".people-button").click();
        ada.soon(ada.page().locator("parley-people li").first()).isVisible();
        check(ada, screen, "people");
        ada.page().locator("parley-people button").click();
        ada.page().getByLabel("All rooms").click();
        ada.soon(ada.page().locator(".room-link").first()).isVisible();
        check(ada, screen, "rooms");
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowTheClusterToEverybody(Screen screen, Browsers browsers) {
        try (var ada = browsers.person(screen.options()).opens(chat.url(1) + "/cluster")) {
            assertThat(ada.page().locator("tr[data-node]")).hasCount(3);
            check(ada, screen, "cluster");
            ada.page().getByLabel("Token").fill(FakeAdministration.TOKEN);
            ada.page().locator("parley-admin form button").click();
            assertThat(ada.page().locator("td.deeds")).hasCount(3);
            ada.page().getByText("Levels of the log").click();
            assertThat(ada.page().locator("tr[data-area]")).hasCount(3);
            check(ada, screen, "administrator");
            ada.page().getByLabel("Kill node-2").click();
            assertThat(ada.page().locator("dialog[open]")).isVisible();
            check(ada, screen, "question");
        }
    }

    @Test
    void shouldTellOfALossInAWayThatEverybodyCanRead(Browsers browsers) {
        try (var ada = browsers.person().opens(chat.url(1)).callsHerself("Ada")) {
            ada.seesMessage("Good. Then the switch to the new rack at ten, as planned?");
            Stream.of(1, 2, 3).forEach(chat::crash);
            ada.seesBanner().says("kept until it is back").seesPending("kept until it is back");
            assertThat(ada.page().getByRole(AriaRole.STATUS)).containsText("is kept and sent later");
            check(ada, Screen.LIGHT, "loss");
        }
    }

    private static void check(Person person, Screen screen, String state) {
        var folder = System.getProperty("parley.shots");
        if (folder != null) {
            var file = Path.of(
                    folder, state + '-' + screen.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png");
            person.page()
                    .screenshot(new Page.ScreenshotOptions()
                            .setPath(file)
                            .setFullPage(state.startsWith("cluster") || state.startsWith("admin")));
        }
        var faults = new AxeBuilder(person.page()).analyze().getViolations();
        assertThat(faults.stream().map(AccessibilityIT::describe))
                .as("faults of %s, %s", state, screen)
                .isEmpty();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream()
                        .map(node -> node.getHtml() + " " + node.getFailureSummary())
                        .toList();
    }
}

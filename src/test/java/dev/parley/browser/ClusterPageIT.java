package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cluster view: what it shows, and that it outlives the node that it came from. */
@ExtendWith(BrowserExtension.class)
class ClusterPageIT {

    @Test
    void shouldShowNodesShardsAndElections(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(3);
                var operator = browsers.person().opens(chat.url(1) + "/cluster")) {
            var page = operator.page();
            operator.soon(page.locator("tr[data-node]")).hasCount(3);
            operator.soon(page.locator(".grid li")).hasCount(64);
            operator.soon(page.locator(".grid li").nth(1)).containsText("Shard 1: node-2");
            operator.soon(page.locator("tr.crash")).containsText("node-9 left the cluster");
            operator.soon(page.locator("tr.crash")).containsText("180–360 ms");
            assertThat(page.locator("tr.crash").count()).isEqualTo(1);
            page.locator("summary").click();
            operator.soon(page.locator(".terms tbody tr")).hasCount(64);
        }
    }

    @Test
    void shouldGoOnWithAnotherNodeWhenItsOwnDies(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(2);
                var operator = browsers.person().opens(chat.url(1) + "/cluster")) {
            operator.soon(operator.page().locator("tr[data-node]")).hasCount(2);
            chat.crash(1);
            operator.soon(operator.page().locator("tr[data-node]")).hasCount(1);
            operator.soon(operator.page().locator(".state")).containsText("Told by node-2");
            chat.crash(2);
            operator.soon(operator.page().locator(".state.bad")).containsText("No node has answered");
            chat.start(1);
            operator.soon(operator.page().locator(".state")).containsText("Told by node-1");
        }
    }

    @Test
    void shouldLetAnAdministratorDrainResumeAndKillNodes(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(3);
                var operator = browsers.person().opens(chat.url(1) + "/cluster")) {
            var page = operator.page();
            operator.soon(page.locator("tr[data-node='node-2']")).containsText("12.4");
            operator.soon(page.locator("td.deeds")).hasCount(0);
            page.getByLabel("Token").fill("a wrong one");
            page.getByText("Enter", new Page.GetByTextOptions().setExact(true)).click();
            operator.soon(page.getByRole(AriaRole.ALERT))
                    .containsText(Pattern.compile("not the administrator's token.*error \\d+"));
            enter(page);
            operator.soon(page.locator("td.deeds")).hasCount(3);

            button(page, "Drain node-2").click();
            operator.soon(page.locator("dialog[open]")).containsText("Drain node-2?");
            page.getByText("Cancel").click();
            operator.soon(page.locator("tr[data-node='node-2']")).containsText("ready");
            button(page, "Drain node-2").click();
            page.locator("dialog[open] button.primary").click();
            operator.soon(page.locator("tr[data-node='node-2']")).containsText("drained");
            button(page, "Resume node-2").click();
            operator.soon(page.locator("tr[data-node='node-2']")).containsText("ready");

            button(page, "Kill node-1").click();
            page.locator("dialog[open] button.primary").click();
            operator.soon(page.locator("tr[data-node]")).hasCount(2);
            operator.soon(page.locator(".state")).containsText("Told by node-");
            button(page, "Drain node-3").click();
            page.locator("dialog[open] button.primary").click();
            operator.soon(page.locator("tr[data-node='node-3']")).containsText("drained");
            page.getByText("Forget the token").click();
            operator.soon(page.locator("td.deeds")).hasCount(0);
            assertThat(
                            page.evaluate(
                                    "() => JSON.stringify([...Object.entries(sessionStorage), ...Object.entries(localStorage)])"))
                    .asString()
                    .doesNotContain(FakeAdministration.TOKEN);
        }
    }

    @Test
    void shouldChangeLevelsOfTheLog(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(2);
                var operator = browsers.person().opens(chat.url(1) + "/cluster")) {
            var page = operator.page();
            enter(page);
            page.getByText("Levels of the log").click();
            operator.soon(page.locator("tr[data-area='log']")).containsText("info");
            page.locator("#level-area").selectOption("log");
            page.locator("#level-level").selectOption("debug");
            page.getByText("Change", new Page.GetByTextOptions().setExact(true)).click();
            operator.soon(page.locator("tr[data-area='log']")).containsText("debug");
            page.getByText("As configured").click();
            operator.soon(page.locator("tr[data-area='log']")).containsText("info");
        }
    }

    @Test
    void shouldDrawMessagesPerSecondAndSayThemToo(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(1);
                var operator = browsers.person().opens(chat.url(1) + "/cluster")) {
            var chart = operator.page().locator("parley-rate svg");
            operator.soon(chart.locator("polyline")).hasCount(1);
            operator.soon(chart.locator(".mark")).hasCount(2);
            operator.soon(operator.page().getByRole(AriaRole.IMG))
                    .hasAttribute("aria-label", Pattern.compile("12.4 now, at most 12.4, 2 changes"));
        }
    }

    @Test
    void shouldWriteNothingInTheChartTooSmallForAPhone(Browsers browsers) {
        var phone = new NewContextOptions().setViewportSize(360, 780);
        try (var chat = FakeChat.ofNodes(1);
                var operator = browsers.person(phone).opens(chat.url(1) + "/cluster")) {
            operator.soon(operator.page().locator(".chart .mark-number")).hasCount(2);
            var heights = operator.page()
                    .evaluate("() => Math.min(...[...document.querySelectorAll('.chart text, .chart p')]"
                            + ".map((written) => written.getBoundingClientRect().height))");
            assertThat(((Number) heights).doubleValue())
                    .as("height of the smallest text in px")
                    .isGreaterThan(12);
        }
    }

    private static Locator button(Page page, String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private static void enter(Page page) {
        page.getByLabel("Token").fill(FakeAdministration.TOKEN);
        page.getByText("Enter", new Page.GetByTextOptions().setExact(true)).click();
    }

    @Test
    void shouldBeReachableFromTheChat(Browsers browsers) {
        try (var chat = FakeChat.ofNodes(1);
                var ada = browsers.person().opens(chat.url(1)).callsHerself("Ada")) {
            ada.page().locator(".served").click();
            var cluster = ada.context()
                    .waitForPage(() -> ada.page().getByText("The whole cluster").click());
            ada.soon(cluster.locator("tr[data-node]")).hasCount(1);
        }
    }
}

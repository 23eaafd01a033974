package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

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

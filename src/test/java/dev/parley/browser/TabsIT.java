package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One person in two tabs: what one of them does, the other hears of. */
@ExtendWith(BrowserExtension.class)
class TabsIT {

    private FakeChat chat;
    private Person ada;
    private Page tab;

    @BeforeEach
    void twoTabs(Browsers browsers) {
        chat = FakeChat.ofNodes(1);
        ada = browsers.person().opens(chat.url(1)).callsHerself("Ada");
        tab = ada.opensTab(chat.url(1));
        ada.soon(fieldOfTab()).isFocused();
    }

    @AfterEach
    void noComplaints() {
        chat.close();
        ada.close();
    }

    private Locator fieldOfTab() {
        return tab.getByRole(AriaRole.TEXTBOX);
    }

    @Test
    void shouldShowInTheTabBehindWhatIsWrittenInFront() {
        tabIsInFront(false);
        ada.types("half a thought");
        ada.soon(fieldOfTab()).hasValue("half a thought");
        ada.presses("Enter").seesNothingPending();
        ada.soon(fieldOfTab()).hasValue("");
    }

    @Test
    void shouldCatchUpWithTheDraftWhenOneComesToATab() {
        tabIsInFront(true); // as if it had slept when the other tab wrote
        ada.types("written elsewhere");
        tab.waitForFunction("() => { dispatchEvent(new Event('focus'));"
                + " return document.querySelector('textarea').value === 'written elsewhere'; }");
        fieldOfTab().fill("written here");
        ada.types("and there");
        tab.evaluate("() => dispatchEvent(new Event('focus'))");
        assertThat(fieldOfTab().inputValue()).isEqualTo("written here");
    }

    /** Playwright lets every tab believe that it has the focus. */
    private void tabIsInFront(boolean isInFront) {
        tab.evaluate("is => { document.hasFocus = () => is; }", isInFront);
    }

    @Test
    void shouldHaveOneNameInAllTabs() {
        ada.page().locator(".me").click();
        ada.page().locator("#parley-me-dialog-field").fill("Countess");
        ada.presses("Enter");
        ada.soon(tab.locator(".me")).containsText("Countess");
        ada.soon(tab.locator(".served .dot.on")).isVisible();
        fieldOfTab().fill("by the other tab");
        fieldOfTab().press("Enter");
        ada.seesMessageOnce("by the other tab");
        ada.soon(ada.page().locator(".message .body b")).hasText("Countess");
    }

    @Test
    void shouldKnowInAllTabsWhichRoomsOneIsIn() {
        ada.makesRoom("Second");
        ada.soon(tab.locator("#mine + ul")).containsText("Second");
        ada.page().getByLabel("Leave room").click();
        ada.soon(tab.locator("#others + ul")).containsText("Second");
    }

    @Test
    void shouldAskBeforeItForgetsSomebodyAndForgetInAllTabs() {
        chat.losePosts(1);
        ada.says("not sent").seesPending("not sent").types("a draft");
        ada.page().locator(".me").click();
        ada.page().getByText("Forget me on this browser").click();
        var question = ada.page().locator("#forget");
        ada.soon(question).containsText("1 message not sent yet will be lost.");
        question.getByText("Cancel").click();
        ada.soon(question).isHidden();
        ada.page().getByText("Forget me on this browser").click();
        question.getByText("Forget me", new Locator.GetByTextOptions().setExact(true))
                .click();
        ada.soon(ada.page().locator("parley-login")).isVisible();
        ada.soon(tab.locator("parley-login")).isVisible();
        assertThat(tab.evaluate("() => Object.keys(localStorage).filter((key) => key !== 'parley.nodes')"))
                .isEqualTo(List.of());
    }
}

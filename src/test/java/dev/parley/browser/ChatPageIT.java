package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What one does in a chat, with everything running as it should. */
@ExtendWith(BrowserExtension.class)
class ChatPageIT {

    private static final String[] ATTACKS = {
        "<script>globalThis.hurt = true</script>",
        "<img src=x onerror=\"globalThis.hurt=true\">",
        "javascript:globalThis.hurt=true",
        "http://x/\"onmouseover=\"globalThis.hurt=true",
        "${globalThis.hurt=true} {{hurt}} <svg/onload=hurt>",
    };

    /** As when the user forbids pages to keep data: already asking for the storage fails. */
    private static final String NOTHING_IS_STORED = """
            for (const name of ['localStorage', 'sessionStorage']) {
              Object.defineProperty(globalThis, name, { get() { throw new DOMException('Access is denied', 'SecurityError'); } });
            }
            """;

    private FakeChat chat;
    private Person ada;

    @BeforeEach
    void aChat(Browsers browsers) {
        chat = FakeChat.ofNodes(1);
        ada = browsers.person().opens(chat.url(1)).callsHerself("Ada");
    }

    @AfterEach
    void noComplaints() {
        chat.close();
        ada.close();
    }

    @Test
    void shouldTalkAndSeeWhoIsThere(Browsers browsers) {
        try (var bob = browsers.person().opens(chat.url(1)).callsHerself("Bob")) {
            ada.says("hello Bob");
            bob.seesMessageOnce("hello Bob").says("hello Ada");
            ada.seesMessageOnce("hello Ada").seesNothingPending();
            ada.soon(ada.page().locator(".people")).containsText("2 people here");
            ada.soon(ada.page().locator(".people li .person")).hasText(new String[] {"Ada", "Bob"});
            bob.field().pressSequentially("h");
            ada.soon(ada.page().locator(".typing")).containsText("Bob is typing");
            bob.says("done");
            ada.seesMessage("done");
            ada.soon(ada.page().locator(".typing-text")).hasText("");
        }
        ada.soon(ada.page().locator(".people")).containsText("1 person here");
    }

    @Test
    void shouldGiveBackTheMessagesAtOnceAfterAReload() {
        ada.says("kept").seesNothingPending();
        chat.crash(1);
        ada.page().evaluate("() => dispatchEvent(new Event('pagehide'))");
        chat.start(1);
        chat.goDeaf(1); // nothing can come from the server
        ada.reloads().seesMessageOnce("kept");
    }

    @Test
    void shouldMakeRoomsAndGoThroughThem() {
        ada.makesRoom("Incident 42").says("it burns").seesMessageOnce("it burns");
        ada.goesTo("General").presses("Alt+ArrowDown").seesRoom("Incident 42").seesMessageOnce("it burns");
        ada.presses("Alt+ArrowUp").seesRoom("General");
        ada.presses("Control+k").page().keyboard().type("inc");
        ada.presses("Enter").seesRoom("Incident 42");
    }

    @Test
    void shouldSayThatTheNameOfARoomIsTaken() {
        ada.makesRoom("Twice").presses("Control+k");
        ada.presses("Escape").page().getByLabel("New room").first().click();
        ada.page().getByLabel("Name of the room").fill("Twice");
        ada.presses("Enter");
        ada.soon(ada.page().getByRole(AriaRole.ALERT)).containsText("is there already. (error 122)");
        ada.presses("Escape");
    }

    @Test
    void shouldShowRoomsThatOthersMake() {
        chat.makesRoom("R1", "Lunch");
        ada.soon(ada.page().locator("#others")).isVisible();
        chat.says("Grace", "R1", "pizza?");
        ada.goesTo("Lunch").seesMessageOnce("pizza?");
        ada.page().getByLabel("Leave room").click();
        ada.seesRoom("General");
        ada.soon(ada.page().locator("#others + ul")).containsText("Lunch");
    }

    @Test
    void shouldStayOutOfARoomThatWasLeftAlsoAfterAReload() {
        chat.makesRoom("R1", "Lunch");
        ada.goesTo("Lunch").page().getByLabel("Leave room").click();
        ada.seesRoom("General").reloads().seesRoom("General");
        ada.soon(ada.page().locator("#others + ul")).containsText("Lunch");
        assertThat(ada.page().url()).endsWith("#/rooms/general");
    }

    @Test
    void shouldWorkWhereTheBrowserStoresNothing(Browsers browsers) {
        try (var bob = browsers.person()) {
            bob.context().addInitScript(NOTHING_IS_STORED);
            bob.opens(chat.url(1))
                    .callsHerself("Bob")
                    .says("from a careful browser")
                    .seesNothingPending();
            ada.seesMessageOnce("from a careful browser");
            bob.opens(chat.url(1) + "/cluster");
            bob.soon(bob.page().locator("tr[data-node]")).hasCount(1);
        }
    }

    @Test
    void shouldFollowALinkToARoom(Browsers browsers) {
        chat.makesRoom("R7", "Linked");
        try (var bob = browsers.person().opens(chat.url(1) + "/#/rooms/R7").callsHerself("Bob")) {
            bob.seesRoom("Linked");
        }
    }

    @Test
    void shouldKeepOneDraftForEachRoom() {
        ada.makesRoom("Second").types("for the second");
        ada.goesTo("General");
        assertThat(ada.draft()).isEmpty();
        ada.types("for general\nin two lines").goesTo("Second");
        assertThat(ada.draft()).isEqualTo("for the second");
        ada.reloads().seesRoom("Second");
        assertThat(ada.draft()).isEqualTo("for the second");
        ada.goesTo("General");
        assertThat(ada.draft()).isEqualTo("for general\nin two lines");
    }

    @Test
    void shouldCountWhatIsUnreadAndDrawALine() {
        ada.makesRoom("Elsewhere");
        IntStream.rangeClosed(1, 3).forEach(i -> chat.says("Grace", "news " + i));
        ada.soon(ada.page().locator(".room-link .badge")).hasText("3");
        assertThat(ada.page().title()).startsWith("(3) ");
        ada.goesTo("General");
        ada.soon(ada.page().locator(".row.new + .message")).containsText("news 1");
        ada.soon(ada.page().locator(".room-link .badge")).hasCount(0);
        chat.says("Grace", "news 4");
        ada.seesMessage("news 4")
                .soon(ada.page().locator(".row.new + .message"))
                .containsText("news 1");
        ada.says("read it all")
                .seesNothingPending()
                .soon(ada.page().locator(".row.new"))
                .hasCount(0);
    }

    @Test
    void shouldGroupMessagesAndHeadDays() {
        chat.hasHistory(9);
        ada.reloads().soon(ada.page().locator(".message")).hasCount(9);
        // Three people in turn, three minutes each: "message 3" begins a group, 4 and 5 follow.
        assertThat(ada.page().locator(".message.head").count()).isEqualTo(4);
        assertThat(ada.page().locator(".row.day").count()).isBetween(1, 2);
    }

    @Test
    void shouldLetTheAuthorDecideWhatBecomesOfARefusedMessage() {
        ada.says("!refuse me");
        var failure = ada.page().locator(".failure");
        ada.soon(failure).containsText("The server does not like this text. (error 112)");
        ada.soon(ada.page().locator("#news"))
                .hasText("Not sent in General: The server does not like this text. (error 112)");
        ada.soon(ada.page().locator(".room-link .failure-mark")).hasText("not sent");
        ada.says("this one is fine").seesMessageOnce("this one is fine");
        failure.getByText("Retry").click();
        ada.soon(failure).containsText("does not like");
        failure.getByText("Edit").click();
        assertThat(ada.draft()).isEqualTo("!refuse me");
        ada.soon(failure).hasCount(0);
        ada.soon(ada.page().locator(".failure-mark")).hasCount(0);
        assertThat(chat.texts()).containsExactly("this one is fine");
    }

    @Test
    void shouldSayWhenATextIsTooLongAndKeepIt() {
        ada.types("x".repeat(8001)).presses("Enter");
        ada.soon(ada.page().locator("#composer-error")).containsText("8001 characters; 8000 are allowed");
        assertThat(ada.draft()).hasSize(8001);
    }

    @Test
    void shouldBreakLinesWithShiftAndSendWithout() {
        ada.field().pressSequentially("one");
        ada.presses("Shift+Enter").field().pressSequentially("two");
        ada.presses("Enter").seesNothingPending();
        assertThat(chat.texts()).containsExactly("one\ntwo");
    }

    @Test
    void shouldShowWhateverIsWrittenAsText() {
        for (var attack : ATTACKS) {
            chat.makesRoom("R" + attack.hashCode(), attack);
            chat.says(attack, attack);
            ada.seesMessage(attack);
        }
        chat.isTyping(ATTACKS[1]);
        ada.soon(ada.page().locator(".typing-text")).containsText("onerror");
        assertThat(ada.page()
                        .locator(".message img, .message script, .room-link img")
                        .count())
                .isZero();
        assertThat(ada.page().evaluate("() => globalThis.hurt ?? 'unhurt'")).isEqualTo("unhurt");
    }

    @Test
    void shouldMakeLinksOfAddressesOnly() {
        ada.says("see https://example.org/a_(b)?c=1, (http://x.y) or ftp://z").seesNothingPending();
        assertThat(ada.page().locator(".message a").allInnerTexts())
                .containsExactly("https://example.org/a_(b)?c=1", "http://x.y");
        assertThat(ada.page().locator(".message a").first().getAttribute("rel")).isEqualTo("noopener noreferrer");
    }

    @Test
    void shouldChangeTheNameOnTheSpot() {
        ada.page().locator(".me").click();
        ada.page().locator("#parley-me-dialog-field").fill("Countess");
        ada.presses("Enter").says("it is me").seesNothingPending();
        ada.soon(ada.page().locator(".message .body b")).hasText("Countess");
        ada.soon(ada.page().locator(".people .person")).hasText("Countess");
    }

    @Test
    void shouldReadNewMessagesOutFromARegionOfTheirOwn() {
        ada.isServedBy("node-1");
        chat.says("Grace", "listen");
        ada.soon(ada.page().locator("#news")).hasText("Grace: listen");
        assertThat(ada.page().locator("[role=log]").getAttribute("aria-live")).isEqualTo("off");
    }

    @Test
    void shouldWalkThroughMessagesWithTheArrowKeys() {
        IntStream.rangeClosed(1, 3).forEach(i -> chat.says("Grace", "step " + i));
        ada.seesMessage("step 3").page().locator(".message[tabindex='0']").focus();
        ada.presses("ArrowUp").soon(ada.page().locator(".message:focus")).containsText("step 2");
        ada.presses("Home").soon(ada.page().locator(".message:focus")).containsText("step 1");
        ada.soon(ada.page().locator(".message:focus")).hasAccessibleDescription("step 1");
        assertThat(ada.page().locator(".message[tabindex='0']").count()).isEqualTo(1);
        ada.presses("Escape").soon(ada.field()).isFocused();
    }
}

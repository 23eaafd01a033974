package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody at a browser notices when nodes crash, stop, hang and come back: next to nothing. */
@ExtendWith(BrowserExtension.class)
class FailOverIT {

    private FakeChat chat;
    private Person ada;

    @BeforeEach
    void aChatOfTwoNodes(Browsers browsers) {
        chat = FakeChat.ofNodes(2);
        ada = browsers.person().opens(chat.url(1)).callsHerself("Ada").isServedBy("node-1");
    }

    @AfterEach
    void noComplaints() {
        chat.close();
        ada.close();
    }

    @Test
    void shouldGoOnUnnoticedWhenItsNodeCrashes() {
        ada.marksTheDocument();
        chat.losePosts(1);
        ada.says("on its way").seesPending("on its way").types("half a thought");
        chat.crash(1);
        chat.says("Grace", "are you there?");
        ada.seesMessageOnce("are you there?").isServedBy("node-2");
        ada.seesNothingPending().seesMessageOnce("on its way");
        assertThat(ada.draft()).isEqualTo("half a thought");
        assertThat(chat.texts()).containsExactlyInAnyOrder("are you there?", "on its way");
        ada.seesNoBanner().isOnTheMarkedDocument();
    }

    @Test
    void shouldMissNothingThatWasSaidWhileItHadNoNode() {
        chat.says("Grace", "one");
        ada.seesMessage("one");
        chat.crash(1);
        IntStream.rangeClosed(2, 30).forEach(i -> chat.says("Grace", "said " + i));
        ada.seesMessage("said 30");
        assertThat(ada.messages()).isEqualTo(chat.texts());
    }

    @Test
    void shouldMoveInTheMiddleOfFortyMessagesWhenItsNodeIsToStop() {
        ada.marksTheDocument();
        chat.delayAcks(Duration.ofMillis(20));
        var said = IntStream.rangeClosed(1, 40).mapToObj(i -> "message " + i).toList();
        said.subList(0, 15).forEach(ada::says);
        chat.stop(1);
        said.subList(15, 30).forEach(ada::says);
        ada.isServedBy("node-2");
        assertThat(chat.sessionsAtNode(1)).isZero();
        chat.crash(1);
        said.subList(30, 40).forEach(ada::says);
        ada.seesMessageOnce("message 40").seesNothingPending();
        assertThat(chat.texts()).isEqualTo(said);
        assertThat(ada.messages()).isEqualTo(said);
        ada.seesNoBanner().isOnTheMarkedDocument();
    }

    @Test
    void shouldTellInThePanelHowFastItMoved() {
        chat.stop(1);
        ada.isServedBy("node-2");
        ada.page().locator(".served").click();
        ada.soon(ada.page().locator(".moved")).containsText("moved to node-2 in 0.");
    }

    @Test
    void shouldStayWithTheOldNodeWhileThereIsNoOther() {
        chat.crash(2);
        chat.stop(1);
        ada.says("still here").seesMessageOnce("still here").seesNothingPending();
        chat.start(2);
        ada.isServedBy("node-2").says("and here").seesMessageOnce("and here").seesNoBanner();
    }

    @Test
    void shouldKeepMessagesUntilTheClusterIsBack() {
        ada.marksTheDocument();
        chat.crash(2);
        chat.crash(1);
        ada.seesBanner();
        ada.says("first").says("second").types("third, not sent");
        ada.seesPending("first").seesPending("second");
        assertThat(ada.page().locator(".sign").first().innerText()).contains("waiting for connection");
        chat.start(2);
        ada.hasPatience(Duration.ofSeconds(20))
                .seesBannerGo()
                .isServedBy("node-2")
                .seesNothingPending();
        assertThat(chat.texts()).containsExactly("first", "second");
        assertThat(ada.messages()).containsExactly("first", "second");
        assertThat(ada.draft()).isEqualTo("third, not sent");
        ada.isOnTheMarkedDocument();
    }

    @Test
    void shouldTryAtOnceWhenAsked() {
        chat.crash(2);
        chat.crash(1);
        ada.seesBanner();
        var tryNow = ada.page().locator(".banner-place button");
        ada.soon(tryNow).isVisible();
        chat.start(1);
        // The page may be quicker than the click; then there is nothing to click on any more.
        ada.page().evaluate("() => document.querySelector('.banner-place button')?.click()");
        ada.seesBannerGo().isServedBy("node-1");
    }

    @Test
    void shouldKeepUnsentMessagesOverAReload() {
        chat.losePosts(1);
        ada.says("not lost").seesPending("not lost");
        ada.reloads().seesNothingPending().seesMessageOnce("not lost");
        assertThat(chat.texts()).containsExactly("not lost");
    }

    @Test
    void shouldLeaveASocketThroughWhichNothingPasses() {
        chat.goDeaf(1);
        ada.says("into the void").seesPending("into the void");
        ada.page().evaluate("() => dispatchEvent(new Event('online'))");
        ada.isServedBy("node-2").seesNothingPending().seesMessageOnce("into the void");
    }

    @Test
    void shouldNoticeADeadSocketAtRest() {
        chat.goDeaf(1);
        var began = System.nanoTime();
        ada.hasPatience(Duration.ofSeconds(20)).isServedBy("node-2");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("5.5 s to notice, and a little to move on a busy machine")
                .isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void shouldSendInOrderWhenTheServerAsksForPatience() {
        chat.refusePosts(2);
        var said = List.of("a", "b", "c", "d");
        said.forEach(ada::says);
        ada.seesMessageOnce("d").seesNothingPending();
        assertThat(chat.texts()).isEqualTo(said);
    }

    @Test
    void shouldForgetWhatTheClusterTakesBack() {
        IntStream.rangeClosed(1, 5).forEach(i -> chat.says("Grace", "said " + i));
        ada.seesMessage("said 5");
        chat.rewriteHistory();
        chat.crash(1);
        ada.isServedBy("node-2");
        ada.soon(ada.page().locator(".message").first()).containsText("said 5");
        assertThat(ada.messages()).isEqualTo(chat.texts());
    }

    @Test
    void shouldPutMessagesInOrderAgainAfterASplitAndSaySoQuietly() {
        IntStream.rangeClosed(1, 40).forEach(i -> chat.says("Grace", "said " + i));
        ada.says("mine").seesMessage("mine").seesNothingPending();
        ada.marksTheDocument();
        chat.losePosts(1);
        ada.says("on its way").seesPending("on its way");
        chat.heals(30, "Alan", List.of("from afar", "and again"));
        chat.crash(1);
        ada.isServedBy("node-2").seesNothingPending().seesMessageOnce("from afar");
        ada.seesMessageOnce("mine").seesMessageOnce("on its way");
        var expected = new ArrayList<>(
                IntStream.rangeClosed(1, 30).mapToObj(i -> "said " + i).toList());
        expected.addAll(List.of("from afar", "and again"));
        IntStream.rangeClosed(31, 40).forEach(i -> expected.add("said " + i));
        expected.addAll(List.of("mine", "on its way"));
        assertThat(chat.texts()).isEqualTo(expected);
        assertThat(ada.messages()).isEqualTo(expected);
        var notice = ada.page().locator(".row.order");
        ada.soon(notice).hasCount(1);
        assertThat(
                        notice.evaluate(
                                "row => { while (!row.matches('.message')) row = row.nextElementSibling; return row.innerText; }"))
                .asString()
                .contains("from afar");
        assertThat(chat.heard("history")).as("nothing had to be fetched anew").isZero();
        ada.seesNoBanner().isOnTheMarkedDocument();
    }

    @Test
    void shouldHoldThePlaceOfAReaderWhileMessagesArePutInOrder() {
        IntStream.rangeClosed(1, 60).forEach(i -> chat.says("Grace", "said " + i + "."));
        ada.seesMessage("said 60.");
        var top = "() => [...document.querySelectorAll('.message')].find(row => row.innerText.includes('said 20.'))"
                + ".getBoundingClientRect().top";
        ada.page()
                .evaluate("() => { const s = document.querySelector('.scroller'); const row ="
                        + " [...document.querySelectorAll('.message')].find(row => row.innerText.includes('said 20.'));"
                        + " s.scrollTop += row.getBoundingClientRect().top - s.getBoundingClientRect().top - 20; }");
        ada.soon(ada.page().locator(".jump")).isVisible();
        var before = ((Number) ada.page().evaluate(top)).doubleValue();
        chat.heals(50, "Alan", List.of("from afar"));
        chat.crash(1);
        ada.isServedBy("node-2").seesMessageOnce("from afar");
        assertThat(((Number) ada.page().evaluate(top)).doubleValue()).isCloseTo(before, within(1.0));
        ada.soon(ada.page().locator(".jump")).containsText("1 new message");
    }

    @Test
    void shouldAskAgainWhenAnEntryIsMissing() {
        chat.says("Grace", "one");
        ada.seesMessage("one");
        chat.skipsAnEntry("Grace", "two", "three");
        ada.seesMessageOnce("two").seesMessageOnce("three");
        assertThat(ada.messages()).containsExactly("one", "two", "three");
    }

    @Test
    void shouldUseSockJsWhereNoWebSocketPasses(Browsers browsers) {
        chat.blockWebSockets();
        try (var bob = browsers.person().hasPatience(Duration.ofSeconds(20))) {
            bob.opens(chat.url(2)).callsHerself("Bob").isServedBy("node-");
            bob.says("through the back door").seesNothingPending();
            ada.seesMessage("through the back door");
            bob.page().locator(".served").click();
            bob.soon(bob.page().locator(".via")).containsText("SockJS");
        }
    }

    @Test
    void shouldTakeOverTheMessagesOfAClosedTab() {
        chat.losePosts(1);
        ada.says("from the first tab").seesPending("from the first tab");
        try (var tab = ada.opensTab(chat.url(1))) {
            ada.soon(tab.locator(".served .dot.on")).isVisible();
            ada.page().close(); // the browser kills it: it cannot say goodbye
            ada.soon(tab.locator(".message:not(.pending)").getByText("from the first tab"))
                    .hasCount(1);
        }
        assertThat(chat.texts()).containsExactly("from the first tab");
    }
}

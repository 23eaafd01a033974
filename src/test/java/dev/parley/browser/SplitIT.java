package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody at a browser sees of servers that may only be read, and how little it matters what their own clock says. */
@ExtendWith(BrowserExtension.class)
class SplitIT {

    private static final String DAYS_AHEAD =
            "(() => { const now = Date.now; Date.now = () => now() + 3 * 24 * 3600 * 1000; })()";

    private FakeChat chat;
    private Person ada;

    @BeforeEach
    void aChatOfTwoNodes(Browsers browsers) {
        chat = FakeChat.ofNodes(2);
        ada = browsers.person().hasPatience(Duration.ofSeconds(25));
    }

    @AfterEach
    void noComplaints() {
        chat.close();
        ada.close();
    }

    @Test
    void shouldSayThatAServerCanOnlyBeReadAndKeepWhatIsWritten() {
        ada.opens(chat.url(1)).callsHerself("Ada").isServedBy("node-1");
        chat.turns(2, "read-only");
        chat.turns(1, "read-only");
        ada.soon(ada.page().locator(".banner"))
                .containsText("This server cannot reach most of the others. You can read");
        ada.says("kept").seesPending("kept");
        chat.says("Grace", "still to be read");
        ada.seesMessage("still to be read").isServedBy("node-1");
        assertThat(chat.texts()).containsExactly("still to be read");
        chat.turns(2, "read-write");
        ada.isServedBy("node-2").seesNothingPending().seesMessageOnce("kept");
        ada.soon(ada.page().locator(".banner")).hasCount(0);
        assertThat(chat.texts()).containsExactly("still to be read", "kept");
    }

    @Test
    void shouldSendOnceToAnotherNodeWhatWasWrittenDaysAgoWhateverTheClockSays() {
        ada.opens(chat.url(1)).callsHerself("Ada").isServedBy("node-1");
        chat.delayAcks(Duration.ofHours(1));
        ada.says("in the log already").seesPending("in the log already");
        chat.losePosts(1);
        chat.delayAcks(Duration.ZERO);
        chat.goDeaf(1);
        ada.page().addInitScript(DAYS_AHEAD);
        ada.says("never arrived").seesPending("never arrived");
        ada.reloads().isServedBy("node-2").seesNothingPending();
        ada.seesMessageOnce("in the log already").seesMessageOnce("never arrived");
        ada.says("by a wrong clock").seesNothingPending().seesMessageOnce("by a wrong clock");
        assertThat(chat.texts()).containsExactly("in the log already", "never arrived", "by a wrong clock");
        ada.soon(ada.page().locator(".row.day")).hasCount(1);
        ada.soon(ada.page().locator(".row.day")).containsText("Today");
    }
}

package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long room: the reader scrolls, and nothing but the reader moves what is on the screen. */
@ExtendWith(BrowserExtension.class)
class HistoryIT {

    private static final double MOST_PX = 2;

    /**
     * Scrolls by some pixels and compares where a text near the middle of the screen ends up with where it should, until the list has come to
     * rest: at once, after the rows that the scrolling asked for, and after pages from the server.
     */
    private static final String SCROLL_AND_MEASURE = """
            async (by) => {
              const scroller = document.querySelector('.scroller');
              const box = scroller.getBoundingClientRect();
              const middle = [...document.querySelectorAll('.message')]
                .find((row) => row.getBoundingClientRect().top > box.top + box.height / 2);
              const key = middle.dataset.key;
              const text = () => document.querySelector(`[data-key="${key}"] .text`)?.getBoundingClientRect().top;
              const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
              const before = text();
              const from = scroller.scrollTop;
              scroller.scrollTop += by;
              const expected = before - (scroller.scrollTop - from);
              let worst = 0;
              for (let i = 0; i < 6; i++) {
                await frame();
                worst = Math.max(worst, Math.abs((text() ?? 1e6) - expected));
              }
              return { worst, rows: document.querySelectorAll('.message').length,
                first: document.querySelector('.message .text').innerText };
            }
            """;

    /** Scrolls once in each frame until something is so. */
    private static final String SCROLL_UNTIL = "() => { document.querySelector('.scroller').scrollTop %s; return %s; }";

    /** Ends a loop of updates that never lets the browser draw; a page in such a loop answers no test either. */
    private static final String GUARD = """
            let updates = 0;
            new MutationObserver(() => {
              if (updates++ === 0) setTimeout(() => (updates = 0));
              if (updates > 1000) Element.prototype.getBoundingClientRect = () => { throw new Error('updates without end'); };
            }).observe(document, { childList: true, subtree: true });
            """;

    private FakeChat chat;

    @BeforeEach
    void aLongRoom() {
        chat = FakeChat.ofNodes(1);
        chat.hasHistory(1600);
    }

    @AfterEach
    void end() {
        chat.close();
    }

    @Test
    void shouldHoldThePlaceThroughALongHistory(Browsers browsers) {
        try (var ada = browsers.person().opens(chat.url(1)).callsHerself("Ada")) {
            ada.soon(ada.page().locator(".message").last()).containsText("message 1600");
            var displacements = new ArrayList<Double>();
            var rows = new ArrayList<Integer>();
            for (int step = 0;
                    step < 400 && !measure(ada, -350, displacements, rows).startsWith("message 1 ");
                    step++) {
                assertThat(displacements.get(step))
                        .as("displacement in step %d", step)
                        .isLessThanOrEqualTo(MOST_PX);
            }
            ada.soon(ada.page().locator(".beginning h2")).hasText("General");
            for (int step = 0; step < 30; step++) {
                measure(ada, 350, displacements, rows);
            }
            assertThat(displacements).allSatisfy(moved -> assertThat(moved).isLessThanOrEqualTo(MOST_PX));
            assertThat(rows)
                    .as("rows in the document")
                    .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(400));
            ada.page().locator(".jump").click();
            ada.soon(ada.page().locator(".message").last()).containsText("message 1600");
        }
    }

    @Test
    void shouldScrollThroughAMonologueOfShortRowsOnATallScreen(Browsers browsers) {
        chat.makesRoom("M", "Monologue");
        IntStream.rangeClosed(1, 400).forEach(i -> chat.says("Grace", "M", "line " + i));
        var tall = new NewContextOptions().setViewportSize(1280, 1400);
        try (var ada = browsers.person(tall)) {
            ada.context().addInitScript(GUARD);
            ada.opens(chat.url(1) + "/#/rooms/M").callsHerself("Ada");
            ada.soon(ada.page().locator(".message").last()).containsText("line 400");
            ada.page().waitForFunction(SCROLL_UNTIL.formatted("-= 700", "document.querySelector('.beginning h2')"));
            ada.page().waitForFunction(SCROLL_UNTIL.formatted("+= 700", "!document.querySelector('.jump')"));
            ada.soon(ada.page().locator(".message").last()).containsText("line 400");
        }
    }

    /** What lies under another pane has no size: it must neither search for rows without end nor count as read. */
    @Test
    void shouldRestWhileThePhoneShowsTheRooms(Browsers browsers) {
        chat.makesRoom("M", "Monologue");
        IntStream.rangeClosed(1, 400).forEach(i -> chat.says("Grace", "M", "line " + i));
        var phone = new NewContextOptions().setViewportSize(390, 844).setHasTouch(true);
        try (var ada = browsers.person(phone)) {
            ada.context().addInitScript(GUARD);
            ada.opens(chat.url(1) + "/#/rooms/M").callsHerself("Ada");
            ada.soon(ada.page().locator(".message").last()).containsText("line 400");
            ada.page().waitForFunction(SCROLL_UNTIL.formatted("-= 700", "document.querySelector('.beginning h2')"));
            ada.page().waitForFunction(SCROLL_UNTIL.formatted("+= 700", "!document.querySelector('.jump')"));
            ada.page().getByLabel("All rooms").click();
            ada.soon(ada.page().locator(".room-link[aria-current]")).isVisible();
            chat.says("Grace", "M", "not seen yet");
            ada.soon(ada.page().locator(".room-link[aria-current] .badge")).hasText("1");
            ada.page().locator(".room-link[aria-current]").click();
            ada.seesMessage("not seen yet");
            ada.soon(ada.page().locator(".badge")).hasCount(0);
        }
    }

    /** Who was away while very much was said is shown the newest at once, and finds the rest by scrolling back. */
    @Test
    void shouldBeginAtTheNewestMessagesAfterALongAbsence(Browsers browsers) {
        try (var ada = browsers.person().opens(chat.url(1)).callsHerself("Ada")) {
            ada.soon(ada.page().locator(".message").last()).containsText("message 1600");
            chat.crash(1);
            ada.seesBanner();
            IntStream.rangeClosed(1, 1010).forEach(i -> chat.says("Grace", "news " + i));
            chat.start(1);
            ada.soon(ada.page().locator(".message").last()).containsText("news 1010");
            ada.seesBannerGo();
            assertThat((Integer) ada.page().evaluate("() => document.querySelectorAll('.message').length"))
                    .isLessThanOrEqualTo(50);
            ada.page()
                    .waitForFunction(
                            SCROLL_UNTIL.formatted(
                                    "-= 700",
                                    "[...document.querySelectorAll('.message .text')].some((row) => row.innerText === 'news 1')"));
            ada.seesMessageOnce("news 1");
            ada.says("back again").seesMessageOnce("back again");
        }
    }

    private static String measure(Person person, int by, List<Double> displacements, List<Integer> rows) {
        var result = (Map<?, ?>) person.page().evaluate(SCROLL_AND_MEASURE, by);
        displacements.add(((Number) result.get("worst")).doubleValue());
        rows.add(((Number) result.get("rows")).intValue());
        return result.get("first") + " ";
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.25, 1.5})
    void shouldStayAtTheEnd(double scale, Browsers browsers) {
        var screen = new NewContextOptions().setViewportSize(1100, 701).setDeviceScaleFactor(scale);
        try (var ada = browsers.person(screen).opens(chat.url(1)).callsHerself("Ada")) {
            ada.soon(ada.page().locator(".message").last()).containsText("message 1600");
            IntStream.rangeClosed(1, 25)
                    .forEach(i -> chat.says("Grace", "news " + i + " of some length".repeat(i % 5)));
            ada.soon(ada.page().locator(".message").last()).containsText("news 25");
            isSoonAtTheEnd(ada);
            ada.page().setViewportSize(700, 500);
            isSoonAtTheEnd(ada);
            ada.soon(ada.page().locator(".jump")).hasCount(0);
        }
    }

    /** The page follows a change of its size within a frame or two; fails after Playwright's usual 30 s. */
    private static void isSoonAtTheEnd(Person person) {
        person.page()
                .waitForFunction(
                        "most => { const s = document.querySelector('.scroller');"
                                + " return s.scrollHeight - s.scrollTop - s.clientHeight <= most; }",
                        MOST_PX);
    }

    @Test
    void shouldNotMoveAReaderWhenNewsComes(Browsers browsers) {
        try (var ada = browsers.person().opens(chat.url(1)).callsHerself("Ada")) {
            ada.soon(ada.page().locator(".message").last()).containsText("message 1600");
            measure(ada, -900, new ArrayList<>(), new ArrayList<>());
            var displacements = new ArrayList<Double>();
            for (int i = 1; i <= 5; i++) {
                chat.says("Grace", "news " + i);
                measure(ada, 0, displacements, new ArrayList<>());
            }
            assertThat(displacements).allSatisfy(moved -> assertThat(moved).isLessThanOrEqualTo(MOST_PX));
            var jump = ada.page().locator(".jump");
            ada.soon(jump).containsText("5 new messages");
            jump.click();
            ada.soon(jump).hasCount(0);
            ada.seesMessage("news 5");
        }
    }
}

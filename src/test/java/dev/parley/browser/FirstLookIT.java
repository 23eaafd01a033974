package dev.parley.browser;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FirstLookIT {
    @Test
    void look() {
        try (var browsers = Browsers.open();
                var chat = FakeChat.ofNodes(2)) {
            chat.hasHistory(200);
            try (var ada = browsers.person()) {
                ada.opens(chat.url(1));
                shot(ada, "login");
                ada.callsHerself("Ada");
                ada.says("hello").seesMessageOnce("hello").seesNothingPending();
                shot(ada, "first");
                ada.page()
                        .emulateMedia(new Page.EmulateMediaOptions()
                                .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
                shot(ada, "dark");
                ada.page().setViewportSize(390, 844);
                shot(ada, "phone-dark");
                ada.page().navigate(chat.url(1) + "/cluster");
                ada.page().waitForSelector(".grid");
                ada.page().setViewportSize(1280, 900);
                shot(ada, "cluster-dark");
            }
        }
    }

    static void shot(Person p, String name) {
        p.page().screenshot(new Page.ScreenshotOptions().setPath(Path.of("/tmp/parley-shots/" + name + ".png")));
    }
}

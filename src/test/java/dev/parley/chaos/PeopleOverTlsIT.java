package dev.parley.chaos;

import com.microsoft.playwright.Browser;
import dev.parley.browser.BrowserExtension;
import dev.parley.browser.Browsers;
import dev.parley.browser.Person;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two people in real browsers whose nodes speak TLS, to them and to each other, while the node of one of them dies. */
@ExtendWith(BrowserExtension.class)
class PeopleOverTlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldTalkOnWhenTheNodeOfOneIsKilled(Browsers browsers) {
        try (TestCluster cluster = TestCluster.secure(folder, 3).start();
                Person ada = person(browsers);
                Person grace = person(browsers)) {
            ada.opens(cluster.url("n1")).callsHerself("Ada").isServedBy("n1");
            grace.opens(cluster.url("n2")).callsHerself("Grace").isServedBy("n2");
            ada.says("hello Grace");
            grace.seesMessageOnce("hello Grace");

            ada.marksTheDocument();
            cluster.kill("n1");
            grace.says("are you there?");

            ada.seesMessageOnce("are you there?").says("over another node").seesNothingPending();
            ada.isOnTheMarkedDocument();
            grace.seesMessageOnce("over another node");
        }
    }

    /** The private CA is not among those of the browser; everything else is as strict as ever. */
    private static Person person(Browsers browsers) {
        return browsers.person(new Browser.NewContextOptions()
                        .setViewportSize(1280, 800)
                        .setIgnoreHTTPSErrors(true))
                .hasPatience(PATIENCE);
    }
}

package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.parley.browser.BrowserExtension;
import dev.parley.browser.Browsers;
import dev.parley.browser.Person;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two people in real browsers, on two nodes of a real cluster, while the node of one of them dies or stops. */
@ExtendWith(BrowserExtension.class)
class PeopleOnTwoNodesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void shouldTalkOnWhenTheNodeOfOneIsKilled(Browsers browsers) {
        try (TestCluster cluster = TestCluster.of(folder, 3).start();
                Person ada = browsers.person().hasPatience(PATIENCE);
                Person grace = browsers.person().hasPatience(PATIENCE)) {
            meet(cluster, ada, grace);

            ada.marksTheDocument().says("on its way").types("half a thought");
            cluster.kill("n1");
            grace.says("are you there?");

            ada.seesMessageOnce("are you there?").seesMessageOnce("on its way").seesNothingPending();
            grace.seesMessageOnce("on its way").seesNothingPending();
            assertThat(ada.draft()).isEqualTo("half a thought");
            ada.isOnTheMarkedDocument();
            ada.field().press("Enter");
            grace.seesMessageOnce("half a thought");
            ada.seesMessageOnce("half a thought").seesNothingPending();
            assertThat(ada.messages()).isEqualTo(grace.messages());
            ada.page().screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "people-after-kill.png")));

            cluster.restart("n1");
            cluster.awaitReady();
            cluster.awaitCaughtUp("n1", "general");
        }
    }

    @Test
    void shouldNoticeNothingWhenTheNodeOfOneIsStopped(Browsers browsers) {
        try (TestCluster cluster = TestCluster.of(folder, 3).start();
                Person ada = browsers.person().hasPatience(PATIENCE);
                Person grace = browsers.person().hasPatience(PATIENCE)) {
            meet(cluster, ada, grace);
            List<String> said =
                    IntStream.rangeClosed(1, 20).mapToObj(i -> "message " + i).toList();

            ada.marksTheDocument();
            said.subList(0, 10).forEach(ada::says);
            Thread stopping = new Thread(() -> cluster.stop("n1"), "stop-n1");
            stopping.start();
            said.subList(10, 20).forEach(ada::says);

            grace.seesMessageOnce("message 20");
            ada.seesMessageOnce("message 20").seesNothingPending();
            assertThat(grace.messages()).containsSubsequence(said);
            assertThat(ada.messages()).isEqualTo(grace.messages());
            ada.seesNoBanner().isOnTheMarkedDocument();
            Await.until(
                    "the node has stopped", PATIENCE, () -> stopping.isAlive() ? "it stops" : "", cluster::lastLines);
        }
    }

    private static void meet(TestCluster cluster, Person ada, Person grace) {
        ada.opens(cluster.url("n1")).callsHerself("Ada").isServedBy("n1");
        grace.opens(cluster.url("n2")).callsHerself("Grace").isServedBy("n2");
        ada.says("hello Grace");
        grace.seesMessageOnce("hello Grace").says("hello Ada");
        ada.seesMessageOnce("hello Ada");
    }
}

package dev.parley.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.parley.browser.BrowserExtension;
import dev.parley.browser.Browsers;
import dev.parley.browser.Person;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two people in real browsers, on two nodes of a real cluster, while the node of one of them dies, or each stops in its turn. */
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

    /** Each node is stopped, and started again, while they talk; a stop waits where a node has just come, and then they talk longer. */
    @Test
    void shouldNoticeNothingOfARollingRestart(Browsers browsers) {
        try (TestCluster cluster = TestCluster.of(folder, 3).start();
                Person ada = browsers.person().hasPatience(PATIENCE);
                Person grace = browsers.person().hasPatience(PATIENCE)) {
            meet(cluster, ada, grace);
            ada.marksTheDocument();
            grace.marksTheDocument();
            for (String node : List.of("n1", "n2", "n3")) {
                talkWhileItStops(cluster, node, ada, grace);
                cluster.restart(node);
                cluster.awaitReady();
            }

            ada.says("good bye");
            grace.seesMessageOnce("good bye").seesNothingPending();
            ada.seesMessageOnce("good bye").seesNothingPending();
            assertThat(newest(ada)).isEqualTo(newest(grace));
            ada.seesNoBanner().isOnTheMarkedDocument();
            grace.seesNoBanner().isOnTheMarkedDocument();
        }
    }

    private static void talkWhileItStops(TestCluster cluster, String node, Person ada, Person grace) {
        Thread stopping = new Thread(() -> cluster.stop(node), "stop-" + node);
        stopping.start();
        for (int i = 1; stopping.isAlive(); i++) {
            String said = "message " + i + " while " + node + " stops";
            ada.says(said);
            grace.seesMessageOnce(said).says("Grace heard " + said);
            ada.seesMessageOnce("Grace heard " + said);
        }
    }

    /** A page keeps a part of a long room in its document. */
    private static List<String> newest(Person person) {
        List<String> messages = person.messages();
        return messages.subList(Math.max(0, messages.size() - 20), messages.size());
    }

    private static void meet(TestCluster cluster, Person ada, Person grace) {
        ada.opens(cluster.url("n1")).callsHerself("Ada").isServedBy("n1");
        grace.opens(cluster.url("n2")).callsHerself("Grace").isServedBy("n2");
        ada.says("hello Grace");
        grace.seesMessageOnce("hello Grace").says("hello Ada");
        ada.seesMessageOnce("hello Ada");
    }
}

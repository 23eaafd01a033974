package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatClientTest extends ChatClientHarness {

    @Test
    void shouldPostAndReadWhatItPosted() {
        begin();
        Ulid id = post("hello \"you\"\n\\ back");
        until("an acknowledgement", () -> seen.acked.contains(id));
        assertReadOnce(1);
        Entry entry = on(() -> cluster.log(ROOM).get(0));
        assertThat(new JsonObject(entry.body().toString()).getString("text")).isEqualTo("hello \"you\"\n\\ back");
        assertThat(on(client::unanswered)).isZero();
    }

    @Test
    void shouldKeepPostsWhileThereIsNoConnection() {
        Ulid first = post("one");
        Ulid second = post("two");
        begin();
        until("two acknowledgements", () -> seen.acked.size() == 2);
        assertThat(seen.acked).containsExactly(first, second);
    }

    @Test
    void shouldGoToAnotherNodeAndSendAgainWhatWasNotAnswered() {
        begin();
        post("one");
        until("an acknowledgement", () -> seen.acked.size() == 1);
        FakeNode lost = nodeOfClient();
        cluster.run(lost::freeze);
        Ulid second = post("two");
        Ulid third = post("three");
        cluster.run(lost::crash);
        until("the others are acknowledged", () -> seen.acked.size() == 3);
        assertThat(seen.acked.subList(1, 3)).containsExactly(second, third);
        assertReadOnce(3);
        assertThat(nodeOfClient()).isNotSameAs(lost);
        assertThat(on(() -> seen.events)).contains("RESUMED from 2");
    }

    @Test
    void shouldResumeWithoutHoleOrRepetition() {
        begin();
        post("one");
        assertReadOnce(1);
        cluster.run(() -> cluster.nodes.forEach(node -> node.closeAll((short) 3000)));
        cluster.run(() -> cluster.post("eve", other("while away")));
        assertReadOnce(2);
        cluster.run(() -> cluster.post("eve", other("and after")));
        assertReadOnce(3);
    }

    @Test
    void shouldLeaveNodeThatAnswersNothing() {
        begin();
        FakeNode frozen = nodeOfClient();
        cluster.run(frozen::freeze);
        long began = System.nanoTime();
        Ulid id = post("into the silence");
        until("another node answers", () -> seen.acked.contains(id));
        assertThat(System.nanoTime() - began)
                .as("noticed within 6 s, and then a little to get to another node, on a busy machine")
                .isLessThan(8_000_000_000L);
        assertThat(on(() -> seen.events)).contains("disconnected: no sign of life within 3 s");
        assertReadOnce(1);
        cluster.run(frozen::thaw);
        post("after");
        assertReadOnce(2);
    }

    @Test
    void shouldMoveBeforeItIsCutOff() {
        begin();
        FakeNode old = nodeOfClient();
        cluster.run(old::askToMove);
        until("it is with another node", () -> !client.url().equals(old.url()));
        until("the old node is left", () -> old.sessions.isEmpty());
        assertThat(on(() -> seen.events)).noneMatch(event -> event.startsWith("disconnected"));
        post("one");
        assertReadOnce(1);
    }

    @Test
    void shouldDialNextNodeWhileTheFirstIsSilent() {
        FakeNode first = cluster.nodes.get(0);
        cluster.run(first::freeze);
        long began = System.nanoTime();
        begin();
        assertThat(nodeOfClient().name).isEqualTo("n2");
        assertThat(System.nanoTime() - began)
                .as("it did not wait for the deadline of the first")
                .isLessThan(4_000_000_000L);
        cluster.run(first::thaw);
    }

    @Test
    void shouldFindNodesItWasNotToldOf() {
        client = newClient(cluster.urls().subList(0, 1));
        begin();
        cluster.run(() -> cluster.nodes.get(0).crash());
        until(
                "it found another node",
                () -> client.isWelcome() && !client.url().equals(cluster.urls().get(0)));
    }

    @Test
    void shouldComeBackAfterAllNodesWereGone() {
        begin();
        post("one");
        until("an acknowledgement", () -> seen.acked.size() == 1);
        for (FakeNode node : cluster.nodes) {
            FakeCluster.await(on(node::crash));
        }
        Ulid id = post("two");
        until("it noticed", () -> seen.events.stream().anyMatch(event -> event.startsWith("disconnected")));
        FakeCluster.await(on(() -> cluster.nodes.get(1).start()));
        until("it came back", () -> seen.acked.contains(id));
        assertReadOnce(2);
    }

    @Test
    void shouldSendAgainAfterTemporaryErrorOnly() {
        begin();
        cluster.refuseNext(131, "overloaded", 50);
        Ulid first = post("again");
        until("acknowledged in the end", () -> seen.acked.contains(first));
        cluster.refuseNext(110, "text-too-long", 0);
        post("never");
        until("refused", () -> seen.events.contains("refused TEXT_TOO_LONG"));
        assertThat(on(client::unanswered)).isZero();
        assertThat(on(() -> cluster.log(ROOM).size())).isEqualTo(1);
        assertThat(on(() -> seen.events)).contains("refused OVERLOADED");
    }

    @Test
    void shouldNotComeBackAfterCodeThatForbidsIt() {
        begin();
        cluster.run(() -> nodeOfClientNow().closeAll((short) 3501));
        until("it ended", () -> seen.events.contains("ended 3501"));
        assertThat(on(client::isWelcome)).isFalse();
    }

    private FakeNode nodeOfClientNow() {
        return cluster.nodes.stream()
                .filter(node -> node.url().equals(client.url()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldReadHistoryInPages() {
        begin();
        for (int i = 0; i < 5; i++) {
            post("m" + i);
        }
        until("all acknowledged", () -> seen.acked.size() == 5);
        Questions.Page first = FakeCluster.await(on(() -> client.history(ROOM, 0, 3)));
        assertThat(first.entries()).extracting(ServerFrame.Seen::seq).containsExactly(1L, 2L, 3L);
        assertThat(first.isLast()).isFalse();
        Questions.Page second = FakeCluster.await(on(() -> client.history(ROOM, 3, 3)));
        assertThat(second.entries()).extracting(ServerFrame.Seen::seq).containsExactly(4L, 5L);
        assertThat(second.isLast()).isTrue();
    }
}

package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does when a cluster was apart, may only be read, or is flooded. */
@Timeout(60)
class ChatClientInSplitsTest extends ChatClientHarness {

    @Test
    void shouldForgetTheRoomWhenNothingOfItIsKnown() {
        begin();
        for (int i = 1; i <= 60; i++) {
            post("m" + i);
        }
        assertReadOnce(60);
        // Somebody who knows nothing of the beginning of the room.
        cluster.run(() -> client.join(ROOM, cluster.log(ROOM).get(54).position()));
        until("resumed", () -> seen.seqs.size() == 65);
        cluster.run(() -> {
            cluster.nodes.forEach(node -> node.closeAll((short) 3001));
            cluster.heal(ROOM, 0, "another history");
        });
        until("reset", () -> seen.events.contains("RESET from 12"));
        until("it read the newest page", () -> seen.seqs.size() == 65 + 50);
        assertThat(seen.seqs.subList(65, 115))
                .isEqualTo(LongStream.rangeClosed(12, 61).boxed().toList());
    }

    @Test
    void shouldKeepWhatIsCommonWhenTheHistoryGoesAnotherWay() {
        begin();
        for (int i = 1; i <= 20; i++) {
            post("m" + i);
        }
        assertReadOnce(20);
        cluster.run(() -> {
            cluster.nodes.forEach(node -> node.closeAll((short) 3000));
            cluster.heal(ROOM, 17, "said on the other side");
        });
        until("it was cut at a mark below 17", () -> seen.events.contains("CUT from 17"));
        until("it read what follows", () -> seen.seqs.size() == 25);
        assertThat(seen.seqs.subList(20, 25)).containsExactly(17L, 18L, 19L, 20L, 21L);
        assertThat(on(() -> client.position(ROOM)))
                .isEqualTo(on(() -> cluster.log(ROOM).get(20).position()));
        post("and on");
        until("it goes on", () -> seen.seqs.contains(22L));
    }

    @Test
    void shouldNotBelieveWhatAnOldConnectionBroughtFromTheOtherSide() {
        begin();
        post("one");
        assertReadOnce(1);
        FakeNode old = nodeOfClient();
        cluster.run(() -> {
            // The hello to the next node is on its way while the old one, across the split, still brings an entry.
            cluster.nodes.stream().filter(node -> node != old).forEach(FakeNode::freeze);
            old.askToMove();
        });
        until("it says hello elsewhere", () -> cluster.nodes.stream().anyMatch(FakeNode::isKeptWaiting));
        cluster.run(() -> cluster.post("eve", other("only on this side")));
        assertReadOnce(2);
        cluster.run(() -> {
            old.freeze();
            cluster.heal(ROOM, 1, "first on that side");
            cluster.nodes.stream().filter(node -> node != old).forEach(FakeNode::thaw);
        });
        until("it was cut", () -> seen.events.contains("CUT from 2"));
        until("it read what follows", () -> seen.seqs.size() == 4);
        assertThat(seen.seqs).containsExactly(1L, 2L, 2L, 3L);
    }

    @Test
    void shouldFindNodeThatTakesMessagesWhenItsOwnDoesNot() {
        begin();
        FakeNode smaller = nodeOfClient();
        FakeNode alsoSmaller = cluster.nodes.get((cluster.nodes.indexOf(smaller) + 1) % 3);
        cluster.run(() -> {
            smaller.turnReadOnly();
            alsoSmaller.turnReadOnly();
        });
        Ulid id = post("for the larger part");
        until("another node has taken it", () -> seen.acked.contains(id));
        assertThat(nodeOfClient()).isNotIn(smaller, alsoSmaller);
        assertThat(on(() -> seen.events)).contains("refused READ_ONLY");
        assertThat(on(() -> seen.events)).noneMatch(event -> event.startsWith("disconnected"));
        assertReadOnce(1);
    }

    @Test
    void shouldStayAndReadWhenNoNodeTakesMessages() {
        cluster.run(() -> cluster.nodes.forEach(FakeNode::turnReadOnly));
        begin();
        FakeNode here = nodeOfClient();
        until(
                "it has looked for others",
                () -> cluster.nodes.stream()
                        .filter(node -> node != here)
                        .anyMatch(node -> node.received.stream()
                                .anyMatch(frame -> frame.getString("t").equals("hello"))));
        cluster.run(() -> cluster.post("eve", other("still to be read")));
        assertReadOnce(1);
        assertThat(nodeOfClient()).isSameAs(here);
    }

    @Test
    void shouldComeAgainWhenToldSoWithoutANewSocket() {
        cluster.run(() -> cluster.nodes.get(0).crowdedHellos = 2);
        begin();
        assertThat(nodeOfClient().name).isEqualTo("n1");
        assertThat(on(() -> seen.events)).containsExactly("welcome n1", "RESUMED from 1");
    }
}

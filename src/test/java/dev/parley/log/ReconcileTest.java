package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.ReconcileEffect.Cut;
import dev.parley.log.ReconcileEffect.Fetch;
import dev.parley.log.ReconcileEffect.Inventory;
import dev.parley.log.ReconcileEffect.Offer;
import dev.parley.log.ReconcileEffect.Probe;
import dev.parley.wire.LogEnd;
import dev.parley.wire.LogId;
import dev.parley.wire.NodeId;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is believed when a node joins, and what happens when somebody does not answer. */
class ReconcileTest {

    private static final NodeId A = Samples.A;
    private static final NodeId B = Samples.B;
    private static final NodeId C = Samples.C;
    private static final LogId LOG = Samples.ROOM;
    private static final Position TWO = Samples.end(Samples.log(1, 2));
    private static final Position THREE = Samples.end(Samples.log(1, 2, 3));
    private static final Position OTHER_THREE = Samples.end(Samples.log(1, 2, 4));

    private static Reconcile of(NodeId self, int quorum) {
        return new Reconcile(self, new Reconcile.Config(quorum, 16, 100));
    }

    private static Map<LogId, LogEnd> has(long term, Position at) {
        return Map.of(LOG, new LogEnd(term, at));
    }

    @Test
    void shouldBelieveThoseWhoServeThoughItHasANewerTerm() {
        Reconcile c = of(C, 1);

        assertThat(c.roster(List.of(A, B, C), Set.of(A), 0))
                .containsExactlyInAnyOrder(new Inventory(A), new Inventory(C));
        c.inventory(C, has(9, OTHER_THREE), 0);
        assertThat(c.inventory(A, has(5, THREE), 0))
                .as("the term is given up first")
                .containsExactly(new Cut(LOG, OTHER_THREE));
        assertThat(c.cut(LOG)).containsExactly(new ReconcileEffect.Digest(LOG, 1));
        assertThat(c.isLevel()).isFalse();
    }

    @Test
    void shouldWaitForTheOldestWhenNobodyServes() {
        Reconcile b = of(B, 1);

        assertThat(b.roster(List.of(A, B), Set.of(), 0)).isEmpty();
        assertThat(b.progress()).contains("waiting for node a");
        assertThat(b.roster(List.of(A, B), Set.of(A), 0)).as("now it serves").isNotEmpty();
    }

    @Test
    void shouldBeginWithTheBestOfAllWhenItIsTheOldestAndNobodyServes() {
        Reconcile a = of(A, 1);
        a.roster(List.of(A, B, C), Set.of(), 0);
        a.inventory(A, has(5, TWO), 0);
        a.inventory(B, has(5, THREE), 0);

        assertThat(a.inventory(C, Map.of(), 0)).containsExactly(new Probe(LOG, B, TWO));
        assertThat(a.probed(LOG, TWO, Relation.PREFIX, THREE)).containsExactly(new Fetch(LOG, B, THREE));
        a.fetched(LOG);
        assertThat(a.isLevel()).isTrue();
    }

    @Test
    void shouldBeginAloneWithWhatItHas() {
        Reconcile a = of(A, 1);
        a.roster(List.of(A), Set.of(), 0);
        a.inventory(A, has(5, TWO), 0);

        assertThat(a.isLevel()).isTrue();
    }

    @Test
    void shouldOfferWhatIsBeyondTheEndOfThoseWhoServe() {
        Reconcile c = of(C, 1);
        c.roster(List.of(A, C), Set.of(A), 0);
        c.inventory(A, has(5, TWO), 0);
        c.inventory(C, has(5, THREE), 0);

        assertThat(c.digest(LOG, 2, Optional.of(TWO.digest()))).containsExactly(new Offer(LOG, TWO));
        assertThat(c.tick(1000)).containsExactly(new Offer(LOG, TWO), new Probe(LOG, A, THREE));
        c.probed(LOG, THREE, Relation.PREFIX, THREE);
        assertThat(c.isLevel()).as("the leader has taken it").isTrue();
    }

    @Test
    void shouldBelieveTheNewerTermOfAQuorumThoughItsOwnLogIsLonger() {
        Reconcile c = of(C, 2);
        c.roster(List.of(A, C), Set.of(), 0);
        c.inventory(C, has(5, THREE), 0);

        c.inventory(A, has(7, TWO), 0);
        assertThat(c.digest(LOG, 2, Optional.of(TWO.digest())))
                .as("a majority went on without it")
                .containsExactly(new Cut(LOG, TWO));
        c.cut(LOG);
        assertThat(c.isLevel()).isTrue();
    }

    @Test
    void shouldKeepItsOwnWhenThatIsTheBestOfAQuorum() {
        Reconcile c = of(C, 2);
        c.roster(List.of(A, C), Set.of(A), 0);
        c.inventory(C, has(7, THREE), 0);
        c.inventory(A, has(5, TWO), 0);

        assertThat(c.isLevel()).isTrue();
    }

    @Test
    void shouldWaitForAMajorityAndSaySo() {
        Reconcile a = of(A, 2);

        assertThat(a.roster(List.of(A), Set.of(), 0)).isEmpty();
        assertThat(a.progress()).isEqualTo("waiting for a majority: 1 of 2 nodes are here");
        assertThat(a.roster(List.of(A, B), Set.of(), 0)).isNotEmpty();
    }

    @Test
    void shouldAskAgainWhoDidNotAnswerAndGoOnWithoutWhoIsGone() {
        Reconcile a = of(A, 1);
        a.roster(List.of(A, B, C), Set.of(), 0);
        a.inventory(A, has(5, TWO), 0);
        a.inventoryFailed(B, 0);

        assertThat(a.tick(50)).as("after the pause").isEmpty();
        assertThat(a.tick(150)).containsExactly(new Inventory(B));
        a.inventory(C, Map.of(), 200);
        assertThat(a.isLevel()).isFalse();
        a.roster(List.of(A, C), Set.of(), 300);
        assertThat(a.isLevel()).as("nobody waits for the dead").isTrue();
    }

    @Test
    void shouldNotBeLevelWithNobodyWhenAllWhoServedAreGone() {
        Reconcile c = of(C, 1);
        c.roster(List.of(A, B, C), Set.of(A), 0);
        c.inventory(C, has(5, TWO), 0);

        c.roster(List.of(B, C), Set.of(B), 0);
        assertThat(c.isLevel()).isFalse();
    }

    @Test
    void shouldCompareEverythingAgainAfterAFailure() {
        Reconcile c = of(C, 1);
        c.roster(List.of(A, C), Set.of(A), 0);
        c.inventory(C, has(5, TWO), 0);
        c.inventory(A, has(5, THREE), 0);
        int round = c.round();

        c.failed(LOG);
        assertThat(c.isLevel()).isFalse();
        assertThat(c.tick(1000)).containsExactlyInAnyOrder(new Inventory(A), new Inventory(C));
        assertThat(c.round())
                .as("answers to the first round are told from those to the second")
                .isGreaterThan(round);
    }

    @Test
    void shouldBeginAnewWhenSomebodyServesMeanwhile() {
        Reconcile a = of(A, 1);
        a.roster(List.of(A, B), Set.of(), 0);
        a.inventory(A, has(5, THREE), 0);

        assertThat(a.roster(List.of(A, B), Set.of(B), 0))
                .as("B has begun: it is believed")
                .contains(new Inventory(B));
    }

    /** Its archive would tell of entries that are about to be taken out, and this node would lead with them. Found by seed 2827. */
    @Test
    void shouldNotAskItsOwnArchiveWhileEntriesAreBeingTakenOutOfIt() {
        Reconcile c = of(C, 1);
        c.roster(List.of(A, C), Set.of(A), 0);
        c.inventory(A, has(5, THREE), 0);
        assertThat(c.inventory(C, has(9, OTHER_THREE), 0)).containsExactly(new Cut(LOG, OTHER_THREE));

        assertThat(c.roster(List.of(C), Set.of(), 10)).as("it begins alone").isEmpty();
        assertThat(c.tick(1_000)).isEmpty();
        assertThat(c.isLevel()).isFalse();

        c.cutEnded(LOG);
        assertThat(c.tick(2_000)).containsExactly(new Inventory(C));
        c.inventory(C, has(0, OTHER_THREE), 2_000);
        assertThat(c.isLevel()).isTrue();
    }
}

package dev.parley.room;

import static dev.parley.wire.Samples.A;
import static dev.parley.wire.Samples.B;
import static dev.parley.wire.Samples.C;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private final Acknowledgements two = new Acknowledgements(2, 1, Set.of(A, B, C));

    @Test
    void shouldAcknowledgeWhatEnoughDisksHave() {
        two.archived(A, 5);
        assertThat(two.acknowledged()).isZero();

        two.archived(C, 3);
        assertThat(two.acknowledged()).isEqualTo(3);
    }

    @Test
    void shouldNotCountOneDiskTwice() {
        two.archived(A, 5);
        two.archived(A, 5);

        assertThat(two.acknowledged()).isZero();
    }

    @Test
    void shouldNotCountTheDeadForWhatIsNew() {
        two.archived(B, 5);
        two.members(Set.of(A, C));
        two.archived(A, 5);

        assertThat(two.acknowledged()).isZero();
    }

    @Test
    void shouldNeverTakeAnAcknowledgementBack() {
        two.archived(A, 5);
        two.archived(B, 5);
        two.members(Set.of(A, C));

        assertThat(two.acknowledged()).isEqualTo(5);
    }

    @Test
    void shouldBeContentWithAllWhenFewerAreThere() {
        two.archived(A, 5);
        two.members(Set.of(A));

        assertThat(two.acknowledged()).isEqualTo(5);
    }

    @Test
    void shouldNotBeContentWithFewerThanTheQuorum() {
        Acknowledgements majority = new Acknowledgements(2, 2, Set.of(A, B, C));
        majority.archived(A, 5);
        majority.members(Set.of(A));

        assertThat(majority.acknowledged()).isZero();
    }

    @Test
    void shouldKnowWhoLacksSomething() {
        two.archived(A, 5);
        two.archived(B, 5);
        assertThat(two.someLack(5)).isTrue();

        two.archived(C, 5);
        assertThat(two.someLack(5)).isFalse();
    }
}
